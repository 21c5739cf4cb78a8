package io.fieldway.trials.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.devices.FieldStatus;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `NothingAckedIsLost` and `StoredOnce`: every reading that a device of the field got an
/// acknowledgement for is in the database exactly once.
public final class Promises {
  private Promises() {}

  /// Compares what the devices were promised with what is stored; each device is in its first session.
  public static void assertKept(FieldStatus field, SqlStored stored) throws SQLException {
    Map<String, Map<Long, Integer>> readings = stored.readings();
    List<String> missing = new ArrayList<>();
    List<String> doubled = new ArrayList<>();
    for (FieldStatus.Device device : field.devices()) {
      assertThat(device.acknowledged()).as("acknowledged readings of %s", device.id()).isPositive();
      Map<Long, Integer> times = readings.getOrDefault(device.id(), Map.of());
      for (long count = 1; count <= device.acknowledged(); count++) {
        if (!times.containsKey(count)) {
          missing.add(device.id() + "#" + count);
        }
      }
      times.forEach(
          (count, found) -> {
            if (found > 1) {
              doubled.add(device.id() + "#" + count + " ×" + found);
            }
          });
    }
    assertThat(missing).as("NothingAckedIsLost").isEmpty();
    assertThat(doubled).as("StoredOnce").isEmpty();
  }
}
