package io.fieldway.node.link;

import com.google.errorprone.annotations.Var;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The life of a link that is up: the hellos that go both ways, how long one takes there and back,
/// and whether the peer has fallen silent.
final class Life {
  private final LinkConfig config;
  private final RoundTrip roundTrip = new RoundTrip();

  @Var private long upSince;
  @Var private long lastReceived;
  @Var private long nextHello;
  @Var private long spoken;
  @Var private int missing;
  @Var private long misses;

  // The peer's last hello, and when it came; it is answered once.
  @Var private long heard;
  @Var private @Nullable Hello unanswered;
  @Var private long heardAt;

  Life(LinkConfig config) {
    this.config = config;
  }

  /// The link is up, and the first hello due.
  void begin(long now) {
    upSince = now;
    nextHello = now;
  }

  /// Any packet is a sign of life.
  void received(long now) {
    lastReceived = now;
    missing = 0;
  }

  /// The peer has said hello. Answers what is wrong with it; empty where nothing is.
  Optional<String> heard(Hello hello, long now) {
    if (hello.sequence() != heard + 1) {
      return Optional.of("expected hello " + (heard + 1) + ", got " + hello.sequence());
    }
    heard = hello.sequence();
    heardAt = now;
    unanswered = hello;
    return hello.echo().flatMap(echo -> echoed(echo, now));
  }

  private Optional<String> echoed(Hello.Echo echo, long now) {
    if (echo.time() < upSince || echo.time() > now) {
      return Optional.of("an answer to a hello that was never said");
    }
    // The two ends count whole milliseconds, so that the difference can fall below nothing.
    roundTrip.measured(Math.max(0, now - echo.time() - echo.heldMillis()));
    return Optional.empty();
  }

  /// Whether the next hello is to be said.
  boolean isDue(long now) {
    return now >= nextHello;
  }

  /// The next hello, which answers the peer's last.
  Hello next(long now) {
    Hello last = unanswered;
    unanswered = null;
    nextHello += config.hello().toMillis();
    if (nextHello <= now) {
      nextHello = now + config.hello().toMillis();
    }
    return new Hello(
        ++spoken,
        now,
        last == null ? Optional.empty() : Optional.of(new Hello.Echo(last.time(), now - heardAt)));
  }

  /// Whether too many hellos are missing, which are counted. A hello is missing that is late by a
  /// quarter of its interval.
  boolean isSilent(long now) {
    long interval = config.hello().toMillis();
    long late = silentMillis(now) - interval / 4;
    if (late < interval) {
      return false;
    }
    int count = (int) Math.min(late / interval, config.missed());
    misses += count - missing;
    missing = count;
    return count >= config.missed();
  }

  /// How long nothing has come.
  long silentMillis(long now) {
    return now - lastReceived;
  }

  /// Since when the link is up, or was; 0 where it never was.
  long upSince() {
    return upSince;
  }

  /// The time to the peer and back, smoothed; -1 where it was not measured yet.
  long roundTripMicros() {
    return roundTrip.micros();
  }

  /// Hellos that did not come in time.
  long misses() {
    return misses;
  }
}
