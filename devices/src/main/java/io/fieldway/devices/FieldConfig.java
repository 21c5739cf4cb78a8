package io.fieldway.devices;

import io.fieldway.devices.client.ClientConfig;
import io.fieldway.devices.world.Climate;
import java.time.Duration;

/// How the simulated field behaves.
///
/// @param rate how many times faster than usual the devices measure, but for the camera
/// @param seed decides the weather, the instruments' noise and the jitter of reconnects
/// @param climate how fast the day runs and how much it rains
/// @param dayPhase where the day begins, from 0 (midnight) over 0.5 (noon) to 1
/// @param weatherEvery how often a weather station measures at rate 1
/// @param soilEvery how often a soil probe measures at rate 1
/// @param valveEvery how often a valve measures at rate 1
/// @param pumpEvery how often the pump measures at rate 1
/// @param cameraEvery how often the camera takes a picture, at any rate
/// @param connectTimeout how long a connection may take to come about
/// @param maxInbox events that wait for a device, beyond which its connection is read no further
/// @param client the bounds of each device's client
public record FieldConfig(
    double rate,
    long seed,
    Climate climate,
    double dayPhase,
    Duration weatherEvery,
    Duration soilEvery,
    Duration valveEvery,
    Duration pumpEvery,
    Duration cameraEvery,
    Duration connectTimeout,
    int maxInbox,
    ClientConfig client) {

  /// The fastest rate: a device then measures a thousand times a second.
  public static final double MAX_RATE = 1_000;

  public FieldConfig {
    if (!(rate > 0 && rate <= MAX_RATE)) {
      throw new IllegalArgumentException(
          "the rate of the simulated devices is above 0 and at most 1000, not " + rate);
    }
    if (!(dayPhase >= 0 && dayPhase < 1)) {
      throw new IllegalArgumentException("the day begins between 0 and 1, not at " + dayPhase);
    }
  }

  /// About nine readings a second and a picture every ten seconds, in the morning of a ten-minute
  /// day.
  public static FieldConfig defaults() {
    return new FieldConfig(
        1,
        2026,
        Climate.brisk(),
        0.36,
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ofMillis(500),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        4_096,
        ClientConfig.defaults());
  }

  public FieldConfig withRate(double other) {
    return new FieldConfig(
        other,
        seed,
        climate,
        dayPhase,
        weatherEvery,
        soilEvery,
        valveEvery,
        pumpEvery,
        cameraEvery,
        connectTimeout,
        maxInbox,
        client);
  }

  public FieldConfig withSeed(long other) {
    return new FieldConfig(
        rate,
        other,
        climate,
        dayPhase,
        weatherEvery,
        soilEvery,
        valveEvery,
        pumpEvery,
        cameraEvery,
        connectTimeout,
        maxInbox,
        client);
  }

  public FieldConfig withClient(ClientConfig other) {
    return new FieldConfig(
        rate,
        seed,
        climate,
        dayPhase,
        weatherEvery,
        soilEvery,
        valveEvery,
        pumpEvery,
        cameraEvery,
        connectTimeout,
        maxInbox,
        other);
  }

  /// A period at the field's rate.
  Duration atRate(Duration period) {
    return Duration.ofNanos((long) (period.toNanos() / rate));
  }
}
