package io.fieldway.trials.socketio;

import com.google.errorprone.annotations.Var;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The loads of the benchmark: closed loops, each client waits for its acknowledgements before it
/// sends more.
final class BenchLoad {
  private static final int SMALL_BUFFER = 2_048;
  private static final int LARGE_BUFFER = 256 * 1024;
  private static final String EVENT =
      "[\"echo\",{\"device\":\"d-17\",\"value\":21.5,\"at\":1732231200}]";

  private BenchLoad() {}

  /// What a load has done, in how many nanoseconds, with how much processor time of the server.
  record Done(long count, long nanos, long cpuNanos) {
    double perSecond() {
      return count * 1e9 / nanos;
    }

    double cpuMicrosEach() {
      return cpuNanos / 1e3 / count;
    }
  }

  @FunctionalInterface
  private interface Turn {
    int take(BenchClient client) throws IOException;
  }

  /// Small events, each acknowledged; `window` of them in flight a client.
  static Done acks(BenchPeer peer, int clients, int window, Duration time)
      throws IOException, InterruptedException {
    ByteArrayOutputStream batch = new ByteArrayOutputStream();
    for (int i = 0; i < window; i++) {
      batch.writeBytes(BenchClient.text("42" + i + EVENT));
    }
    byte[] frames = batch.toByteArray();
    return run(
        peer,
        clients,
        SMALL_BUFFER,
        time,
        client -> {
          client.write(frames);
          client.awaitTexts(window);
          return window;
        });
  }

  /// Binaries of this size there and back, one at a time a client. Counted once each.
  static Done binaries(BenchPeer peer, int clients, int size, Duration time)
      throws IOException, InterruptedException {
    byte[] payload = new byte[size];
    new Random(1).nextBytes(payload);
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(BenchClient.text("451-7[\"echo\",{\"_placeholder\":true,\"num\":0}]"));
    both.writeBytes(BenchClient.binary(payload));
    byte[] frames = both.toByteArray();
    return run(
        peer,
        clients,
        LARGE_BUFFER,
        time,
        client -> {
          client.write(frames);
          client.awaitBinaries(1);
          return 1;
        });
  }

  /// What so many clients that say nothing add to what the server holds, and what is resident then.
  static BenchPeer.Memory idle(BenchPeer peer, int clients) throws IOException {
    settle(peer);
    BenchPeer.Memory before = peer.memory();
    List<BenchClient> open = connect(peer, clients, SMALL_BUFFER);
    try {
      BenchPeer.Memory after = peer.memory();
      return new BenchPeer.Memory(after.held() - before.held(), after.resident());
    } finally {
      close(open);
    }
  }

  /// What the loads before have left is collected in more than one step.
  private static void settle(BenchPeer peer) throws IOException {
    for (int i = 0; i < 3; i++) {
      peer.memory();
    }
  }

  private static Done run(BenchPeer peer, int clients, int buffer, Duration time, Turn turn)
      throws IOException, InterruptedException {
    List<BenchClient> open = connect(peer, clients, buffer);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long cpu = peer.cpuNanos();
      long start = System.nanoTime();
      long end = start + time.toNanos();
      List<Future<Long>> turns = new ArrayList<>();
      for (BenchClient client : open) {
        turns.add(threads.submit(() -> untilEnd(client, turn, end)));
      }
      long count = sum(turns);
      return new Done(count, System.nanoTime() - start, peer.cpuNanos() - cpu);
    } finally {
      close(open);
    }
  }

  private static long untilEnd(BenchClient client, Turn turn, long end) throws IOException {
    @Var long count = 0;
    while (System.nanoTime() < end) {
      count += turn.take(client);
    }
    return count;
  }

  private static long sum(List<Future<Long>> turns) throws IOException, InterruptedException {
    @Var long sum = 0;
    for (Future<Long> each : turns) {
      try {
        sum += each.get(120, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new IOException("a client failed: " + e.getCause(), e);
      }
    }
    return sum;
  }

  private static List<BenchClient> connect(BenchPeer peer, int clients, int buffer)
      throws IOException {
    List<BenchClient> open = new ArrayList<>(clients);
    for (int i = 0; i < clients; i++) {
      open.add(new BenchClient(peer.port(), buffer));
    }
    return open;
  }

  private static void close(List<BenchClient> open) throws IOException {
    for (BenchClient client : open) {
      client.close();
    }
  }
}
