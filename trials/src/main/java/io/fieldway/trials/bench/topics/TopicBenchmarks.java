package io.fieldway.trials.bench.topics;

import com.google.errorprone.annotations.Var;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What JMH runs, each in a process of its own. One peer a process, so that the JVM compiles for it
/// alone.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TopicBenchmarks {
  private static final int TOPICS = 1 << 16;
  private static final int GROUPS = 1_000;

  /// Many filters with one subscriber each.
  @State(Scope.Thread)
  public static class Filters {
    @Param("FIELDWAY")
    public TopicPeer peer = TopicPeer.FIELDWAY;

    @Param("1000000")
    public int filters;

    private TopicIndex index = TopicPeer.FIELDWAY.open();
    private List<String> all = List.of();
    private String[] topics = {};
    private int next;
    private double bytes;

    @Setup(Level.Trial)
    public void load() {
      SampleFilters sample = new SampleFilters(filters);
      all = sample.filters(filters);
      topics = sample.topics(TOPICS).toArray(String[]::new);
      long before = heapInUse();
      index = peer.open();
      all.forEach(filter -> index.add(filter, filter));
      bytes = (double) (heapInUse() - before) / filters;
    }

    String nextTopic() {
      next = (next + 1) & (TOPICS - 1);
      return topics[next];
    }

    String nextFilter() {
      next = next + 1 == all.size() ? 0 : next + 1;
      return all.get(next);
    }
  }

  /// What a run found out besides the time it took.
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Memory {
    /// How much the heap grew for each filter, not counting the texts of filters and clients.
    public double bytesPerFilter;
  }

  /// One filter with a thousand groups.
  @State(Scope.Thread)
  public static class Groups {
    @Param("FIELDWAY")
    public TopicPeer peer = TopicPeer.FIELDWAY;

    private TopicIndex index = TopicPeer.FIELDWAY.open();

    @Setup(Level.Trial)
    public void load() {
      index = peer.open();
      IntStream.range(0, GROUPS).forEach(i -> index.add("plant/+/device/#", "group " + i));
    }
  }

  @Benchmark
  public int match(Filters state, Memory memory) {
    memory.bytesPerFilter = state.bytes;
    return state.index.match(state.nextTopic());
  }

  @Benchmark
  public String change(Filters state) {
    String filter = state.nextFilter();
    state.index.remove(filter, filter);
    state.index.add(filter, filter);
    return filter;
  }

  @Benchmark
  public int groups(Groups state) {
    int found = state.index.match("plant/7/device/d10001/temperature");
    if (found != GROUPS) {
      throw new IllegalStateException(found + " groups found instead of " + GROUPS);
    }
    return found;
  }

  private static long heapInUse() {
    @Var long used = 0;
    for (int i = 0; i < 2; i++) {
      System.gc();
      used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
    return used;
  }
}
