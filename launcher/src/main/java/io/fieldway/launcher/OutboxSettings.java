package io.fieldway.launcher;

import io.fieldway.gateway.outbox.FullPolicy;
import io.fieldway.gateway.outbox.OutboxConfig;
import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Key;
import io.fieldway.wire.config.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How much a gateway keeps while the platform cannot be reached.
public record OutboxSettings(
    @Key(
            value = "Readings that may wait for the platform; beyond, the policy holds.",
            least = 1,
            most = 1_000_000_000)
        long maxEntries,
    @Key(
            value = "Bytes that may wait for the platform; beyond, the policy holds.",
            size = true,
            least = 1024)
        long maxBytes,
    @Key(
            "How long a reading may wait, by the gateway's clock; an older one goes, or devices are"
                + " refused where the policy is block. Without it, for ever.")
        Optional<Duration> maxAge,
    @Key(
            "What happens at a bound: block (devices are refused and keep their readings),"
                + " drop-oldest, or thin-out (of the oldest, every second goes, again and again). The"
                + " platform is told what went.")
        FullPolicy policy)
    implements Checked {

  /// What the gateway itself does.
  static OutboxSettings defaults() {
    OutboxConfig config = OutboxConfig.DEFAULTS;
    return new OutboxSettings(
        config.maxEntries(), config.maxBytes(), config.maxAge(), config.policy());
  }

  /// The outbox's configuration.
  OutboxConfig config() {
    OutboxConfig config =
        OutboxConfig.DEFAULTS.withMaxEntries(maxEntries).withMaxBytes(maxBytes).withPolicy(policy);
    return maxAge.map(config::withMaxAge).orElse(config);
  }

  @Override
  public List<Problem> problems() {
    List<Problem> found = new ArrayList<>();
    if (maxAge.isPresent() && !maxAge.get().isPositive()) {
      found.add(new Problem("max-age", "expected longer than nothing"));
    }
    return found;
  }
}
