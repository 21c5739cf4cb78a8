package io.fieldway.routing.reroute;

import io.fieldway.routing.graph.Topology;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What a plan is made from.
///
/// @param members each node once
/// @param topology the living links
/// @param present who stands in for whom so far: node → substitute
/// @param restless nodes whose substitute may be changed for one of a better kind; for others a
///   better kind is no reason
/// @param refused node → substitutes that have refused it
public record Mesh(
    List<Member> members,
    Topology topology,
    Map<String, String> present,
    Set<String> restless,
    Map<String, Set<String>> refused) {
  public Mesh(
      List<Member> members,
      Topology topology,
      Map<String, String> present,
      Set<String> restless,
      Map<String, Set<String>> refused) {
    this.members = List.copyOf(members);
    this.topology = topology;
    this.present = new TreeMap<>(present);
    this.restless = new TreeSet<>(restless);
    this.refused = new TreeMap<>(refused);
  }
}
