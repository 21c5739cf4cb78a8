package io.fieldway.trials.bench;

import io.fieldway.trials.bench.topics.TopicBenchmarks;
import io.fieldway.trials.bench.topics.TopicPeer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.openjdk.jmh.results.RunResult;

/// A topic tree under JMH: each round is one fork of each of its benchmarks.
final class TopicContest implements Contestant {
  static final Measure GROUPS =
      Measure.lower("groups", "match that finds 1000 shared groups", "ns");
  static final Measure CHANGE = Measure.lower("change", "unsubscribe and subscribe", "ns");
  static final Measure MEMORY = Measure.lower("memory", "memory a filter", "bytes");
  static final Measure GARBAGE = Measure.lower("garbage", "garbage a match", "bytes");

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
    return new JmhFork(
            TopicBenchmarks.class,
            Map.of("peer", peer.name(), "filters", String.valueOf(filters)),
            iteration)
        .run(benchmark);
  }

  private static double secondary(RunResult result, String name) {
    return Objects.requireNonNull(result.getSecondaryResults().get(name), name)
        .getStatistics()
        .getMean();
  }
}
