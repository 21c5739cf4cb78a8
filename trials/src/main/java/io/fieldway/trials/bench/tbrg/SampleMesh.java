package io.fieldway.trials.bench.tbrg;

import com.google.errorprone.annotations.Var;
import io.fieldway.routing.graph.Link;
import io.fieldway.routing.graph.Topology;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// A random mesh, the same each time: a tree, so that all can reach each other, and further links
/// across it.
final class SampleMesh {
  private static final int SEED = 20_261_122;

  private final List<String> names = new ArrayList<>();
  private final List<Link> links = new ArrayList<>();

  /// @param linkCount at least one less than there are nodes; further ones where there is room
  SampleMesh(int nodes, int linkCount) {
    SplittableRandom random = new SplittableRandom(SEED);
    Topology topology = new Topology();
    for (int i = 0; i < nodes; i++) {
      String name = "n%04d".formatted(i);
      names.add(name);
      if (i > 0) {
        add(topology, names.get(random.nextInt(i)), name);
      }
    }
    long most = Math.min(linkCount, nodes * (nodes - 1L) / 2);
    while (links.size() < most) {
      add(topology, names.get(random.nextInt(nodes)), names.get(random.nextInt(nodes)));
    }
  }

  private void add(Topology topology, String a, String b) {
    if (!a.equals(b) && topology.link(a, b, 1)) {
      links.add(new Link(a, b, 1));
    }
  }

  List<String> names() {
    return names;
  }

  List<Link> links() {
    return links;
  }

  Topology topology() {
    Topology topology = new Topology();
    links.forEach(link -> topology.link(link.a(), link.b(), link.cost()));
    return topology;
  }

  /// So many filters in all, each node's share of them; no one covers another.
  Map<String, List<String>> interest(int filters) {
    Map<String, List<String>> interest = new LinkedHashMap<>();
    for (@Var int i = 0; i < filters; i++) {
      String name = names.get(i % names.size());
      interest.computeIfAbsent(name, each -> new ArrayList<>()).add(filter(i));
    }
    return interest;
  }

  static String filter(int number) {
    return "plant/%d/line/%d/+/temperature".formatted(number % 50, number / 50);
  }
}
