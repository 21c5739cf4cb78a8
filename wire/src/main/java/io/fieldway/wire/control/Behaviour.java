package io.fieldway.wire.control;

import io.fieldway.wire.Fields;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// What is published and subscribed through a node: its lines of the seed's Table 11.
///
/// @param publishes topics, or filters that stand for them
/// @param subscribes filters of the node's own sessions, reduced by cover
/// @param isComplete false where something was left out at a bound
public record Behaviour(List<String> publishes, List<String> subscribes, boolean isComplete) {
  /// Most filters of a kind; a node that has more sends as many and says that they are not all.
  public static final int MAX_FILTERS = 1_000;

  /// Longest filter in characters; a node leaves longer ones out and says that they are not all.
  public static final int MAX_FILTER = 1_024;

  public static final Behaviour NONE = new Behaviour(List.of(), List.of(), true);

  public Behaviour(List<String> publishes, List<String> subscribes, boolean isComplete) {
    this.publishes = List.copyOf(publishes);
    this.subscribes = List.copyOf(subscribes);
    this.isComplete = isComplete;
  }

  static Behaviour read(Fields fields) {
    return new Behaviour(
        ControlForm.texts(fields, "publishes", MAX_FILTERS, MAX_FILTER),
        ControlForm.texts(fields, "subscribes", MAX_FILTERS, MAX_FILTER),
        fields.truth("isComplete"));
  }

  void writeTo(ObjectNode tree) {
    tree.set("publishes", ControlForm.array(publishes));
    tree.set("subscribes", ControlForm.array(subscribes));
    tree.put("isComplete", isComplete);
  }
}
