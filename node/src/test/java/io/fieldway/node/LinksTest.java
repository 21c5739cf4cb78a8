package io.fieldway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fieldway.node.io.ListenerConfig;
import io.fieldway.node.link.LinkConfig;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.ReasonCode;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Links over real sockets, between loops of this process.
final class LinksTest {
  /// Dials again soon, and takes no silence for death while a test runs.
  private static final LinkConfig PATIENT =
      LinkConfig.defaults()
          .withHello(Duration.ofMillis(200), 1_000)
          .withBackoff(Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofHours(1));

  private static final LinkConfig IMPATIENT = PATIENT.withHello(Duration.ofMillis(200), 3);

  @TempDir Path data;

  private static void eventually(ThrowingRunnable assertion) {
    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(assertion);
  }

  private Neighbour neighbour(String name, LinkConfig config) throws Exception {
    return new Neighbour("plant", name, data, config);
  }

  @Test
  void comeUpAndSayHello() throws Exception {
    try (Neighbour a = neighbour("a", PATIENT);
        Neighbour b = neighbour("b", PATIENT)) {
      a.dials(b.listens());
      eventually(() -> {
        assertThat(a.heard).contains("up b", "measured");
        assertThat(b.heard).contains("up a", "measured");
      });
      assertThat(a.counts().up()).isEqualTo(1);
      assertThat(a.counts().open()).isEqualTo(1);
      assertThat(a.counts().dialled()).isEqualTo(1);
      assertThat(a.counts().accepted()).isZero();
      assertThat(b.counts().up()).isEqualTo(1);
      assertThat(b.counts().dialled()).isZero();
      assertThat(b.counts().accepted()).isEqualTo(1);
      assertThat(a.counts().bytesOut()).isPositive();
      assertThat(b.counts().bytesIn()).isPositive();
    }
  }

  @Test
  void carryABurstBothWaysWithoutLossAndInOrder() throws Exception {
    int messages = 100_000;
    try (Neighbour a = neighbour("a", PATIENT);
        Neighbour b = neighbour("b", PATIENT)) {
      a.sendsWhenUp(messages);
      b.sendsWhenUp(messages);
      a.dials(b.listens());
      for (Neighbour each : List.of(a, b)) {
        eventually(() -> {
          assertThat(each.progress().received()).isEqualTo(messages);
          assertThat(each.progress().acknowledged()).isEqualTo(messages);
        });
        assertThat(each.heard).doesNotContain("out of order", "acknowledged out of order");
        assertThat(each.heard).noneMatch(said -> said.startsWith("down"));
        assertThat(each.progress().settlements())
            .as("many messages are settled at once")
            .isBetween(1, messages / 10);
      }
    }
  }

  @Test
  void areHeardToBeCutAtOnceAndAreDialledAgain() throws Exception {
    try (Neighbour a = neighbour("a", PATIENT);
        Neighbour b = neighbour("b", PATIENT);
        Wire wire = new Wire(b.listens())) {
      a.dials(wire.address());
      for (long round = 1; round <= 3; round++) {
        long ups = round;
        eventually(() -> {
          assertThat(a.heard).filteredOn("up b"::equals).hasSize((int) ups);
          assertThat(b.heard).filteredOn("up a"::equals).hasSize((int) ups);
        });
        wire.cut();
        eventually(() -> {
          assertThat(a.counts().lost()).isEqualTo(ups);
          assertThat(b.counts().lost()).isEqualTo(ups);
        });
      }
      assertThat(a.heard).contains("down the connection was lost");
      assertThat(b.heard).contains("down the connection was lost");
    }
  }

  @Test
  void areDeadAtBothEndsWhenNothingPassesAnyMore() throws Exception {
    try (Neighbour a = neighbour("a", IMPATIENT);
        Neighbour b = neighbour("b", IMPATIENT);
        Wire wire = new Wire(b.listens())) {
      a.dials(wire.address());
      eventually(() -> {
        assertThat(a.heard).contains("up b");
        assertThat(b.heard).contains("up a");
      });
      wire.stall();
      eventually(() -> {
        assertThat(a.counts().silent()).isPositive();
        assertThat(b.counts().silent()).isPositive();
      });
      assertThat(a.counts().helloMisses()).isGreaterThanOrEqualTo(3);
      assertThat(a.heard).anyMatch(said -> said.startsWith("down nothing came for "));
    }
  }

  @Test
  void areGivenUpAndDialledAgainWhereThePeerNeverAnswers() throws Exception {
    LinkConfig hasty = PATIENT.withConnectTimeout(Duration.ofMillis(100));
    try (Neighbour a = neighbour("a", hasty);
        ServerSocket mute = new ServerSocket()) {
      mute.bind(ListenerConfig.loopback(0));
      a.dials((InetSocketAddress) mute.getLocalSocketAddress());
      eventually(() -> assertThat(a.counts().late()).isGreaterThanOrEqualTo(2));
      assertThat(a.heard).isEmpty();
    }
  }

  @Test
  void areDialledUntilSomebodyListens() throws Exception {
    InetSocketAddress nobody;
    try (ServerSocket free = new ServerSocket()) {
      free.bind(ListenerConfig.loopback(0));
      nobody = (InetSocketAddress) free.getLocalSocketAddress();
    }
    try (Neighbour a = neighbour("a", PATIENT)) {
      var dialer = a.dials(nobody);
      eventually(() -> assertThat(a.counts().undialled()).isGreaterThanOrEqualTo(3));
      dialer.close();
      a.dials(InetSocketAddress.createUnresolved("no-such-host.invalid", 1));
      long before = a.counts().undialled();
      eventually(() -> assertThat(a.counts().undialled()).isGreaterThan(before + 1));
    }
  }

  @Test
  void areNotDialledAgainOnceTheDialerIsClosed() throws Exception {
    try (Neighbour a = neighbour("a", PATIENT);
        Neighbour b = neighbour("b", PATIENT);
        Wire wire = new Wire(b.listens())) {
      var dialer = a.dials(wire.address());
      eventually(() -> assertThat(a.heard).contains("up b"));
      dialer.close();
      assertThat(a.counts().up()).as("what is there stays").isEqualTo(1);
      wire.cut();
      eventually(() -> assertThat(a.counts().open()).isZero());
      // One that is dialled later than a closed dialler could have been dialled again.
      a.dials(wire.address());
      eventually(() -> assertThat(a.heard).filteredOn("up b"::equals).hasSize(2));
      assertThat(a.counts().dialled()).isEqualTo(2);
    }
  }

  @Test
  void areRefusedToAnotherMeshWithAReason() throws Exception {
    try (Neighbour a = neighbour("a", PATIENT);
        Neighbour b = new Neighbour("other", "b", data, PATIENT)) {
      a.dials(b.listens());
      eventually(() -> {
        assertThat(a.counts().turnedAway()).isGreaterThanOrEqualTo(2);
        assertThat(b.counts().refused()).isGreaterThanOrEqualTo(2);
      });
      assertThat(a.heard).isEmpty();
      assertThat(b.heard).isEmpty();
    }
  }

  @Test
  void areNotForClients() throws Exception {
    try (Neighbour a = neighbour("a", PATIENT)) {
      InetSocketAddress address = a.listens();
      try (Peer client = Peer.tcp(address)) {
        Connack connack = client.connected("client", false);
        assertThat(connack.reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        assertThat(connack.properties().text(Property.REASON_STRING))
            .contains("expected a node of the mesh \"plant\", got an ordinary MQTT client");
        assertThat(client.closes()).isTrue();
      }
      assertThat(a.counts().refused()).isEqualTo(1);
      try (Peer stranger = Peer.tcp(address)) {
        stranger.raw("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(stranger.closes()).isTrue();
      }
      assertThat(a.counts().breaches()).isEqualTo(1);
      assertThat(a.heard).isEmpty();
    }
  }

  @Test
  void doNotComeUpWhereClientsConnect() throws Exception {
    NodeConfig config =
        NodeConfig.of(data.resolve("node"))
            .withListeners(List.of(ListenerConfig.tcp(ListenerConfig.loopback(0))));
    try (Node node = Node.start(config);
        Neighbour a = neighbour("a", PATIENT)) {
      a.dials(node.addresses().getFirst());
      eventually(() -> assertThat(a.counts().refused()).isGreaterThanOrEqualTo(2));
      assertThat(a.heard).isEmpty();
    }
  }

  @Test
  void areNoMoreThanTheyMayBe() throws Exception {
    try (Neighbour a = neighbour("a", PATIENT.withMaximumLinks(1))) {
      InetSocketAddress address = a.listens();
      try (Socket first = Peer.open(address);
          Peer second = Peer.tcp(address)) {
        assertThat(second.closes()).isTrue();
        assertThat(a.counts().refusedTooMany()).isEqualTo(1);
        assertThat(a.counts().accepted()).isEqualTo(1);
        assertThat(first.isConnected()).isTrue();
      }
      eventually(() -> assertThat(a.counts().open()).isZero());
    }
  }

  @Test
  void endWithAWordWhenTheNodeStops() throws Exception {
    try (Neighbour b = neighbour("b", PATIENT)) {
      try (Neighbour a = neighbour("a", PATIENT)) {
        a.dials(b.listens());
        eventually(() -> assertThat(b.heard).contains("up a"));
      }
      assertThat(b.heard)
          .contains("down the peer said ADMINISTRATIVE_ACTION: \"the node is shutting down\"");
    }
  }
}
