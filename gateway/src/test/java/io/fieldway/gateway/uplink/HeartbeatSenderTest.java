package io.fieldway.gateway.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.wire.channel.Done;
import io.fieldway.wire.channel.Heard;
import io.fieldway.wire.channel.Heartbeat;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class HeartbeatSenderTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:30:00Z");

  private final Deque<Consumer<JsonNode>> unanswered = new ArrayDeque<>();
  private final List<String> ends = new ArrayList<>();
  private final List<Instant> times = new ArrayList<>();

  private HeartbeatSender sender(Duration platformWants) {
    return new HeartbeatSender(
        UplinkConfig.DEFAULTS,
        platformWants,
        () -> new Heartbeat(NOW, List.of(), new Heartbeat.Outbox(0, 0, Duration.ZERO), List.of()),
        (platform, roundTrip) -> times.add(platform.orElseThrow()),
        () -> NOW,
        new UplinkCounters(),
        (event, body, answer) -> unanswered.add(answer),
        (reason, refusal) -> ends.add(reason));
  }

  private void answer() {
    unanswered.remove().accept(new Done().json());
  }

  @Test
  void beatsAtOnceAndThenAsOftenAsThePlatformWants() {
    HeartbeatSender sender = sender(Duration.ofSeconds(2));
    sender.tick(NOW, false);
    answer();
    sender.tick(NOW.plusMillis(1_999), false);
    assertThat(unanswered).isEmpty();
    sender.tick(NOW.plusSeconds(2), false);
    assertThat(unanswered).hasSize(1);
  }

  @Test
  void hearsThePlatformsTimeWhereItTellsIt() {
    HeartbeatSender sender = sender(Duration.ofSeconds(30));
    sender.tick(NOW, false);
    unanswered.remove().accept(new Heard(NOW.plusSeconds(7_200)).json());
    assertThat(times).containsExactly(NOW.plusSeconds(7_200));
    sender.tick(NOW.plusSeconds(30), false);
    answer();
    assertThat(times).as("a platform that does not tell it").hasSize(1);
  }

  @Test
  void beatsAsOftenAsItIsConfiguredWhereThePlatformWantsLess() {
    HeartbeatSender sender = sender(Duration.ofHours(1));
    sender.tick(NOW, false);
    answer();
    sender.tick(NOW.plus(UplinkConfig.DEFAULTS.heartbeat()), false);
    assertThat(unanswered).hasSize(1);
  }

  @Test
  void beatsSoonAfterADeviceHasChangedButNotTooOften() {
    HeartbeatSender sender = sender(Duration.ofSeconds(30));
    sender.tick(NOW, false);
    sender.tick(NOW.plusSeconds(1), true);
    assertThat(unanswered).as("one is under way").hasSize(1);
    answer();
    sender.tick(NOW.plusSeconds(1), false);
    assertThat(unanswered).hasSize(1);
    answer();
    sender.tick(NOW.plusSeconds(1).plusMillis(499), true);
    assertThat(unanswered).isEmpty();
    sender.tick(NOW.plusSeconds(1).plusMillis(500), false);
    assertThat(unanswered).hasSize(1);
  }

  @Test
  void takesTheLinkForDeadAfterThreeWithoutAnAnswer() {
    HeartbeatSender sender = sender(Duration.ofSeconds(30));
    for (int beat = 0; beat < 3; beat++) {
      sender.tick(NOW.plusSeconds(30L * beat), false);
    }
    assertThat(ends).isEmpty();
    sender.tick(NOW.plusSeconds(90), false);
    assertThat(ends).hasSize(1);
  }

  @Test
  void givesASlowPlatformTimeWhereItBeatsQuickly() {
    HeartbeatSender sender = sender(Duration.ofMillis(200));
    for (int beat = 0; beat < 50; beat++) {
      sender.tick(NOW.plusMillis(200L * beat), false);
    }
    assertThat(ends).isEmpty();
    sender.tick(NOW.plusSeconds(10), false);
    assertThat(ends).hasSize(1);
  }

  @Test
  void endsTheSessionWhereAnotherOneTookOver() {
    HeartbeatSender sender = sender(Duration.ofSeconds(30));
    sender.tick(NOW, false);
    unanswered.remove().accept(Refusal.of(RefusalCode.BUSY, "later").json());
    assertThat(ends).isEmpty();
    sender.tick(NOW.plusSeconds(30), false);
    unanswered.remove().accept(Refusal.of(RefusalCode.FENCED, "a newer session").json());
    assertThat(ends).containsExactly("a newer session");
  }
}
