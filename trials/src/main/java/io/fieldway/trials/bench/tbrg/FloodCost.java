package io.fieldway.trials.bench.tbrg;

import io.fieldway.routing.graph.Link;
import io.fieldway.trials.bench.Contestant;
import io.fieldway.trials.bench.Measure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// What it costs to tell a mesh of a change, counted in a simulation of the nodes' networks: all
/// changes one after the other, each at another place.
///
/// @param nodes of the mesh; it has twice as many links
record FloodCost(int nodes) implements Contestant {
  private static final int LINKS_PER_NODE = 2;
  private static final int FILTERS_PER_NODE = 10;
  private static final int REPEATS = 11;
  private static final int MANY = 100;

  /// A kind of change.
  private enum Change {
    COST("a link costs something else"),
    CUT("a link is cut"),
    BACK("it comes back"),
    FILTER("a filter comes"),
    NO_FILTER("it goes"),
    FILTERS("100 filters come at once");

    private final String title;

    Change(String title) {
      this.title = title;
    }
  }

  /// What is counted, of meshes of these sizes.
  static List<Measure> measures(List<Integer> sizes) {
    List<Measure> measures = new ArrayList<>();
    for (int size : sizes) {
      for (Change change : Change.values()) {
        measures.add(messages(size, change));
        measures.add(bytes(size, change));
      }
    }
    return measures;
  }

  @Override
  public String name() {
    return BenchTbrg.NAME;
  }

  @Override
  public void run(Recorder recorder) throws IOException {
    SampleMesh sample = new SampleMesh(nodes, LINKS_PER_NODE * nodes);
    FloodMesh mesh = new FloodMesh(sample, FILTERS_PER_NODE * nodes);
    for (int i = 0; i < REPEATS; i++) {
      Link link = sample.links().get(i * 7 % sample.links().size());
      String name = sample.names().get(i * 3 % sample.names().size());
      for (Change change : Change.values()) {
        long messages = mesh.messages();
        long bytes = mesh.bytes();
        apply(change, mesh, link, name, i);
        mesh.settle();
        recorder.record(messages(nodes, change), (double) (mesh.messages() - messages));
        recorder.record(bytes(nodes, change), (double) (mesh.bytes() - bytes));
      }
    }
    mesh.requireThatTablesAgree();
  }

  private static void apply(Change change, FloodMesh mesh, Link link, String name, int time) {
    List<String> one = List.of("new/%d/#".formatted(time));
    switch (change) {
      case COST -> mesh.node(link.a()).network().linkCost(link.b(), 2 + time, mesh.now());
      case CUT -> mesh.down(link.a(), link.b());
      case BACK -> mesh.up(link.a(), link.b());
      case FILTER -> mesh.node(name).interest(one, mesh.now());
      case NO_FILTER -> mesh.node(name).noInterest(one, mesh.now());
      case FILTERS -> mesh.node(name).interest(many(time), mesh.now());
    }
  }

  private static List<String> many(int time) {
    return IntStream.range(0, MANY)
        .mapToObj(i -> "many/%d/%02d/+/temperature".formatted(time, i))
        .toList();
  }

  private static Measure messages(int nodes, Change change) {
    return measure(nodes, change, "messages", "");
  }

  private static Measure bytes(int nodes, Change change) {
    return measure(nodes, change, "bytes", "  in bytes");
  }

  private static Measure measure(int nodes, Change change, String unit, String instead) {
    String where =
        String.format(
            Locale.ROOT, "%,d nodes, %,d links: %s", nodes, LINKS_PER_NODE * nodes, change.title);
    return Measure.lower(
        "flood%d_%s_%s".formatted(nodes, change.name().toLowerCase(Locale.ROOT), unit),
        instead.isEmpty() ? where : instead,
        unit);
  }
}
