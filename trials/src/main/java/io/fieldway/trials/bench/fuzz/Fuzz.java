package io.fieldway.trials.bench.fuzz;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.PacketEncoder;
import io.fieldway.node.packet.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Speaks to a node over many connections, one after the other and some at a time. On each it says
/// CONNECT and some packets, about every other of them mutated, closes its direction, and waits
/// until the node has closed the other.
public final class Fuzz {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int AT_A_TIME = 16;
  private static final int PACKETS = 16;

  private final InetSocketAddress address;
  private final long seed;
  private final long mutations;
  private final Consumer<String> progress;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicLong mutated = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final ConcurrentLinkedQueue<String> stuck = new ConcurrentLinkedQueue<>();

  /// @param mutations how many mutated packets are sent at least
  /// @param progress told what happens, by one thread
  public Fuzz(InetSocketAddress address, long seed, long mutations, Consumer<String> progress) {
    this.address = address;
    this.seed = seed;
    this.mutations = mutations;
    this.progress = progress;
  }

  /// What came of it.
  ///
  /// @param answered connections on which the node said something
  /// @param stuck those that the node did not let in, or did not close in time
  public record Outcome(long mutated, int connections, long answered, List<String> stuck) {
    public Outcome(long mutated, int connections, long answered, List<String> stuck) {
      this.mutated = mutated;
      this.connections = connections;
      this.answered = answered;
      this.stuck = List.copyOf(stuck);
    }
  }

  /// Does all of it.
  public Outcome run() {
    List<Thread> threads = new ArrayList<>();
    for (@Var int i = 0; i < AT_A_TIME; i++) {
      Consumer<String> told = i == 0 ? progress : what -> {};
      threads.add(Thread.startVirtualThread(() -> speak(told)));
    }
    for (Thread thread : threads) {
      join(thread);
    }
    return new Outcome(mutated.get(), next.get(), answered.get(), List.copyOf(stuck));
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void speak(Consumer<String> told) {
    while (mutated.get() < mutations && stuck.isEmpty()) {
      int number = next.getAndIncrement();
      byte[] stream = stream(new SplittableRandom(seed + number));
      try (Socket socket = new Socket()) {
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.connect(address, (int) PATIENCE.toMillis());
        say(socket, stream);
      } catch (ConnectException | SocketTimeoutException e) {
        stuck.add("seed %d, connection %d: %s".formatted(seed, number, e.getMessage()));
      } catch (IOException e) {
        // The node has closed while it was spoken to, which it may.
      }
      told.accept("%,d mutated packets".formatted(mutated.get()));
    }
  }

  private void say(Socket socket, byte[] stream) throws IOException {
    socket.getOutputStream().write(stream);
    socket.shutdownOutput();
    InputStream in = socket.getInputStream();
    byte[] buffer = new byte[8_192];
    @Var int size = in.read(buffer);
    if (size > 0) {
      answered.incrementAndGet();
    }
    while (size >= 0) {
      size = in.read(buffer);
    }
  }

  /// All that one connection says.
  private byte[] stream(SplittableRandom random) {
    Version version = random.nextBoolean() ? Version.MQTT_5 : Version.MQTT_3_1_1;
    SamplePackets samples = new SamplePackets(random, version);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    stream.writeBytes(perhapsMutated(bytes(samples.connect(), version), random, 16));
    for (@Var int i = random.nextInt(1, PACKETS); i > 0; i--) {
      stream.writeBytes(perhapsMutated(bytes(samples.next(), version), random, 2));
    }
    return stream.toByteArray();
  }

  private byte[] perhapsMutated(byte[] bytes, SplittableRandom random, int seldom) {
    if (random.nextInt(seldom) != 0) {
      return bytes;
    }
    mutated.incrementAndGet();
    return Mutation.of(bytes, random);
  }

  private static byte[] bytes(Packet packet, Version version) {
    byte[] bytes = new byte[PacketEncoder.size(packet, version)];
    PacketEncoder.write(packet, version, bytes, 0);
    return bytes;
  }
}
