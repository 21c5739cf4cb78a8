package io.fieldway.routing.reroute;

import io.fieldway.routing.graph.ShortestPaths;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Names a substitute for every node of the mesh: the loop of Algorithm 3, run before anybody dies.
///
/// **Goals.** Every node that serves has a substitute, the best there is, as long as somebody has
/// room. A plan stays as it is while it holds, for every change costs a new copy.
///
/// **Constraints.** Nobody stands in for itself. Who cannot be reached, takes no others, has
/// refused the node or has no room is passed over. Rooms add up: whoever stands in for two must
/// have room for both. The same mesh gives the same plan.
///
/// **Algorithm.** First every node keeps the substitute that it has, in the order of names, where
/// none of the constraints speaks against it; that takes its room. Then the others choose, the
/// largest first, for it is the hardest to place, and each takes the best match ([Match]) of those
/// with room. Last, a node that is restless changes to a match whose kind is better than that of
/// the one it kept; a larger overlap, a shorter way or a smaller load is no reason.
///
/// With B1, B2 and B3 of [Likeness], all neighbours of each other, B1 takes B2 and B2 takes B1,
/// both strong; B3, which nobody covers, takes B1, weak 0.67, for its name comes first. When B2
/// dies B1 takes B3, which covers it, and B3 stays with B1.
///
/// It remembers likenesses between one plan and the next, as long as the two behaviours are the
/// same objects. It belongs to one thread.
public final class Planner {
  private record Remembered(Behaviour node, Behaviour substitute, Likeness likeness) {}

  private final Map<String, Map<String, Remembered>> likenesses = new HashMap<>();

  /// Who stands in for whom: a standing for each member that needs a substitute.
  public SortedMap<String, Standing> plan(Mesh mesh) {
    forget(mesh);
    return new Draft(mesh).plan();
  }

  /// The classes of strong equivalence: the members of each do the same. In the order of names.
  public List<List<String>> classes(Mesh mesh) {
    List<List<Member>> classes = new ArrayList<>();
    for (Member each : mesh.members()) {
      classes.stream()
          .filter(one -> likeness(each, one.getFirst()).kind() == Likeness.Kind.STRONG)
          .findFirst()
          .orElseGet(() -> {
            List<Member> alone = new ArrayList<>();
            classes.add(alone);
            return alone;
          })
          .add(each);
    }
    return classes.stream().map(each -> each.stream().map(Member::name).toList()).toList();
  }

  private void forget(Mesh mesh) {
    Set<String> names = new HashSet<>();
    mesh.members().forEach(member -> names.add(member.name()));
    likenesses.keySet().retainAll(names);
    likenesses.values().forEach(each -> each.keySet().retainAll(names));
  }

  private Likeness likeness(Member node, Member substitute) {
    Map<String, Remembered> all = likenesses.computeIfAbsent(node.name(), name -> new HashMap<>());
    Remembered known = all.get(substitute.name());
    if (known != null
        && isSame(known.node(), node.behaviour())
        && isSame(known.substitute(), substitute.behaviour())) {
      return known.likeness();
    }
    Likeness likeness = Likeness.of(node.behaviour(), substitute.behaviour());
    all.put(substitute.name(), new Remembered(node.behaviour(), substitute.behaviour(), likeness));
    return likeness;
  }

  @SuppressWarnings("ReferenceEquality") // only whether it must be compared again
  private static boolean isSame(Behaviour one, Behaviour other) {
    return one == other;
  }

  private record Choice(Member substitute, String why) {}

  /// One plan in the making.
  private final class Draft {
    private final Mesh mesh;
    private final SortedMap<String, Member> members = new TreeMap<>();
    private final Map<String, ShortestPaths> paths = new HashMap<>();
    private final Map<String, Load> taken = new HashMap<>();
    private final SortedMap<String, Choice> chosen = new TreeMap<>();

    Draft(Mesh mesh) {
      this.mesh = mesh;
      mesh.members().forEach(member -> members.put(member.name(), member));
    }

    SortedMap<String, Standing> plan() {
      List<Member> open = new ArrayList<>();
      for (Member node : members.values()) {
        if (node.needsSubstitute() && !keep(node)) {
          open.add(node);
        }
      }
      open.sort(
          Comparator.comparingLong((Member node) -> -node.load().sessions())
              .thenComparingLong(node -> -node.load().bytes())
              .thenComparing(Member::name));
      open.forEach(this::choose);
      mesh.restless().forEach(this::improve);
      SortedMap<String, Standing> plan = new TreeMap<>();
      for (Member node : members.values()) {
        if (node.needsSubstitute()) {
          plan.put(node.name(), standing(node));
        }
      }
      return plan;
    }

    private boolean keep(Member node) {
      Member present = members.get(mesh.present().getOrDefault(node.name(), ""));
      if (present == null || !obstacle(node, present).isEmpty()) {
        return false;
      }
      take(node, present, "kept");
      return true;
    }

    private void choose(Member node) {
      List<Match> matches = matches(node);
      if (!matches.isEmpty()) {
        take(node, matches.getFirst(), "the best there is");
      }
    }

    private void improve(String name) {
      Member node = members.get(name);
      Choice present = chosen.get(name);
      if (node == null || present == null) {
        return;
      }
      Likeness.Kind kind = likeness(node, present.substitute()).kind();
      List<Match> better = matches(node);
      if (!better.isEmpty() && better.getFirst().likeness().kind().compareTo(kind) < 0) {
        taken.merge(present.substitute().name(), node.load(), Load::minus);
        take(node, better.getFirst(), "better than " + present.substitute().name());
      }
    }

    private void take(Member node, Match match, String why) {
      Member substitute = members.get(match.substitute());
      if (substitute != null) {
        take(node, substitute, why);
      }
    }

    private void take(Member node, Member substitute, String why) {
      chosen.put(node.name(), new Choice(substitute, why));
      taken.merge(substitute.name(), node.load(), Load::plus);
    }

    /// Those that could take a node besides what they have taken already, the best first; the one
    /// that has taken it is not among them.
    private List<Match> matches(Member node) {
      List<Match> all = new ArrayList<>();
      Choice choice = chosen.get(node.name());
      String present = choice == null ? "" : choice.substitute().name();
      for (Member candidate : members.values()) {
        if (!candidate.name().equals(present) && obstacle(node, candidate).isEmpty()) {
          all.add(match(node, candidate));
        }
      }
      all.sort(Match.BEST_FIRST);
      return all;
    }

    private Match match(Member node, Member candidate) {
      Load others = taken.getOrDefault(candidate.name(), Load.NONE);
      return new Match(
          candidate.name(),
          likeness(node, candidate),
          distance(node, candidate).orElseThrow(),
          candidate.load().sessions() + others.sessions());
    }

    private OptionalLong distance(Member node, Member candidate) {
      return paths
          .computeIfAbsent(node.name(), name -> new ShortestPaths(mesh.topology(), name))
          .weight(candidate.name());
    }

    /// Why a candidate cannot take a node; empty where it can.
    private String obstacle(Member node, Member candidate) {
      if (candidate.name().equals(node.name())) {
        return "itself";
      }
      if (!candidate.takesOthers()) {
        return "takes no others";
      }
      if (mesh.refused().getOrDefault(node.name(), Set.of()).contains(candidate.name())) {
        return "has refused";
      }
      if (distance(node, candidate).isEmpty()) {
        return "cannot be reached";
      }
      Load wanted = taken.getOrDefault(candidate.name(), Load.NONE).plus(node.load());
      return wanted.fits(candidate.room()) ? "" : "has no room";
    }

    private Standing standing(Member node) {
      Choice choice = chosen.get(node.name());
      if (choice == null) {
        return new Standing(node.name(), List.of(), "unprotected: " + obstacles(node));
      }
      List<Match> substitutes = new ArrayList<>(matches(node));
      substitutes.addFirst(match(node, choice.substitute()));
      return new Standing(node.name(), substitutes, choice.why());
    }

    private String obstacles(Member node) {
      List<String> all = new ArrayList<>();
      for (Member candidate : members.values()) {
        if (!candidate.name().equals(node.name())) {
          all.add(candidate.name() + " " + obstacle(node, candidate));
        }
      }
      return all.isEmpty() ? "there is no other node" : String.join(", ", all);
    }
  }
}
