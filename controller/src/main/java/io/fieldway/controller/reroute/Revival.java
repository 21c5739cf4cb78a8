package io.fieldway.controller.reroute;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// When dead nodes are to be revived, which is the first purpose of a controller (Chen et al. 2020,
/// §3.3): some time after their death, and again as long as they are dead.
public final class Revival {
  private final ReviveConfig config;

  /// When the next try is due, by node.
  private final Map<String, Long> due = new TreeMap<>();

  /// Nobody is dead yet.
  public Revival(ReviveConfig config) {
    this.config = config;
  }

  /// Who is to be revived now.
  ///
  /// @param dead all that are dead now; who was and is not among them is over it
  public List<String> due(Collection<String> dead, long now) {
    due.keySet().retainAll(dead);
    List<String> tried = new ArrayList<>();
    for (String node : dead) {
      @Var Long at = due.get(node);
      if (at == null) {
        at = now + config.after().toMillis();
        due.put(node, at);
      }
      if (now >= at) {
        due.put(node, now + config.again().toMillis());
        tried.add(node);
      }
    }
    return tried;
  }
}
