package io.fieldway.trials.bench;

import io.fieldway.trials.bench.topics.TopicBenchmarks;
import io.fieldway.trials.bench.topics.TopicPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// A topic tree under JMH: each round is one fork of each of its benchmarks.
final class TopicContest implements Contestant {
  static final Measure GROUPS =
      Measure.lower("groups", "match that finds 1000 shared groups", "ns");
  static final Measure CHANGE = Measure.lower("change", "unsubscribe and subscribe", "ns");
  static final Measure MEMORY = Measure.lower("memory", "memory a filter", "bytes");
  static final Measure GARBAGE = Measure.lower("garbage", "garbage a match", "bytes");

  private static final int WARM_UP = 3;
  private static final int ITERATIONS = 5;

  private final TopicPeer peer;
  private final int filters;
  private final Duration iteration;

  TopicContest(TopicPeer peer, int filters, Duration iteration) {
    this.peer = peer;
    this.filters = filters;
    this.iteration = iteration;
  }

  static Measure match(int filters) {
    return Measure.lower("match", "match against " + filters + " filters", "ns");
  }

  static List<Measure> measures(int filters) {
    return List.of(match(filters), GROUPS, CHANGE, MEMORY, GARBAGE);
  }

  @Override
  public String name() {
    return peer.title();
  }

  @Override
  public void run(Recorder recorder) throws IOException {
    RunResult match = fork("match");
    recorder.record(match(filters), match.getPrimaryResult().getScore());
    recorder.record(MEMORY, secondary(match, "bytesPerFilter"));
    recorder.record(GARBAGE, secondary(match, "gc.alloc.rate.norm"));
    recorder.record(GROUPS, fork("groups").getPrimaryResult().getScore());
    recorder.record(CHANGE, fork("change").getPrimaryResult().getScore());
  }

  private RunResult fork(String benchmark) throws IOException {
    TimeValue time = TimeValue.milliseconds(iteration.toMillis());
    OptionsBuilder options = new OptionsBuilder();
    options
        .include("^" + TopicBenchmarks.class.getName() + "\\." + benchmark + "$")
        .param("peer", peer.name())
        .param("filters", String.valueOf(filters))
        .forks(1)
        .warmupIterations(WARM_UP)
        .warmupTime(time)
        .measurementIterations(ITERATIONS)
        .measurementTime(time)
        .addProfiler(GCProfiler.class)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT)
        .jvmArgs(
            "-Xms1g",
            "-Xmx3g",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");
    try {
      return new Runner(options.build()).runSingle();
    } catch (RunnerException e) {
      throw new IOException("JMH could not run " + benchmark + " for " + name(), e);
    }
  }

  private static double secondary(RunResult result, String name) {
    return Objects.requireNonNull(result.getSecondaryResults().get(name), name)
        .getStatistics()
        .getMean();
  }
}
