package io.fieldway.gateway.driver.modbus;

import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Key;
import io.fieldway.wire.config.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The Modbus driver's devices and bounds.
public record ModbusConfig(
    @Key("The devices; without any the gateway speaks no Modbus.") List<ModbusDevice> devices,
    @Key(
            value =
                "Registers between two values that may be read for nothing, so that one request"
                    + " brings both.",
            most = 100)
        int maxGap,
    @Key(
            value =
                "Requests in a row without an answer until a device is offline; it is connected to"
                    + " anew after each.",
            least = 1,
            most = 100)
        int patience,
    @Key(
            value = "Instructions that may wait for one device; beyond, they fail at once.",
            least = 1,
            most = 10_000)
        int maxInstructions,
    @Key(
            value =
                "Results kept of one device's last instructions, so that one which comes again is"
                    + " not carried out twice.",
            least = 1,
            most = 10_000)
        int keptResults,
    @Key("The first wait before asking again a device that does not answer; it doubles.")
        Duration firstDelay,
    @Key("The longest wait before asking again.") Duration longestDelay)
    implements Checked {

  public ModbusConfig(
      List<ModbusDevice> devices,
      int maxGap,
      int patience,
      int maxInstructions,
      int keptResults,
      Duration firstDelay,
      Duration longestDelay) {
    this.devices = List.copyOf(devices);
    this.maxGap = maxGap;
    this.patience = patience;
    this.maxInstructions = maxInstructions;
    this.keptResults = keptResults;
    this.firstDelay = firstDelay;
    this.longestDelay = longestDelay;
  }

  /// No devices.
  public static ModbusConfig defaults() {
    return new ModbusConfig(
        List.of(), 0, 2, 64, 256, Duration.ofMillis(500), Duration.ofMinutes(1));
  }

  public ModbusConfig withDevices(List<ModbusDevice> changed) {
    return new ModbusConfig(
        changed, maxGap, patience, maxInstructions, keptResults, firstDelay, longestDelay);
  }

  public ModbusConfig withDelays(Duration first, Duration longest) {
    return new ModbusConfig(
        devices, maxGap, patience, maxInstructions, keptResults, first, longest);
  }

  /// Whether what is said to some device could be read or changed on the way.
  public boolean isExposed() {
    return devices.stream().anyMatch(ModbusDevice::isExposed);
  }

  @Override
  public List<Problem> problems() {
    List<Problem> found = new ArrayList<>();
    if (firstDelay.compareTo(longestDelay) > 0 || !firstDelay.isPositive()) {
      found.add(new Problem("first-delay", "expected above nothing and up to the longest-delay"));
    }
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < devices.size(); i++) {
      if (!ids.add(devices.get(i).device())) {
        found.add(
            new Problem(
                "devices[" + i + "].device",
                "expected each device once, got " + devices.get(i).device() + " again"));
      }
    }
    return found;
  }
}
