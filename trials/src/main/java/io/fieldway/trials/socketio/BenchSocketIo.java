package io.fieldway.trials.socketio;

import com.google.errorprone.annotations.Var;
import io.fieldway.launcher.BenchSource;
import io.fieldway.trials.bench.Report;
import io.fieldway.trials.bench.ReportOptions;
import io.fieldway.wire.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/// `fieldway bench socketio`: acknowledgements a second and processor time each with 1, 100 and
/// 1,000 clients, 1 MB binaries, and memory of idle clients; beside the JavaScript server when
/// asked to. Each server runs in a process of its own, the runs alternate, and the medians are
/// said.
@Command(
    name = "socketio",
    mixinStandardHelpOptions = true,
    description = "Measures the Socket.IO server, alone or beside the JavaScript one.")
public final class BenchSocketIo implements BenchSource, Callable<Integer> {
  private static final int IDLE_CLIENTS = 1_000;
  private static final int MEGABYTE = 1_000_000;
  private static final long WARM_UP_ACKS = 300_000;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ReportOptions printed = new ReportOptions();

  @Option(
      names = "--vs",
      paramLabel = "PEER",
      defaultValue = "",
      description = "A peer to measure in the same run: node.")
  private String versus = "";

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "3",
      description = "How long each load lasts. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often each load is run on each server. Default: ${DEFAULT-VALUE}.")
  private int rounds;

  /// The values of one measure, by server.
  private record Row(String unit, Map<String, List<Double>> values) {
    private List<Double> of(BenchPeer peer) {
      return values.computeIfAbsent(peer.name(), name -> new ArrayList<>());
    }
  }

  /// What was measured, of these servers.
  private final class Told implements Report {
    private final List<BenchPeer> peers;

    private Told(List<BenchPeer> peers) {
      this.peers = peers;
    }

    @Override
    public String table() {
      return BenchSocketIo.this.table(peers);
    }

    @Override
    public ObjectNode json() {
      return BenchSocketIo.this.json(peers);
    }
  }

  private final Map<String, Row> rows = new LinkedHashMap<>();

  @Override
  public Object command() {
    return this;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("fieldway-bench-socketio");
    List<BenchPeer> peers = new ArrayList<>();
    try {
      peers.add(BenchPeer.fieldway(directory));
      if (versus.equals("node")) {
        progress("installing " + BenchPeer.NODE_PACKAGE);
        peers.add(BenchPeer.node(directory));
      } else if (!versus.isEmpty()) {
        throw new IOException("--vs knows node, came " + versus);
      }
      measure(peers);
      printed.print(new Told(peers), spec.commandLine().getOut());
      return 0;
    } finally {
      peers.forEach(BenchPeer::close);
      remove(directory);
    }
  }

  private void measure(List<BenchPeer> peers) throws IOException, InterruptedException {
    Duration time = Duration.ofMillis((long) (seconds * 1_000));
    for (BenchPeer peer : peers) {
      progress("warming up " + peer.name());
      warmUp(peer, time);
    }
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < peers.size(); i++) {
        BenchPeer peer = peers.get((i + round) % peers.size());
        progress("round " + (round + 1) + " of " + rounds + ": " + peer.name());
        idle(peer);
        acks(peer, 1, 64, time);
        acks(peer, 100, 4, time);
        acks(peer, 1_000, 1, time);
        binaries(peer, time);
      }
    }
  }

  /// By count, not by time: both must have compiled what they run.
  private static void warmUp(BenchPeer peer, Duration time)
      throws IOException, InterruptedException {
    @Var long acks = 0;
    while (acks < WARM_UP_ACKS) {
      acks += BenchLoad.acks(peer, 100, 4, time).count();
    }
    BenchLoad.acks(peer, 1, 64, time);
    BenchLoad.acks(peer, 1_000, 1, time);
    BenchLoad.binaries(peer, 2, MEGABYTE, time);
    BenchLoad.idle(peer, IDLE_CLIENTS);
  }

  private void acks(BenchPeer peer, int clients, int window, Duration time)
      throws IOException, InterruptedException {
    BenchLoad.Done done = BenchLoad.acks(peer, clients, window, time);
    String load = clients + " clients × " + window + " in flight";
    add("acks, " + load, "1/s", peer, done.perSecond());
    add("CPU per ack, " + load, "µs", peer, done.cpuMicrosEach());
  }

  private void binaries(BenchPeer peer, Duration time) throws IOException, InterruptedException {
    BenchLoad.Done done = BenchLoad.binaries(peer, 2, MEGABYTE, time);
    add("1 MB binaries echoed, 2 clients", "MB/s", peer, done.perSecond());
    add("CPU per 1 MB echoed", "ms", peer, done.cpuMicrosEach() / 1e3);
  }

  private void idle(BenchPeer peer) throws IOException {
    BenchPeer.Memory memory = BenchLoad.idle(peer, IDLE_CLIENTS);
    add("held per 1,000 idle clients", "MB", peer, memory.held() / 1e6);
    add("resident with 1,000 idle clients", "MB", peer, memory.resident() / 1e6);
  }

  private void add(String measure, String unit, BenchPeer peer, double value) {
    rows.computeIfAbsent(measure, key -> new Row(unit, new LinkedHashMap<>())).of(peer).add(value);
  }

  private String table(List<BenchPeer> peers) {
    StringBuilder text = new StringBuilder("Socket.IO server: events over websocket\n\n");
    environment()
        .forEach(
            (name, value) -> text.append(String.format(Locale.ROOT, "  %-8s %s%n", name, value)));
    text.append(String.format(Locale.ROOT, "%n%-52s", "median of " + rounds + " runs"));
    peers.forEach(peer -> text.append(String.format(Locale.ROOT, "%12s", peer.name())));
    text.append(peers.size() > 1 ? "       ratio\n" : "\n");
    rows.forEach((measure, row) -> {
      text.append(String.format(Locale.ROOT, "%-46s %-5s", measure, row.unit));
      peers.forEach(peer -> text.append(String.format(Locale.ROOT, "%12.2f", median(row, peer))));
      if (peers.size() > 1) {
        double ratio = median(row, peers.get(0)) / median(row, peers.get(1));
        text.append(String.format(Locale.ROOT, "%12.2f", ratio));
      }
      text.append('\n');
    });
    return text.append(
            "\nClients and servers share this machine; the clients cost more than the servers.")
        .toString();
  }

  private ObjectNode json(List<BenchPeer> peers) {
    ObjectNode tree = Json.object();
    ObjectNode environment = tree.putObject("environment");
    environment().forEach(environment::put);
    tree.put("rounds", rounds).put("seconds", seconds);
    ObjectNode measures = tree.putObject("measures");
    rows.forEach((measure, row) -> {
      ObjectNode each = measures.putObject(measure).put("unit", row.unit);
      for (BenchPeer peer : peers) {
        ObjectNode values = each.putObject(peer.name()).put("median", median(row, peer));
        row.of(peer).forEach(values.withArray("runs")::add);
      }
    });
    return tree;
  }

  private static Map<String, String> environment() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("java", System.getProperty("java.vm.version"));
    facts.put("peer", BenchPeer.NODE_PACKAGE);
    return facts;
  }

  private static double median(Row row, BenchPeer peer) {
    List<Double> sorted = row.of(peer).stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private void progress(String what) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(what);
    err.flush();
  }

  private static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
