package io.fieldway.trials.bench;

import com.google.errorprone.annotations.Var;
import io.fieldway.launcher.BenchSource;
import io.fieldway.trials.bench.outbox.OutboxPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fieldway bench outbox`: which embedded store does the job of a gateway's outbox best. See
/// `docs/decisions/0002-outbox-store.md`.
@Command(
    name = "outbox",
    mixinStandardHelpOptions = true,
    description =
        "Compares embedded stores at the job of a gateway's outbox: durable appends in groups,"
            + " forgetting what is acknowledged, reopening full.")
public final class BenchOutbox implements BenchSource, Callable<Integer> {
  private static final int QUICK_ENTRIES = 50_000;
  private static final int WARM_UP_ENTRIES = 20_000;
  private static final Duration SLICE = Duration.ofMillis(100);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ReportOptions printed = new ReportOptions();

  @Option(
      names = "--quick",
      description = "A first impression in half a minute: 1 second a group size, 50000 entries.")
  private boolean quick;

  @Option(
      names = "--entries",
      paramLabel = "N",
      description = "Entries of the full store. Default: ${DEFAULT-VALUE}.",
      defaultValue = "1000000")
  private int entries;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description =
          "How long each store appends with each size of groups, in slices of 100 ms that"
              + " alternate. Default: ${DEFAULT-VALUE}.",
      defaultValue = "10")
  private double seconds;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description =
          "Rounds of filling, reopening and forgetting, which alternate too. Default:"
              + " ${DEFAULT-VALUE}.",
      defaultValue = "3")
  private int rounds;

  @Mixin private PlaceOptions places = new PlaceOptions();

  @Override
  public Object command() {
    return this;
  }

  @Override
  public Integer call() throws IOException {
    try (Scratch scratch = Scratch.in(places.place())) {
      BenchReport report = measure(scratch.path());
      printed.print(report, spec.commandLine().getOut());
      return 0;
    }
  }

  private BenchReport measure(Path place) throws IOException {
    int size = quick ? QUICK_ENTRIES : entries;
    int slices = (int) Math.max(1, (quick ? 1 : seconds) * 1_000 / SLICE.toMillis());
    Progress progress = new Progress(spec.commandLine().getErr());
    append("warming up", place, Math.min(slices, 10), new Results(), progress);
    reopen("warming up", place, WARM_UP_ENTRIES, 1, new Results(), progress);
    Results results = new Results();
    append("append", place, slices, results, progress);
    reopen("reopen", place, size, quick ? 1 : rounds, results, progress);
    List<Measure> measures = new ArrayList<>(OutboxAppend.MEASURES);
    measures.addAll(OutboxReopen.MEASURES);
    return new BenchReport(
        "Outbox stores: entries of about 250 bytes, full with " + size,
        environment(place),
        measures,
        results,
        OutboxPeer.SQLITE.title(),
        notes(size));
  }

  private static boolean fits(OutboxPeer peer, int size) {
    return peer.heapToReopen(size) <= Runtime.getRuntime().maxMemory();
  }

  private static void append(
      String what, Path place, int slices, Results results, Progress progress) throws IOException {
    List<OutboxAppend> contestants = new ArrayList<>();
    try {
      for (OutboxPeer peer : OutboxPeer.values()) {
        contestants.add(new OutboxAppend(peer, place, SLICE));
      }
      new AlternatingRounds(results, progress).run(what, contestants, slices);
    } finally {
      for (OutboxAppend each : contestants) {
        each.close();
      }
    }
  }

  private static void reopen(
      String what, Path place, int size, int rounds, Results results, Progress progress)
      throws IOException {
    List<OutboxReopen> contestants =
        OutboxPeer.stores().stream()
            .filter(peer -> fits(peer, size))
            .map(peer -> new OutboxReopen(peer, place, size))
            .toList();
    new AlternatingRounds(results, progress).run(what, contestants, rounds);
  }

  private static Environment environment(Path place) throws IOException {
    @Var Environment here = Environment.here().withDisk(place);
    for (OutboxPeer peer : OutboxPeer.values()) {
      String jars = String.join(", ", peer.jars().stream().map(BenchOutbox::fileName).toList());
      here = jars.isEmpty() ? here : here.with(peer.title(), jars);
    }
    return here;
  }

  private static String fileName(Path jar) {
    return String.valueOf(jar.getFileName());
  }

  private static List<String> notes(int size) {
    List<String> notes = new ArrayList<>();
    for (OutboxPeer peer : OutboxPeer.values()) {
      notes.add(peer.title() + ": " + peer.remark() + ".");
      if (!fits(peer, size)) {
        notes.add(
            "%s: not reopened, for its %d entries want %d MiB of heap; give the JVM more, such as"
                    .formatted(peer.title(), size, peer.heapToReopen(size) / (1024 * 1024))
                + " FIELDWAY_JAVA_OPTS=-Xmx2g.");
      }
    }
    notes.add(
        "Each append commits the group and its devices' watermarks together and returns after the"
            + " force; the plain file keeps no watermarks.");
    notes.add("Heap is the JVM's; SQLite and RocksDB keep their caches outside of it.");
    return notes;
  }
}
