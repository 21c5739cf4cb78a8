package io.fieldway.routing.graph;

import com.google.errorprone.annotations.Var;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Topologies to try properties with, and changes of them: with few costs, so that many paths weigh
/// the same, and names that numbers would sort otherwise.
public final class Graphs {
  private Graphs() {}

  /// So many names.
  public static List<String> names(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "n" + i * 7 % 101 + (i > 100 ? "x" + i : ""))
        .toList();
  }

  /// Nodes of the names with so many links between random ones.
  public static Topology random(List<String> names, int links, int highestCost, Random random) {
    Topology topology = new Topology();
    names.forEach(topology::add);
    for (@Var int i = 0; i < links; i++) {
      link(topology, names, highestCost, random);
    }
    return topology;
  }

  /// Does something to a topology: mostly to one link, sometimes to a whole node.
  public static void change(Topology topology, List<String> names, int highestCost, Random random) {
    String node = names.get(random.nextInt(names.size()));
    switch (random.nextInt(10)) {
      case 0 -> topology.remove(node);
      case 1 -> topology.add(node);
      case 2, 3, 4, 5 -> {
        List<Link> links = topology.links();
        if (!links.isEmpty()) {
          Link link = links.get(random.nextInt(links.size()));
          topology.cut(link.b(), link.a());
        }
      }
      default -> link(topology, names, highestCost, random);
    }
  }

  private static void link(Topology topology, List<String> names, int highestCost, Random random) {
    int one = random.nextInt(names.size());
    int other = (one + 1 + random.nextInt(names.size() - 1)) % names.size();
    topology.link(names.get(one), names.get(other), 1 + random.nextInt(highestCost));
  }
}
