package io.fieldway.trials.bench.channel;

import com.google.errorprone.annotations.Var;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/// Light gateways on one thread, and what is counted of them. Everything may be called from any
/// thread but what is said to be the loop's.
final class Fleet implements AutoCloseable {
  private static final int FAULTS = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int PAUSE_MILLIS = 5;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final InetSocketAddress platform;
  private final List<LightGateway> gateways = new ArrayList<>();
  private final LongAdder points = new LongAdder();
  private final LongAdder refusals = new LongAdder();
  private final AtomicInteger live = new AtomicInteger();
  private final Recorder waits = new Recorder(3);
  private final List<String> faults = new ArrayList<>();

  Fleet(InetSocketAddress platform) {
    this.platform = platform;
  }

  InetSocketAddress platform() {
    return platform;
  }

  EventLoop loop() {
    return loop;
  }

  /// Adds a gateway that the platform knows; before it connects.
  LightGateway add(Registered registered) {
    LightGateway gateway = new LightGateway(this, registered.id(), registered.key());
    gateways.add(gateway);
    return gateway;
  }

  List<LightGateway> gateways() {
    return gateways;
  }

  /// Points that the platform has acknowledged so far.
  long points() {
    return points.sum();
  }

  /// Batches that came back so far.
  long refusals() {
    return refusals.sum();
  }

  /// Gateways with a session now.
  int live() {
    return live.get();
  }

  /// How long readings have waited for their commit since this was asked last, in nanoseconds.
  Histogram waits() {
    return waits.getIntervalHistogram();
  }

  /// What went wrong, at most some of it.
  List<String> faults() {
    synchronized (faults) {
      return List.copyOf(faults);
    }
  }

  /// Does something on the loop, and waits for it.
  <T> T on(Callable<T> work) throws IOException {
    try {
      return loop.submit(work).get();
    } catch (ExecutionException e) {
      throw new IOException("the fleet failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /// Does something with every gateway on the loop.
  void each(java.util.function.Consumer<LightGateway> work) throws IOException {
    on(() -> {
      gateways.forEach(work);
      return true;
    });
  }

  /// Connects all of them, and waits until they have their sessions.
  void connect() throws IOException {
    each(LightGateway::connect);
    await("every gateway has a session", () -> live() == gateways.size());
  }

  /// Waits until the platform has all that exists.
  void settle() throws IOException {
    await("the platform has stored all", () -> settled());
  }

  /// Waits for something.
  void await(String what, BooleanSupplier condition) throws IOException {
    @Var long waited = 0;
    while (!condition.getAsBoolean()) {
      if (waited > PATIENCE.toMillis() || !faults().isEmpty()) {
        throw new IOException("waited in vain until " + what + ": " + faults());
      }
      pause(Duration.ofMillis(PAUSE_MILLIS));
      waited += PAUSE_MILLIS;
    }
  }

  /// Lets time pass.
  static void pause(Duration time) throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /// The loop's: a gateway has a session.
  void came() {
    live.incrementAndGet();
  }

  /// The loop's: a gateway has lost its session.
  void left() {
    live.decrementAndGet();
  }

  /// The loop's: the platform has acknowledged points.
  void stored(long count) {
    points.add(count);
  }

  /// The loop's: the platform takes a batch later.
  void refused() {
    refusals.increment();
  }

  /// The loop's: so long a reading has waited for its commit.
  void waited(long nanos) {
    waits.recordValue(nanos);
  }

  /// Something happened that must not.
  void fault(String what) {
    synchronized (faults) {
      if (faults.size() < FAULTS) {
        faults.add(what);
      }
    }
  }

  @Override
  public void close() {
    gateways.forEach(gateway -> loop.execute(gateway::leave));
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
  }

  private boolean settled() {
    try {
      return on(() ->
          gateways.stream()
              .flatMap(gateway -> gateway.streams().stream())
              .allMatch(LightStream::isSettled));
    } catch (IOException e) {
      fault(String.valueOf(e.getMessage()));
      return false;
    }
  }
}
