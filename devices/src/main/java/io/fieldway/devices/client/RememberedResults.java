package io.fieldway.devices.client;

import io.fieldway.wire.device.DeviceLine.Result;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The instructions a device has been given: those it is busy with, and the results of the last
/// ones, so that it acts once however often an instruction comes.
public final class RememberedResults {
  private final int max;
  private final Set<String> busy = new HashSet<>();
  private final Map<String, Result> results = new LinkedHashMap<>();

  /// @param max beyond, the oldest is forgotten
  public RememberedResults(int max) {
    this.max = max;
  }

  /// The former result; empty where there is none.
  public Optional<Result> of(String instruction) {
    return Optional.ofNullable(results.get(instruction));
  }

  /// Notes that the device begins; false where it has begun already.
  public boolean begin(String instruction) {
    return busy.add(instruction);
  }

  public void finish(Result result) {
    busy.remove(result.instruction());
    results.put(result.instruction(), result);
    if (results.size() > max) {
      results.remove(results.keySet().iterator().next());
    }
  }
}
