package io.fieldway.trials.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.io.ListenerConfig.Kind;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.Suback;
import io.fieldway.trials.stage.StageNode;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Clients that mean no good, against a node with small bounds: each is held to them and leaves
/// with the right reason, while two others go on undisturbed and the process stays small.
final class HostileTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Executor VIRTUAL = task -> Thread.ofVirtual().start(task);

  private static final int MAXIMUM_TOPIC = 1_024;
  private static final int MAXIMUM_SUBSCRIPTIONS = 100;
  private static final int MAXIMUM_QUEUED = 200;
  private static final int MAXIMUM_INFLIGHT = 16;

  private static final String BOUNDS =
      """
      broker:
        maximum-packet-size: 128KiB
        connect-timeout: 2s
        maximum-topic-bytes: %d
        maximum-subscriptions: %d
        maximum-queued-messages: %d
        maximum-queued-bytes: 8MiB
        maximum-inflight: %d
        maximum-pending-bytes: 256KiB
      """
          .formatted(MAXIMUM_TOPIC, MAXIMUM_SUBSCRIPTIONS, MAXIMUM_QUEUED, MAXIMUM_INFLIGHT);

  private static final String HEAP = "96m";

  /// The heap, and as much again and a little for the JVM itself.
  private static final long MOST_RESIDENT = 224L << 20;

  /// Announces a packet of 268,435,455 bytes, the largest there can be.
  private static final byte[] HUGE = {0x30, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F};

  @TempDir static Path home;
  private static StageNode node;
  private static WellBehaved others;
  @Var private static long mostResident;

  @BeforeAll
  static void start() throws Exception {
    node = new StageNode(home, HEAP, BOUNDS);
    others = new WellBehaved(node);
  }

  @AfterEach
  void othersAreUnharmedAndTheProcessIsSmall() throws IOException {
    others.check();
    mostResident = Math.max(mostResident, node.resident());
    assertThat(node.resident()).as("bytes in memory").isLessThan(MOST_RESIDENT);
    assertThat(node.text()).doesNotContain("an error of ours", "OutOfMemoryError");
  }

  @AfterAll
  static void stop() {
    try {
      others.close();
    } finally {
      node.close();
    }
    System.out.printf(
        "HostileTest: well-behaved clients exchanged %,d messages, the slowest in %,d ms;"
            + " at most %,d MiB in memory%n",
        others.passed(), others.slowest().toMillis(), mostResident >> 20);
  }

  @Test
  void aSlowReaderMissesMessagesAtQos0AndHoldsNobodyUp() throws Exception {
    double dropped = node.metric("fieldway_dropped_slow_total");
    Bytes large = Bytes.copyOf(new byte[60_000]);
    try (RawPeer reader = peer().connected("slow-reader", 0, false);
        RawPeer publisher = peer().connected("fast-publisher", 0, false)) {
      reader.subscribed(QoS.AT_MOST_ONCE, "slow/#");
      for (int i = 0; i < 500; i++) {
        publisher.send(RawPeer.message("slow/large", 0, large));
      }
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> node.metric("fieldway_dropped_slow_total") > dropped);

      CompletableFuture<Void> caughtUp =
          CompletableFuture.runAsync(() -> readUntil(reader, "slow/mark"), VIRTUAL);
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> {
            publisher.send(RawPeer.message("slow/mark", 0, Bytes.EMPTY));
            return caughtUp.isDone();
          });
      caughtUp.join();
    }
  }

  @Test
  void aSubscriberThatNeverAcknowledgesEndsAtItsQueuesBound() throws Exception {
    try (RawPeer subscriber = peer().connected("never-acknowledges", 0, false);
        RawPeer publisher = peer().connected("publisher", 0, false)) {
      subscriber.subscribed(QoS.AT_LEAST_ONCE, "never");
      for (int i = 1; i <= MAXIMUM_INFLIGHT + MAXIMUM_QUEUED + 10; i++) {
        assertThat(acknowledgement(publisher, "never", i)).matches(reason -> !reason.isRefusal());
      }
      for (int i = 0; i < MAXIMUM_INFLIGHT; i++) {
        assertThat(subscriber.next()).isInstanceOf(Publish.class);
      }
      assertThat(subscriber.next())
          .isInstanceOfSatisfying(
              Disconnect.class,
              said -> assertThat(said.reason()).isEqualTo(ReasonCode.QUOTA_EXCEEDED));
    }
  }

  /// What was acknowledged must stay, so that its publishers are refused.
  @Test
  void aSessionThatLastsAndNeverAcknowledgesIsFullAtItsBound() throws Exception {
    try (RawPeer subscriber = peer().connected("never-ever", 0, true);
        RawPeer publisher = peer().connected("publisher", 0, false)) {
      subscriber.subscribed(QoS.AT_LEAST_ONCE, "never-ever");
      @Var ReasonCode answer = ReasonCode.SUCCESS;
      @Var int kept = 0;
      while (!answer.isRefusal() && kept < 2 * MAXIMUM_QUEUED) {
        answer = acknowledgement(publisher, "never-ever", kept + 1);
        kept += answer.isRefusal() ? 0 : 1;
      }
      assertThat(answer).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
      assertThat(kept).isBetween(MAXIMUM_QUEUED, MAXIMUM_QUEUED + MAXIMUM_INFLIGHT);
      assertThat(subscriber.end()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    }
  }

  @Test
  void aFloodOfSubscribeIsGrantedUpToTheBound() throws Exception {
    int packets = 400;
    int each = 500;
    try (RawPeer flood = peer().connected("flood", 0, false)) {
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(() -> subscribeOften(flood, packets, each), VIRTUAL);
      @Var int granted = 0;
      @Var int refused = 0;
      for (int i = 0; i < packets; i++) {
        for (ReasonCode reason : ((Suback) flood.next()).reasons()) {
          granted += reason == ReasonCode.GRANTED_QOS_1 ? 1 : 0;
          refused += reason == ReasonCode.QUOTA_EXCEEDED ? 1 : 0;
        }
      }
      sent.join();
      assertThat(granted).isEqualTo(MAXIMUM_SUBSCRIPTIONS);
      assertThat(refused).isEqualTo(packets * each - MAXIMUM_SUBSCRIPTIONS);
    }
  }

  @Test
  void topicsBeyondTheBoundAreRefused() throws Exception {
    String longest = "x".repeat(65_535);
    String deepest = "a/".repeat(32_767) + "a";
    try (RawPeer subscriber = peer().connected("long-filters", 0, false)) {
      assertThat(subscriber.subscribed(QoS.AT_LEAST_ONCE, longest).reasons())
          .containsExactly(ReasonCode.TOPIC_FILTER_INVALID);
      assertThat(subscriber.subscribed(QoS.AT_LEAST_ONCE, deepest).reasons())
          .containsExactly(ReasonCode.TOPIC_FILTER_INVALID);
    }
    for (String topic : List.of(longest, deepest)) {
      try (RawPeer publisher = peer().connected("long-topics", 0, false)) {
        publisher.send(RawPeer.message(topic, 1, Bytes.EMPTY));
        assertThat(publisher.end()).isEqualTo(ReasonCode.TOPIC_NAME_INVALID);
      }
    }
  }

  @Test
  void aPacketThatIsAnnouncedTooLargeEndsItsConnectionBeforeItComes() throws Exception {
    for (int i = 0; i < 50; i++) {
      try (RawPeer peer = peer().connected("huge", 0, false)) {
        peer.raw(HUGE);
        assertThat(peer.end()).isEqualTo(ReasonCode.PACKET_TOO_LARGE);
      }
    }
  }

  @Test
  void packetsThatAreAnnouncedAndNeverSentCostNothingAndEndWithTheKeepAlive() throws Exception {
    byte[] begun = RawPeer.bytes(RawPeer.message("begun", 1, Bytes.copyOf(new byte[120_000])));
    List<RawPeer> peers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      RawPeer peer = peer().connected("begun-" + i, 1, false);
      peer.socket().getOutputStream().write(begun, 0, 10);
      peers.add(peer);
    }
    assertThat(node.resident()).isLessThan(MOST_RESIDENT);
    for (RawPeer peer : peers) {
      assertThat(peer.end()).isEqualTo(ReasonCode.KEEP_ALIVE_TIMEOUT);
      peer.close();
    }
  }

  @Test
  void aHalfOpenSocketEndsWithItsKeepAlive() throws Exception {
    try (RawPeer silent = peer().connected("silent", 1, false)) {
      assertThat(silent.end()).isEqualTo(ReasonCode.KEEP_ALIVE_TIMEOUT);
    }
  }

  @Test
  void aHalfClosedSocketIsClosed() throws Exception {
    try (RawPeer halfClosed = peer().connected("half-closed", 0, false)) {
      halfClosed.socket().shutdownOutput();
      assertThat(halfClosed.end()).isEqualTo(ReasonCode.SUCCESS);
    }
  }

  @Test
  void aThousandConnectionsThatSayNothingAreClosedInTime() throws Exception {
    int count = 1_000;
    double timedOut = node.metric("fieldway_connections_timed_out_total");
    List<RawPeer> peers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      peers.add(peer());
    }
    for (RawPeer peer : peers) {
      assertThat(peer.end()).isEqualTo(ReasonCode.SUCCESS);
      peer.close();
    }
    assertThat(node.metric("fieldway_connections_timed_out_total") - timedOut).isEqualTo(count);
  }

  @Test
  void silenceEndsOnEveryKindOfListener() throws Exception {
    List<RawPeer> peers = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      for (int i = 0; i < 20; i++) {
        peers.add(new RawPeer(node.address(kind)));
      }
    }
    for (RawPeer peer : peers) {
      assertCloses(peer);
    }
  }

  @ParameterizedTest
  @EnumSource
  void randomBytesEndTheirConnection(Kind kind) throws Exception {
    long seed = Long.getLong("fieldway.seed", System.nanoTime());
    System.out.println("HostileTest: -Dfieldway.seed=" + seed);
    Random random = new Random(seed);
    List<RawPeer> peers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      RawPeer peer = new RawPeer(node.address(kind));
      if (kind == Kind.TCP && i % 2 == 0) {
        peer.connected("random-" + i, 1, false);
      }
      byte[] noise = new byte[1 + random.nextInt(3_000)];
      random.nextBytes(noise);
      peer.raw(noise);
      peers.add(peer);
    }
    for (RawPeer peer : peers) {
      assertCloses(peer);
    }
  }

  private static void assertCloses(RawPeer peer) throws IOException {
    try (peer) {
      byte[] rest = new byte[4_096];
      @Var int size = 0;
      while (size >= 0) {
        size = peer.socket().getInputStream().read(rest);
      }
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  private static RawPeer peer() throws IOException {
    return new RawPeer(node.address(Kind.TCP));
  }

  private static ReasonCode acknowledgement(RawPeer publisher, String topic, int packetId)
      throws IOException {
    publisher.send(RawPeer.message(topic, packetId, Bytes.utf8("number " + packetId)));
    return ((Puback) publisher.next()).reason();
  }

  private static void subscribeOften(RawPeer peer, int packets, int each) {
    try {
      for (int i = 0; i < packets; i++) {
        int packet = i;
        String[] filters =
            IntStream.range(0, each)
                .mapToObj(number -> "flood/" + packet + "/+/" + number)
                .toArray(String[]::new);
        peer.send(RawPeer.subscribe(packet + 1, QoS.AT_LEAST_ONCE, filters));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void readUntil(RawPeer reader, String topic) {
    try {
      @Var Packet packet = reader.next();
      while (!(packet instanceof Publish publish && publish.topic().equals(topic))) {
        packet = reader.next();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
