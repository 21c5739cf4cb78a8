package io.fieldway.trials.bench.tbrg;

import com.google.errorprone.annotations.Var;
import io.fieldway.routing.graph.Link;
import io.fieldway.routing.graph.ShortestPaths;
import io.fieldway.routing.graph.Topology;
import io.fieldway.routing.interest.Interest;
import io.fieldway.routing.interest.InterestChange;
import io.fieldway.routing.tbrg.RoutingTable;
import io.fieldway.routing.tbrg.TopicBasedRouting;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
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

/// What JMH runs, each in a process of its own. Besides the time of a call its processor time is
/// taken, which a busy machine does not change much.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RoutingBenchmarks {
  private static final int STRIDE = 7_919; // a prime, so that every link has its turn

  /// A mesh, and the paths of its first node, which follow its changes.
  @State(Scope.Thread)
  public static class Mesh {
    @Param("1000")
    public int nodes;

    @Param("4000")
    public int links;

    @Param("10000")
    public int filters;

    private Topology topology = new Topology();
    private List<Link> all = List.of();
    private Map<String, List<String>> interest = Map.of();
    private String self = "";
    private String far = "";
    private ShortestPaths paths = new ShortestPaths(topology, self);
    private int next;

    @Setup(Level.Iteration)
    public void make() {
      SampleMesh sample = new SampleMesh(nodes, links);
      topology = sample.topology();
      all = sample.links();
      interest = sample.interest(filters);
      self = sample.names().getFirst();
      far = sample.names().getLast();
      paths = new ShortestPaths(topology, self);
      paths.weight(far);
    }

    private Link nextLink() {
      next = (next + STRIDE) % all.size();
      return all.get(next);
    }
  }

  /// The processor time of calls.
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Processor {
    /// Of a call, in microseconds.
    public double mean;

    /// Of the dearest call.
    public double most;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private long began;
    private double sum;
    private long calls;

    @Setup(Level.Iteration)
    public void reset() {
      sum = 0;
      calls = 0;
      most = 0;
    }

    void begin() {
      began = threads.getCurrentThreadCpuTime();
    }

    void end() {
      double micros = (threads.getCurrentThreadCpuTime() - began) / 1e3;
      sum += micros;
      calls++;
      mean = sum / calls;
      most = Math.max(most, micros);
    }
  }

  /// The interest of one node in as many filters.
  @State(Scope.Thread)
  public static class Wants {
    @Param("10000")
    public int filters;

    private Interest interest = new Interest();

    @Setup(Level.Iteration)
    public void make() {
      interest = new Interest();
      for (@Var int i = 0; i < filters; i++) {
        interest.add(SampleMesh.filter(i));
      }
    }
  }

  /// The table of one node with a line for every filter of every node, from nothing.
  @Benchmark
  public RoutingTable table(Mesh mesh, Processor processor) {
    processor.begin();
    RoutingTable table = TopicBasedRouting.table(mesh.self, mesh.topology, mesh.interest);
    processor.end();
    return table;
  }

  /// The shortest paths alone, from nothing.
  @Benchmark
  public OptionalLong paths(Mesh mesh, Processor processor) {
    processor.begin();
    OptionalLong weight = new ShortestPaths(mesh.topology, mesh.self).weight(mesh.far);
    processor.end();
    return weight;
  }

  /// The cost of a link changes, and the paths follow.
  @Benchmark
  public OptionalLong cost(Mesh mesh, Processor processor) {
    Link link = mesh.nextLink();
    int cost = mesh.topology.cost(link.a(), link.b()).orElse(1);
    processor.begin();
    mesh.topology.link(link.a(), link.b(), cost == 1 ? 2 : 1);
    OptionalLong weight = mesh.paths.weight(mesh.far);
    processor.end();
    return weight;
  }

  /// A link is cut, and the paths follow; it comes back, and they follow again.
  @Benchmark
  public long cutAndBack(Mesh mesh, Processor processor) {
    Link link = mesh.nextLink();
    processor.begin();
    mesh.topology.cut(link.a(), link.b());
    long without = mesh.paths.weight(mesh.far).orElse(-1);
    mesh.topology.link(link.a(), link.b(), 1);
    long again = mesh.paths.weight(mesh.far).orElse(-1);
    processor.end();
    return without + again;
  }

  /// A filter that covers a fiftieth of all comes and goes: what is told of them changes twice.
  @Benchmark
  public InterestChange interest(Wants wants, Processor processor) {
    processor.begin();
    wants.interest.add("plant/7/line/#");
    InterestChange change = wants.interest.remove("plant/7/line/#");
    processor.end();
    return change;
  }
}
