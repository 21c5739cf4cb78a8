package io.fieldway.trials.bench.mqtt;

import com.google.errorprone.annotations.Var;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/// A closed load: as fast as the broker goes, with a window of messages under way, so that nothing
/// need be dropped anywhere.
public final class WindowLoad {
  /// A window that is open by less than this part of it waits for more, as whoever has much to send
  /// sends much at once.
  private static final int REFILL = 8;

  private static final int BATCH = 1_024;
  private static final Duration WARM_UP_STEP = Duration.ofMillis(100);
  private static final int PATIENT_WARM_UP = 10;
  private static final Duration STALL = Duration.ofSeconds(20);
  private static final Duration QOS_0_STALL = Duration.ofSeconds(2);

  private final MqttLoop loop;
  private final Traffic traffic;
  private final Clients clients;
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Duration stall;
  @Var private long lastDelivered;
  @Var private Patience patience;

  private WindowLoad(MqttLoop loop, Ends ends, Traffic traffic) throws IOException {
    this.loop = loop;
    this.traffic = traffic;
    this.clients = new Clients(loop, ends, traffic, stamp -> {});
    this.stall = traffic.qos() == 0 ? QOS_0_STALL : STALL;
    this.patience = Patience.of(stall);
  }

  /// Runs the load: connects, warms up, measures, waits for what is under way, and closes.
  ///
  /// @param warmUp processor time that the broker spends before anything is measured
  /// @param brokerNanos processor time of the broker so far
  public static Outcome run(
      InetSocketAddress broker,
      Traffic traffic,
      Duration warmUp,
      Duration time,
      LongSupplier brokerNanos)
      throws IOException {
    return run(Ends.of(broker), traffic, warmUp, time, brokerNanos);
  }

  /// The same where publishers and subscribers connect to different brokers.
  ///
  /// @param brokerNanos processor time of all brokers so far
  public static Outcome run(
      Ends ends, Traffic traffic, Duration warmUp, Duration time, LongSupplier brokerNanos)
      throws IOException {
    try (MqttLoop loop = new MqttLoop()) {
      return new WindowLoad(loop, ends, traffic).run(warmUp, time, brokerNanos);
    }
  }

  private Outcome run(Duration warmUp, Duration time, LongSupplier brokerNanos) throws IOException {
    warmUp(warmUp, brokerNanos);
    long delivered = clients.delivered();
    long broker = brokerNanos.getAsLong();
    long load = threads.getCurrentThreadCpuTime();
    long begin = System.nanoTime();
    publishFor(time);
    long nanos = System.nanoTime() - begin;
    long measured = clients.delivered() - delivered;
    long brokerSpent = brokerNanos.getAsLong() - broker;
    long loadSpent = threads.getCurrentThreadCpuTime() - load;
    while (!clients.isSettled()) {
      turn();
    }
    return new Outcome(
        measured, nanos, brokerSpent, loadSpent, clients.delivered(), clients.faults());
  }

  /// Until the broker has used so much processor time, for a busy machine gives it little in the
  /// same time; but not for ever.
  private void warmUp(Duration processor, LongSupplier brokerNanos) throws IOException {
    long enough = brokerNanos.getAsLong() + processor.toNanos();
    Patience patience = Patience.of(processor.multipliedBy(PATIENT_WARM_UP));
    do {
      publishFor(WARM_UP_STEP);
    } while (brokerNanos.getAsLong() < enough && !patience.isOver());
  }

  private void publishFor(Duration time) throws IOException {
    Patience end = Patience.of(time);
    while (!end.isOver()) {
      fill();
      turn();
    }
  }

  private void fill() throws IOException {
    List<Publisher> publishers = clients.publishers();
    int least = Math.max(1, traffic.window() / REFILL);
    for (int i = 0; i < publishers.size(); i++) {
      Publisher publisher = publishers.get(i);
      int open = (int) Math.min(BATCH, traffic.window() - (publisher.sent() - clients.arrived(i)));
      if (open >= Math.min(least, BATCH) && publisher.isDrained()) {
        publisher.publish(open, System.nanoTime());
        publisher.flush();
      }
    }
  }

  private void turn() throws IOException {
    loop.turn();
    clients.check();
    long delivered = clients.delivered();
    if (delivered != lastDelivered) {
      lastDelivered = delivered;
      patience = Patience.of(stall);
    } else if (patience.isOver()) {
      clients.giveUp(stall);
      patience = Patience.of(stall);
    }
  }
}
