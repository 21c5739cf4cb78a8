package io.fieldway.trials.bench.journal;

import com.google.errorprone.annotations.Var;
import io.fieldway.launcher.BenchSource;
import io.fieldway.trials.bench.AlternatingRounds;
import io.fieldway.trials.bench.BenchReport;
import io.fieldway.trials.bench.Environment;
import io.fieldway.trials.bench.Measure;
import io.fieldway.trials.bench.PlaceOptions;
import io.fieldway.trials.bench.Progress;
import io.fieldway.trials.bench.ReportOptions;
import io.fieldway.trials.bench.Results;
import io.fieldway.trials.bench.Scratch;
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

/// `fieldway bench journal`: what the node's journal is worth beside embedded stores. See
/// `docs/decisions/0005-the-broker-writes-its-own-journal.md`.
@Command(
    name = "journal",
    mixinStandardHelpOptions = true,
    description =
        "Compares the node's journal with embedded stores at a broker's work: messages put and"
            + " soon removed, committed in groups, reopened full.")
public final class BenchJournal implements BenchSource, Callable<Integer> {
  private static final int QUICK_ENTRIES = 50_000;
  private static final int WARM_UP_ENTRIES = 20_000;
  private static final int WARM_UP_SLICES = 4;
  private static final Duration SLICE = Duration.ofMillis(400);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ReportOptions printed = new ReportOptions();

  @Option(names = "--quick", description = "A first impression: 2 seconds, 50000 entries.")
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
          "How long each store works with each number in flight, in slices of 400 ms that"
              + " alternate. Default: ${DEFAULT-VALUE}.",
      defaultValue = "8")
  private double seconds;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description =
          "Rounds of filling, reopening and emptying, which alternate too. Default:"
              + " ${DEFAULT-VALUE}.",
      defaultValue = "2")
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
    int slices = (int) Math.max(1, (quick ? 2 : seconds) * 1_000 / SLICE.toMillis());
    Progress progress = new Progress(spec.commandLine().getErr());
    flow("warming up", place, Math.min(slices, WARM_UP_SLICES), new Results(), progress);
    reopen("warming up", place, WARM_UP_ENTRIES, 1, new Results(), progress);
    Results results = new Results();
    flow("flow", place, slices, results, progress);
    reopen("reopen", place, size, quick ? 1 : rounds, results, progress);
    List<Measure> measures = new ArrayList<>(JournalFlow.MEASURES);
    measures.addAll(JournalReopen.MEASURES);
    return new BenchReport(
        "Journals: values of " + JournalFlow.VALUE_BYTES + " bytes, full with " + size,
        Environment.here().withDisk(place),
        measures,
        results,
        JournalPeer.SQLITE.title(),
        notes(size));
  }

  private static void flow(String what, Path place, int slices, Results results, Progress progress)
      throws IOException {
    List<JournalFlow> contestants = new ArrayList<>();
    try {
      for (JournalPeer peer : JournalPeer.values()) {
        contestants.add(new JournalFlow(peer, place, SLICE));
      }
      new AlternatingRounds(results, progress).run(what, contestants, slices);
    } finally {
      for (JournalFlow each : contestants) {
        each.close();
      }
    }
  }

  private static void reopen(
      String what, Path place, int size, int rounds, Results results, Progress progress)
      throws IOException {
    List<JournalReopen> contestants =
        JournalPeer.stores().stream()
            .filter(peer -> fits(peer, size))
            .map(peer -> new JournalReopen(peer, place, size))
            .toList();
    new AlternatingRounds(results, progress).run(what, contestants, rounds);
  }

  private static boolean fits(JournalPeer peer, int size) {
    return peer.heapToReopen(size) <= Runtime.getRuntime().maxMemory();
  }

  private static List<String> notes(int size) {
    List<String> notes = new ArrayList<>();
    for (JournalPeer peer : JournalPeer.values()) {
      @Var String note = peer.title() + ": " + peer.remark() + ".";
      if (!fits(peer, size)) {
        note += " Not reopened, for its " + size + " entries want more heap.";
      }
      notes.add(note);
    }
    notes.add(
        "Every store but Fieldway's is given a writer thread, so that one group gathers while the"
            + " other is committed. A message is removed once its put is on the disk.");
    notes.add("Heap is the JVM's; SQLite and RocksDB keep their caches outside of it.");
    return notes;
  }
}
