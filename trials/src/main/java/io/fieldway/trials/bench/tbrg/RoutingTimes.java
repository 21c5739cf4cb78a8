package io.fieldway.trials.bench.tbrg;

import io.fieldway.trials.bench.Contestant;
import io.fieldway.trials.bench.JmhFork;
import io.fieldway.trials.bench.Measure;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;

/// The routing of one node under JMH: each round is one fork of each benchmark.
record RoutingTimes(int nodes, int links, int filters, Duration iteration) implements Contestant {
  /// A job, and what is measured of it: time, processor time, and that of the dearest call.
  private enum Job {
    TABLE("table", "table of one node, from nothing"),
    PATHS("paths", "shortest paths alone, from nothing"),
    COST("cost", "the cost of a link changes"),
    CUT("cutAndBack", "a link is cut and comes back"),
    INTEREST("interest", "a filter that covers a fiftieth comes and goes");

    private final String benchmark;
    private final String title;

    Job(String benchmark, String title) {
      this.benchmark = benchmark;
      this.title = title;
    }

    private Measure time() {
      return Measure.lower(benchmark, title, "µs");
    }

    private Measure processor() {
      return Measure.lower(benchmark + "_cpu", "  processor time", "µs");
    }

    private Measure most() {
      return Measure.lower(benchmark + "_cpu_most", "  of the dearest call", "µs");
    }
  }

  static final List<Measure> MEASURES =
      Arrays.stream(Job.values())
          .flatMap(job -> Stream.of(job.time(), job.processor(), job.most()))
          .toList();

  @Override
  public String name() {
    return BenchTbrg.NAME;
  }

  @Override
  public void run(Recorder recorder) throws IOException {
    for (Job job : Job.values()) {
      RunResult result =
          new JmhFork(RoutingBenchmarks.class, parameters(job), iteration).run(job.benchmark);
      recorder.record(job.time(), result.getPrimaryResult().getScore());
      recorder.record(job.processor(), secondary(result, "mean"));
      recorder.record(job.most(), secondary(result, "most"));
    }
  }

  private Map<String, String> parameters(Job job) {
    Map<String, String> wants = Map.of("filters", String.valueOf(filters));
    if (job == Job.INTEREST) {
      return wants;
    }
    Map<String, String> mesh = new HashMap<>(wants);
    mesh.put("nodes", String.valueOf(nodes));
    mesh.put("links", String.valueOf(links));
    return mesh;
  }

  private static double secondary(RunResult result, String name) {
    return Objects.requireNonNull(result.getSecondaryResults().get(name), name)
        .getStatistics()
        .getMean();
  }
}
