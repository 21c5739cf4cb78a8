package io.fieldway.gateway.driver.coap;

import io.fieldway.gateway.driver.Devices;
import io.fieldway.gateway.push.Pusher;
import java.time.Instant;
import java.time.InstantSource;

/// One device that pushes, and may observe. May be used from any thread.
final class CoapDevice {
  /// The session of readings that their device does not count.
  private static final String UNCOUNTED = "coap-uncounted";

  private final Observation observation;
  private final Pusher pusher;

  CoapDevice(
      String id, Devices devices, CoapConfig config, CoapCounters counters, InstantSource clock) {
    // Silence is asked about after one span, so that a notification is never the last for two.
    this.observation =
        new Observation(
            config.maxInstructions(),
            config.silentAfter().multipliedBy(2),
            counters,
            () -> seen(clock),
            devices::platformTime);
    this.pusher = new Pusher(id, UNCOUNTED, devices, config.bounds(), observation);
  }

  Observation observation() {
    return observation;
  }

  Pusher pusher() {
    return pusher;
  }

  private void seen(InstantSource clock) {
    pusher.seen(clock.instant());
  }

  /// Who observes is asked whether it is there, and stays until it does not answer.
  void tick(Instant now) {
    if (!observation.isObserved()) {
      pusher.tick(now);
    } else if (pusher.isSilent(now)) {
      observation.probe();
    }
  }
}
