package io.fieldway.routing.tbrg;

import io.fieldway.routing.topic.TopicFilter;
import java.util.List;
import java.util.Optional;

/// What one node knows of the ways to all consumers, as it was when the table was made.
///
/// @param node whose table it is
/// @param entries one for each consumer that can be reached and each of its filters, sorted by
///   consumer and filter
/// @param unreachable consumers that no way leads to, sorted
public record RoutingTable(String node, List<RouteEntry> entries, List<String> unreachable) {
  /// Copies the lists.
  public RoutingTable(String node, List<RouteEntry> entries, List<String> unreachable) {
    this.node = node;
    this.entries = List.copyOf(entries);
    this.unreachable = List.copyOf(unreachable);
  }

  /// The neighbour that is the first on the way to a consumer; empty where there is no way, and at
  /// the consumer itself.
  public Optional<String> nextHop(String consumer) {
    return entries.stream()
        .filter(entry -> entry.consumer().equals(consumer))
        .findFirst()
        .flatMap(RouteEntry::nextHop);
  }

  /// The entries that a message published to a topic would follow.
  public List<RouteEntry> entries(String topic) {
    return entries.stream().filter(entry -> TopicFilter.matches(entry.filter(), topic)).toList();
  }

  /// The table as the paper prints it: a line an entry, `C B A / top`.
  public List<String> lines() {
    return entries.stream().map(RouteEntry::line).toList();
  }
}
