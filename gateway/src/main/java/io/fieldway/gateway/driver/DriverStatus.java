package io.fieldway.gateway.driver;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A driver at one moment; counts are since its start.
///
/// @param driver its name, such as `modbus`
/// @param present devices that are there
/// @param counts by what was counted, in the driver's order
public record DriverStatus(String driver, int present, Map<String, Long> counts) {
  public DriverStatus(String driver, int present, Map<String, Long> counts) {
    this.driver = driver;
    this.present = present;
    this.counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
  }

  /// One count; zero where it is not counted.
  public long count(String what) {
    return counts.getOrDefault(what, 0L);
  }
}
