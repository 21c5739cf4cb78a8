package io.fieldway.gateway.command;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Fields;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// What this gateway knows of the platform's clock: how far it is ahead of our own, at least and at
/// most. An answer of the platform that tells its time was written after we asked and before we had
/// it; the two ends of that round trip are the bounds. What is held begins by the lower one and is
/// too late by the upper one, so that no delay makes it too early or too late, and a clock that is
/// wrong by hours does not matter.
final class PlatformTime {
  /// The bounds, and when we had them by our own clock.
  record Known(Instant at, Duration least, Duration most) {
    static Known read(Fields fields) {
      return new Known(
          fields.time("at"),
          Duration.ofMillis(fields.whole("leastMillis", -Long.MAX_VALUE, Long.MAX_VALUE)),
          Duration.ofMillis(fields.whole("mostMillis", -Long.MAX_VALUE, Long.MAX_VALUE)));
    }

    void write(ObjectNode tree) {
      tree.put("at", at.toString())
          .put("leastMillis", least.toMillis())
          .put("mostMillis", most.toMillis());
    }
  }

  @Var private Optional<Known> known = Optional.empty();

  /// Takes up what was known before a restart, unless our clock has gone back since: then nothing
  /// is known until the platform is heard.
  void restore(Known before, Instant now) {
    boolean newer = known.isEmpty() || known.get().at.isBefore(before.at);
    if (newer && !now.isBefore(before.at)) {
      known = Optional.of(before);
    }
  }

  /// The platform has told its time.
  ///
  /// @param asked when we sent what it answered, by our clock
  void heard(Instant platform, Instant asked, Instant now) {
    Duration least = Duration.between(now, platform);
    Duration most = Duration.between(asked, platform);
    known =
        Optional.of(
            new Known(
                now,
                Duration.ofMillis(least.toMillis() - 1),
                Duration.ofMillis(most.toMillis() + 1)));
  }

  /// The platform does not tell its time: its clock is taken for ours.
  void assumeOurs(Instant now) {
    known = Optional.of(new Known(now, Duration.ZERO, Duration.ZERO));
  }

  Optional<Known> known() {
    return known;
  }

  /// Whether it is this time at the platform for certain.
  boolean hasCome(Instant time, Instant now) {
    return known.isPresent() && !now.plus(known.get().least).isBefore(time);
  }

  /// Whether it may be this time at the platform.
  boolean mayHaveCome(Instant time, Instant now) {
    return known.isPresent() && !now.plus(known.get().most).isBefore(time);
  }

  /// The platform's time as well as we know it.
  Instant at(Instant now) {
    return known
        .map(each -> now.plus(each.least).plus(each.most.minus(each.least).dividedBy(2)))
        .orElse(now);
  }
}
