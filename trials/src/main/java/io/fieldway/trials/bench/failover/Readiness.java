package io.fieldway.trials.bench.failover;

import java.util.Arrays;
import java.util.List;

/// How ready a mesh is for the death of a node.
enum Readiness {
  ALONE("no-controller", "local", "nobody stands in for anybody"),
  LOCAL(
      "local",
      "local",
      "every node is copied to another; an acknowledgement waits for the node's own disk"),
  SUBSTITUTE(
      "substitute",
      "substitute",
      "every node is copied to another; an acknowledgement waits for both disks");

  private final String title;
  private final String durability;
  private final String remark;

  Readiness(String title, String durability, String remark) {
    this.title = title;
    this.durability = durability;
    this.remark = remark;
  }

  /// The one of this name.
  static Readiness named(String title) {
    return Arrays.stream(values())
        .filter(each -> each.title.equals(title))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "expected one of "
                    + Arrays.stream(values()).map(Readiness::title).toList()
                    + ", got "
                    + title));
  }

  String title() {
    return title;
  }

  String remark() {
    return remark;
  }

  boolean hasController() {
    return this != ALONE;
  }

  /// What a node's command has besides where it listens.
  List<String> flags() {
    return List.of("--durability", durability);
  }
}
