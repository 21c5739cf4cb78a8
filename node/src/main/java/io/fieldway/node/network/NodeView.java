package io.fieldway.node.network;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What is known of a node, for people to look at.
///
/// @param sequence of its links, as it told them last
/// @param links what it tells of its links, whether or not the other end agrees
/// @param filters how many filters its interest has
/// @param interestVersion of them
/// @param reachable whether there is a path to it; to the node itself there is
/// @param heardAt when it last told anything of itself, in milliseconds since the epoch
public record NodeView(
    String name,
    long epoch,
    long sequence,
    SortedMap<String, Integer> links,
    int filters,
    long interestVersion,
    boolean reachable,
    Profile profile,
    long heardAt) {
  public NodeView(
      String name,
      long epoch,
      long sequence,
      SortedMap<String, Integer> links,
      int filters,
      long interestVersion,
      boolean reachable,
      Profile profile,
      long heardAt) {
    this.name = name;
    this.epoch = epoch;
    this.sequence = sequence;
    this.links = Collections.unmodifiableSortedMap(new TreeMap<>(links));
    this.filters = filters;
    this.interestVersion = interestVersion;
    this.reachable = reachable;
    this.profile = profile;
    this.heardAt = heardAt;
  }
}
