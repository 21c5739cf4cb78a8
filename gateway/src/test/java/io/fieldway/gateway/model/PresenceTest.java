package io.fieldway.gateway.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.wire.channel.Heartbeat.DeviceState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PresenceTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:30:00Z");

  private final Presence presence = new Presence();

  @Test
  void tellsWhatChanged() {
    assertThat(presence.left("d")).as("never there").isFalse();
    assertThat(presence.arrived("d", NOW)).isTrue();
    assertThat(presence.arrived("d", NOW)).as("a newer connection").isFalse();
    assertThat(presence.online()).isOne();
    assertThat(presence.left("d")).isTrue();
    assertThat(presence.left("d")).isFalse();
    assertThat(presence.online()).isZero();
  }

  @Test
  void remembersWhenADeviceWasSeenLast() {
    presence.arrived("d", NOW);
    presence.seen("d", NOW.plusSeconds(5));
    presence.left("d");
    presence.seen("d", NOW.plusSeconds(9));
    assertThat(presence.of(List.of("d", "never")))
        .containsExactly(
            new DeviceState("d", false, Optional.of(NOW.plusSeconds(5))),
            new DeviceState("never", false, Optional.empty()));
  }
}
