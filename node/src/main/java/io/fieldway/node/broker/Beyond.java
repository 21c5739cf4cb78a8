package io.fieldway.node.broker;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The rest of the mesh as a broker sees it: the nodes beyond, whose sessions subscribe as its own
/// do. Called on the broker's thread; does not call back before it returns.
public interface Beyond {
  /// The nearest of these nodes that a message on a topic can reach.
  Optional<String> nearest(String topic, Collection<String> nodes);

  /// All other nodes that are known: they keep retained messages too.
  Collection<String> others();

  /// Whether a message of QoS 1 or 2 and of so many bytes can be taken into custody for all of
  /// these.
  boolean hasRoom(long bytes, List<Addressee> addressees);

  /// Sends a message on its way: at QoS 0 as it may, else into custody until all of them have it.
  void forward(Onward message, List<Addressee> addressees, long now);

  /// A session here has subscribed to a filter; counted, for sessions may have it in common.
  void subscribed(String filter);

  /// A session here has no longer subscribed to it.
  void unsubscribed(String filter);
}
