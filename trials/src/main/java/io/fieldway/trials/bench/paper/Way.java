package io.fieldway.trials.bench.paper;

import java.util.ArrayList;
import java.util.List;

/// With and without the shortest path of the paper's Figure 12, from node 6 to node 1. Its links
/// are those that Figure 2 is known to have; the long way is what is left without two of them.
enum Way {
  SHORTEST(
      "6-4-2-1",
      "1-2 2-3 2-4 3-4 4-6 4-7 6-7 3-5 5-7",
      "all links, so that the shortest path is chosen"),
  LONGER(
      "6-7-4-3-2-1",
      "1-2 2-3 3-4 4-7 6-7 3-5 5-7",
      "without the links 4-6 and 2-4, so that the path of Figure 12 that is not the shortest is"
          + " chosen");

  /// The nodes of either, each in a process of its own, whether on the path or not.
  static final List<String> NODES = List.of("1", "2", "3", "4", "5", "6", "7");

  private final String title;
  private final String links;
  private final String remark;

  Way(String title, String links, String remark) {
    this.title = title;
    this.links = links;
    this.remark = remark;
  }

  /// The nodes that a message passes, from the edge to the consumer.
  List<String> path() {
    return List.of(title.split("-", -1));
  }

  String title() {
    return title;
  }

  String remark() {
    return remark;
  }

  /// The nodes before this one that it has links to; either end of a link may dial.
  List<String> dials(String node) {
    List<String> dialled = new ArrayList<>();
    for (String link : links.split(" ", -1)) {
      if (link.endsWith("-" + node)) {
        dialled.add(link.substring(0, link.indexOf('-')));
      }
    }
    return dialled;
  }

  /// The lines of the edge node's table that must be there when every node of the path wants a
  /// topic, such as `4 2 1 / topic`.
  List<String> routes(String topic) {
    List<String> path = path();
    List<String> lines = new ArrayList<>();
    for (int length = 2; length <= path.size(); length++) {
      lines.add(String.join(" ", path.subList(1, length)) + " / " + topic);
    }
    return lines;
  }
}
