package io.fieldway.node.trust;

import com.google.errorprone.annotations.Var;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// How often an address was refused of late, so that nobody can try tokens one after the other. The
/// address not heard of for longest makes room for another.
final class Refusals {
  private static final int MAXIMUM_HOSTS = 1_024;
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();

  private final int most;
  private final Map<String, Count> counts;

  private record Count(long since, int refused) {}

  Refusals(int most) {
    this.most = most;
    this.counts =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > MAXIMUM_HOSTS;
          }
        };
  }

  boolean areTooMany(String host, long now) {
    Count count = counts.get(host);
    return count != null && now - count.since < MINUTE && count.refused >= most;
  }

  void add(String host, long now) {
    @Var Count count = counts.get(host);
    if (count == null || now - count.since >= MINUTE) {
      count = new Count(now, 0);
    }
    counts.put(host, new Count(count.since, count.refused + 1));
  }
}
