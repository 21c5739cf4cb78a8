package io.fieldway.node.io;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// With whom no link came to be of late, and why, for people who look for a node that is missing.
/// What has not happened for longest makes room. Belongs to the broker's event loop.
final class LinkRefusals {
  private static final int MAXIMUM = 16;

  private final Map<String, Refusal> latest =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Refusal> eldest) {
          return size() > MAXIMUM;
        }
      };

  /// @param with whom: an address, and a name where one was said
  /// @param times that it came to this
  /// @param at milliseconds since the epoch, the last time
  record Refusal(String with, String why, long times, long at) {}

  void add(String with, String why, long now) {
    String key = with + ' ' + why;
    Refusal before = latest.get(key);
    latest.put(key, new Refusal(with, why, before == null ? 1 : before.times + 1, now));
  }

  /// A link has come up after all.
  void forget(String with) {
    latest.values().removeIf(each -> each.with.equals(with));
  }

  List<Refusal> latest() {
    return List.copyOf(latest.values()).reversed();
  }
}
