package io.fieldway.node.network;

import io.fieldway.routing.topic.TopicFilter;
import io.fieldway.wire.config.Key;
import java.util.List;

/// Which topics may cross the link to a neighbour, as the node at one end says. Both ends must
/// allow a topic: this one as an export, the other one as an import.
public record LinkFilter(
    @Key(
            value = "The neighbour's name, or * for all that no filter before this one names.",
            required = true)
        String peer,
    @Key("Topic filters of what may go to the neighbour; where none is given, all.")
        List<String> exports,
    @Key("Topic filters of what may come from the neighbour; where none is given, all.")
        List<String> imports) {
  /// Stands for every neighbour.
  static final String EVERYBODY = "*";

  /// Filters of one node that others take.
  static final int MOST = 256;

  /// Topic filters in one list.
  static final int MOST_TOPICS = 256;

  public LinkFilter(String peer, List<String> exports, List<String> imports) {
    this.peer = peer;
    this.exports = List.copyOf(exports);
    this.imports = List.copyOf(imports);
  }

  /// What stands where a file is silent.
  public static LinkFilter defaults() {
    return new LinkFilter(EVERYBODY, List.of(), List.of());
  }

  /// The filter that speaks of a neighbour, the first of these; one that allows all where none
  /// does.
  static LinkFilter of(List<LinkFilter> filters, String neighbour) {
    for (LinkFilter each : filters) {
      if (each.peer.equals(neighbour) || each.peer.equals(EVERYBODY)) {
        return each;
      }
    }
    return defaults();
  }

  boolean exports(String topic) {
    return allows(exports, topic);
  }

  boolean imports(String topic) {
    return allows(imports, topic);
  }

  private static boolean allows(List<String> filters, String topic) {
    return filters.isEmpty()
        || filters.stream().anyMatch(filter -> TopicFilter.matches(filter, topic));
  }
}
