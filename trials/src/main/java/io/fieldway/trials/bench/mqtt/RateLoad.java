package io.fieldway.trials.bench.mqtt;

import com.google.errorprone.annotations.Var;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/// An open load at a fixed rate that measures how long messages take. A message's time runs from
/// when it was meant to be sent, so that a broker that holds up the load is not spared what the
/// load then sends too late.
public final class RateLoad {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int DIGITS = 3;

  private final MqttLoop loop;
  private final Clients clients;
  private final long period;
  private final Histogram latencies = new Histogram(DIGITS);
  @Var private boolean measuring;

  private RateLoad(MqttLoop loop, Ends ends, Traffic traffic, int rate) throws IOException {
    this.loop = loop;
    this.period = Duration.ofSeconds(1).toNanos() / rate;
    this.clients = new Clients(loop, ends, traffic, this::record);
  }

  /// What came of it.
  ///
  /// @param latencies in nanoseconds
  public record Latencies(Histogram latencies, Outcome.Faults faults) {
    /// A percentile in microseconds.
    public double micros(double percentile) {
      return latencies.getValueAtPercentile(percentile) / 1e3;
    }

    public long checked() {
      return latencies.getTotalCount();
    }
  }

  /// Runs the load with one publisher.
  ///
  /// @param rate messages a second
  public static Latencies run(
      InetSocketAddress broker, Traffic traffic, int rate, Duration warmUp, Duration time)
      throws IOException {
    return run(Ends.of(broker), traffic, rate, warmUp, time);
  }

  /// The same where publishers and subscribers connect to different brokers.
  public static Latencies run(Ends ends, Traffic traffic, int rate, Duration warmUp, Duration time)
      throws IOException {
    try (MqttLoop loop = new MqttLoop()) {
      RateLoad load = new RateLoad(loop, ends, traffic, rate);
      load.publishFor(warmUp);
      load.settle();
      load.measuring = true;
      load.publishFor(time);
      load.settle();
      return new Latencies(load.latencies, load.clients.faults());
    }
  }

  private void publishFor(Duration time) throws IOException {
    Publisher publisher = clients.publishers().getFirst();
    long begin = System.nanoTime();
    long count = time.toNanos() / period;
    for (long i = 0; i < count; i++) {
      long meant = begin + i * period;
      do { // turning and asking the clock: whoever sleeps wakes up too late
        loop.turnAtOnce();
      } while (System.nanoTime() - meant < 0);
      publisher.publish(1, meant);
      publisher.flush();
    }
    clients.check();
  }

  private void settle() throws IOException {
    Patience patience = Patience.of(PATIENCE);
    while (!clients.isSettled()) {
      loop.turnAtOnce();
      clients.check();
      if (patience.isOver()) {
        clients.giveUp(PATIENCE);
      }
    }
  }

  private void record(long meant) {
    if (measuring) {
      latencies.recordValue(Math.max(0, System.nanoTime() - meant));
    }
  }
}
