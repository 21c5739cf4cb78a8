package io.fieldway.trials.bench.channel;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A long way with losses, as the ends of a TCP connection see it: each segment arrives after the
/// delay; one that is lost arrives after a retransmission's time besides, and what follows waits
/// behind it. A loss is always found by that timer, which doubles with each loss of the same
/// segment; losses neither shrink the window nor are found earlier by duplicates, as many real ones
/// are. What arrives is what was sent, in its order.
final class FaultyLink implements AutoCloseable {
  private static final int SEGMENT = 1_448;
  private static final int UNDER_WAY = 4_096;

  private final Duration delay;
  private final double loss;
  private final Random random;
  private final ServerSocket listener;
  private final InetSocketAddress target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /// A segment and when it arrives.
  private record Segment(Bytes bytes, long due) {}

  /// Opens a way on a free port of loopback.
  ///
  /// @param delay of each segment, in each direction
  /// @param loss the part of segments that are lost
  FaultyLink(InetSocketAddress target, Duration delay, double loss, long seed) throws IOException {
    this.target = target;
    this.delay = delay;
    this.loss = loss;
    this.random = new Random(seed);
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("faulty link").start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    open.forEach(FaultyLink::end);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket near = listener.accept();
        Socket far = new Socket();
        far.connect(target);
        carry(near, far);
        carry(far, near);
      } catch (IOException e) { // closed, or nobody is there: whoever connected tries again
      }
    }
  }

  private void carry(Socket from, Socket to) throws IOException {
    from.setTcpNoDelay(true);
    open.add(from);
    BlockingQueue<Segment> way = new LinkedBlockingQueue<>(UNDER_WAY);
    Thread.ofVirtual().start(() -> take(from, way));
    Thread.ofVirtual().start(() -> give(way, to));
  }

  private void take(Socket from, BlockingQueue<Segment> way) {
    try (from) {
      InputStream in = from.getInputStream();
      byte[] buffer = new byte[SEGMENT];
      @Var long before = 0;
      @Var int read = in.read(buffer);
      while (read >= 0) {
        long due = Math.max(before, System.nanoTime() + delay.toNanos() + stalled().toNanos());
        before = due;
        way.put(new Segment(Bytes.copyOf(Arrays.copyOf(buffer, read)), due));
        read = in.read(buffer);
      }
      way.put(new Segment(Bytes.EMPTY, Math.max(before, System.nanoTime() + delay.toNanos())));
    } catch (IOException e) {
      var _ = way.offer(new Segment(Bytes.EMPTY, 0)); // broken: so is the other side
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void give(BlockingQueue<Segment> way, Socket to) {
    try (to) {
      OutputStream out = to.getOutputStream();
      @Var Segment next = way.take();
      while (next.bytes.size() > 0) {
        TimeUnit.NANOSECONDS.sleep(next.due - System.nanoTime());
        out.write(next.bytes.toArray());
        next = way.take();
      }
      TimeUnit.NANOSECONDS.sleep(next.due - System.nanoTime());
    } catch (IOException e) {
      return; // broken: closing it tells the other side
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// How much later a segment comes for being lost: the timer of Linux is the round trip and 200 ms
  /// at least.
  private Duration stalled() {
    @Var Duration timer = delay.multipliedBy(2).plusMillis(200);
    @Var Duration stalled = Duration.ZERO;
    synchronized (random) {
      while (random.nextDouble() < loss) {
        stalled = stalled.plus(timer);
        timer = timer.multipliedBy(2);
      }
    }
    return stalled;
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
