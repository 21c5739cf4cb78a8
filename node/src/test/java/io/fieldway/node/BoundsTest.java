package io.fieldway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.broker.BrokerConfig;
import io.fieldway.node.io.NetworkConfig;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Pingreq;
import io.fieldway.node.packet.Pingresp;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a node does where a client goes too far, and that others do not feel it.
final class BoundsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path data;

  private NodeConfig config() {
    return NodeConfig.of(data);
  }

  @Test
  void refusesConnectionsBeyondTheMaximum() throws Exception {
    try (Node node =
        Node.start(config().withNetwork(NetworkConfig.defaults().withMaximumConnections(2)))) {
      Peer first = peer(node);
      first.connected("first", false);
      Peer second = peer(node);
      second.connected("second", false);
      try (Peer third = peer(node)) {
        assertThat(third.closes()).isTrue();
      }
      assertThat(Status.metric(node, "fieldway_connections_refused_too_many_total")).isEqualTo(1);
      first.close();
      await().atMost(PATIENCE).until(() -> Status.metric(node, "fieldway_connections") == 1);
      try (Peer third = peer(node)) {
        assertThat(third.connected("third", false).reason()).isEqualTo(ReasonCode.SUCCESS);
      }
      second.close();
    }
  }

  @Test
  void refusesConnectionsThatComeTooFast() throws Exception {
    try (Node node =
        Node.start(config().withNetwork(NetworkConfig.defaults().withConnectsPerSecond(1)))) {
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        sockets.add(Peer.open(node.addresses().getFirst()));
      }
      await()
          .atMost(PATIENCE)
          .until(() -> Status.metric(node, "fieldway_connections_refused_too_fast_total") > 0);
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void closesWhoDoesNotSayConnect() throws Exception {
    try (Node node = Node.start(config().withBroker(connectTimeout(Duration.ofMillis(300))));
        Peer silent = peer(node);
        Peer halfSaid = peer(node);
        Peer quick = peer(node)) {
      halfSaid.raw(new byte[] {0x10, 0x20, 0, 4, 'M'});
      quick.connected("quick", false);
      assertThat(silent.closes()).isTrue();
      assertThat(halfSaid.closes()).isTrue();
      assertThat(answers(quick)).isTrue();
    }
  }

  /// Half a header announces 256 MB: no byte of it is allocated, and nothing comes.
  @Test
  void keepsNothingForAPacketThatIsAnnouncedAndNotSent() throws Exception {
    byte[] huge = {0x30, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F};
    try (Node node = Node.start(config());
        Peer peer = peer(node);
        Peer other = peer(node)) {
      other.connected("other", false);
      peer.connected("announces", false);
      peer.raw(huge);
      assertThat(((Disconnect) peer.next()).reason()).isEqualTo(ReasonCode.PACKET_TOO_LARGE);
      assertThat(peer.closes()).isTrue();
      assertThat(answers(other)).isTrue();
    }
  }

  @Test
  void dropsForAReaderThatIsTooSlowAndNotForTheOthers() throws Exception {
    Bytes payload = Bytes.copyOf(new byte[60_000]);
    int rounds = 15;
    int inRound = 20;
    try (Node node = Node.start(config());
        Peer slow = peer(node);
        Peer fast = peer(node);
        Peer publisher = peer(node)) {
      double before = Status.metric(node, "fieldway_direct_bytes"); // of tests before this one
      slow.connected("slow", false);
      slow.subscribed("flood", QoS.AT_MOST_ONCE);
      fast.connected("fast", false);
      fast.subscribed("flood", QoS.AT_MOST_ONCE);
      publisher.connected("publisher", false);
      for (int i = 0; i < rounds; i++) {
        for (int j = 0; j < inRound; j++) {
          publisher.send(Peer.message("flood", QoS.AT_MOST_ONCE, payload));
        }
        for (int j = 0; j < inRound; j++) {
          assertThat(((Publish) fast.next()).payload()).isEqualTo(payload);
        }
      }
      assertThat(Status.metric(node, "fieldway_dropped_slow_total"))
          .as("18 MB do not wait for one client")
          .isPositive();
      assertThat(Status.metric(node, "fieldway_direct_bytes")).isLessThan(before + (32 << 20));
      assertThat(Status.metric(node, "fieldway_pending_bytes")).isGreaterThan(2 << 20);
      slow.send(new Pingreq());
      @Var Packet next = slow.next();
      while (!(next instanceof Pingresp)) {
        next = slow.next();
      }
      await().atMost(PATIENCE).until(() -> Status.metric(node, "fieldway_pending_bytes") == 0);
    }
  }

  /// Who does not read what is said to it is not read either, and hears everything in the end.
  @Test
  void holdsWhoAsksAndDoesNotListen() throws Exception {
    int count = 3_000_000;
    try (Node node = Node.start(config());
        Peer deaf = peer(node);
        Peer other = peer(node)) {
      deaf.connected("deaf", false);
      other.connected("other", false);
      byte[] pings = new byte[60_000];
      for (int i = 0; i < pings.length; i += 2) {
        pings[i] = (byte) 0xC0;
      }
      Thread asking =
          Thread.startVirtualThread(() -> {
            try {
              for (int i = 0; i < count; i += pings.length / 2) {
                deaf.raw(pings);
              }
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          });
      assertThat(answers(other)).isTrue();
      for (int i = 0; i < count; i++) {
        deaf.next();
      }
      asking.join();
      assertThat(answers(deaf)).isTrue();
    }
  }

  @Test
  void isNotHarmedByConnectionsThatAreReset() throws Exception {
    try (Node node = Node.start(config());
        Peer other = peer(node)) {
      other.connected("other", false);
      other.subscribed("#", QoS.AT_MOST_ONCE);
      for (int i = 0; i < 50; i++) {
        Peer peer = peer(node);
        peer.socket().setSoLinger(true, 0);
        peer.send(Peer.connect("resets-" + i, false));
        peer.raw(new byte[] {0x30, 100, 0});
        peer.close();
      }
      await().atMost(PATIENCE).until(() -> Status.metric(node, "fieldway_connections") == 1);
      assertThat(Status.metric(node, "fieldway_connections_failed_total")).isZero();
      assertThat(answers(other)).isTrue();
    }
  }

  private static BrokerConfig connectTimeout(Duration timeout) {
    BrokerConfig base = BrokerConfig.defaults();
    return new BrokerConfig(
        base.maximumPacketSize(),
        timeout,
        base.receiveMaximum(),
        base.maximumInflight(),
        base.topicAliasMaximum(),
        base.maximumSessionExpiry(),
        base.maximumKeepAlive(),
        base.maximumTopicBytes(),
        base.maximumTopicLevels(),
        base.maximumSessions(),
        base.maximumSubscriptions(),
        base.maximumQueuedMessages(),
        base.maximumQueuedBytes(),
        base.maximumRetained(),
        base.maximumPendingBytes(),
        base.maximumPendingBytesOfAll(),
        base.whenFull(),
        base.statisticsInterval(),
        base.history());
  }

  private static Peer peer(Node node) throws IOException {
    return Peer.tcp(node.addresses().getFirst());
  }

  private static boolean answers(Peer peer) throws IOException {
    peer.send(new Pingreq());
    return peer.next() instanceof Pingresp;
  }
}
