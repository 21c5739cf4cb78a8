package io.fieldway.node.broker;

import java.util.List;

/// A node that is to have a message, and for whom.
///
/// @param plain whether for its sessions that subscribed for themselves
/// @param groups the shared subscriptions, by their whole text, of which one of its sessions is to
///   have it
public record Addressee(String node, boolean plain, List<String> groups) {
  public Addressee(String node, boolean plain, List<String> groups) {
    this.node = node;
    this.plain = plain;
    this.groups = List.copyOf(groups);
  }

  /// For the sessions that subscribed for themselves.
  public static Addressee plain(String node) {
    return new Addressee(node, true, List.of());
  }
}
