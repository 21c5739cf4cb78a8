package io.fieldway.node.network;

import java.util.List;

/// What nodes tell each other over a link about the network. A link carries it in order.
sealed interface ControlMessage {
  /// What the sender knows of the nodes whose names lie in a range: the first that it says on a new
  /// link. What of them is older, or missing, is what it is to be sent.
  ///
  /// @param from the first name of the range
  /// @param until the first name behind it; empty where it has no end, and the digest is over
  /// @param entries in any order
  record Digest(String from, String until, List<Entry> entries) implements ControlMessage {
    public Digest(String from, String until, List<Entry> entries) {
      this.from = from;
      this.until = until;
      this.entries = List.copyOf(entries);
    }
  }

  /// How new what the sender of a digest knows of a node is.
  record Entry(String node, Stamp advert, Stamp interest) {}

  /// The links of a node.
  ///
  /// @param signed an [Advert]
  /// @param age for how many milliseconds the sender has not been able to reach the node
  record LinkState(Signed signed, long age) implements ControlMessage {}

  /// Filters of a node's whole interest; a large one comes in parts, one straight behind the other.
  ///
  /// @param head an [InterestHead]
  record Whole(Signed head, List<String> filters, boolean isLast) implements ControlMessage {
    public Whole(Signed head, List<String> filters, boolean isLast) {
      this.head = head;
      this.filters = List.copyOf(filters);
      this.isLast = isLast;
    }
  }

  /// How a node's interest has changed.
  ///
  /// @param head an [InterestHead]
  /// @param base what has changed so
  record Delta(Signed head, Stamp base, List<String> added, List<String> removed)
      implements ControlMessage {
    public Delta(Signed head, Stamp base, List<String> added, List<String> removed) {
      this.head = head;
      this.base = base;
      this.added = List.copyOf(added);
      this.removed = List.copyOf(removed);
    }
  }

  /// The sender got a change of this node's interest and has not what it is a change of.
  record Want(String node) implements ControlMessage {}

  /// The sender knows nothing of this node any more.
  record Forgotten(String node) implements ControlMessage {}
}
