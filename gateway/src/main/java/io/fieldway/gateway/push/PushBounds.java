package io.fieldway.gateway.push;

import io.fieldway.wire.config.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What holds for each device that pushes.
///
/// @param requestTimeout how long a request waits for an earlier one of its device
/// @param retryAfter what a device is told to wait when there is no room
/// @param silentAfter how long after its last request a device is online
public record PushBounds(Duration requestTimeout, Duration retryAfter, Duration silentAfter) {
  /// What of it cannot hold, by the key under which a driver is configured.
  public List<Problem> problems() {
    List<Problem> found = new ArrayList<>();
    positive("request-timeout", requestTimeout, found);
    positive("retry-after", retryAfter, found);
    positive("silent-after", silentAfter, found);
    return found;
  }

  private static void positive(String key, Duration time, List<Problem> found) {
    if (!time.isPositive()) {
      found.add(new Problem(key, "expected longer than nothing"));
    }
  }
}
