package io.fieldway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.node.broker.HistoryConfig;
import io.fieldway.node.broker.Keep;
import io.fieldway.node.io.ListenerConfig;
import io.fieldway.node.io.ListenerConfig.Kind;
import io.fieldway.node.journal.JournalConfig;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Starting, stopping, and what is seen from outside.
final class NodeTest {
  @TempDir Path data;

  private static Peer peer(Node node) throws IOException {
    return Peer.tcp(node.addresses().getFirst());
  }

  @Test
  void tellsItsClientsThatItStops() throws Exception {
    Node node = Node.start(NodeConfig.of(data));
    try (Peer peer = peer(node)) {
      peer.connected("told", false);
      Thread closing = Thread.startVirtualThread(node::close);
      assertThat(peer.next())
          .isInstanceOfSatisfying(
              Disconnect.class,
              said -> assertThat(said.reason()).isEqualTo(ReasonCode.SERVER_SHUTTING_DOWN));
      assertThat(peer.closes()).isTrue();
      peer.socket().close();
      closing.join();
      assertThatThrownBy(() -> peer(node)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void stopsThoughAClientNeitherReadsNorCloses() throws Exception {
    Node node = Node.start(NodeConfig.of(data));
    try (Peer stubborn = peer(node);
        Peer silent = peer(node)) {
      stubborn.connected("stubborn", false);
      node.close();
      assertThat(stubborn.closes()).isTrue();
      assertThat(silent.closes()).isTrue();
    }
  }

  @Test
  void keepsSessionsAndTheirMessagesOverARestart() throws Exception {
    try (Node node = Node.start(NodeConfig.of(data));
        Peer peer = peer(node)) {
      assertThat(peer.connected("lasting", true).sessionPresent()).isFalse();
      peer.subscribed("kept/#", QoS.AT_LEAST_ONCE);
    }
    try (Node node = Node.start(NodeConfig.of(data));
        Peer peer = peer(node)) {
      peer.connected("publisher", false);
      peer.send(Peer.message("kept/1", QoS.AT_LEAST_ONCE, "while you were out"));
      peer.next();
    }
    try (Node node = Node.start(NodeConfig.of(data));
        Peer peer = peer(node)) {
      assertThat(peer.connected("lasting", true).sessionPresent()).isTrue();
      assertThat(peer.next())
          .isInstanceOfSatisfying(
              Publish.class,
              message -> assertThat(message.payload()).isEqualTo(Bytes.utf8("while you were out")));
    }
  }

  /// What is not on disk is not acknowledged, and nobody is left to wait for it.
  @Test
  void cutsEverybodyOffAndSaysSoWhereItsJournalFails() throws Exception {
    JournalConfig small = JournalConfig.defaults().withSegmentBytes(4 << 10);
    try (Node node = Node.start(NodeConfig.of(data).withJournal(small));
        Peer peer = peer(node)) {
      peer.connected("durable", true);
      peer.subscribed("kept", QoS.AT_LEAST_ONCE);
      Path journal = data.resolve("journal");
      Files.move(journal, data.resolve("moved"));
      Files.writeString(journal, "the next segment has no directory to go to");
      Bytes payload = Bytes.copyOf(new byte[3_000]);
      peer.send(Peer.message("kept", QoS.AT_LEAST_ONCE, payload));
      peer.send(Peer.message("kept", QoS.AT_LEAST_ONCE, payload));
      assertThat(peer.closes()).isTrue();
      assertThat(node.failed().get(2, TimeUnit.MINUTES)).isInstanceOf(IOException.class);
      try (Peer late = peer(node)) {
        assertThat(late.closes()).isTrue();
      }
      HttpResponse<String> health = Status.get(node, "/health");
      assertThat(health.statusCode()).isEqualTo(503);
      assertThat(health.body()).startsWith("{\"status\":\"failed\"");
    }
  }

  @Test
  void saysThatAPortIsInUseAndLeavesNothingRunning() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address = ListenerConfig.loopback(taken.getLocalPort());
      NodeConfig config =
          NodeConfig.of(data)
              .withListeners(
                  List.of(
                      ListenerConfig.tcp(ListenerConfig.loopback(0)), ListenerConfig.tcp(address)));
      assertThatThrownBy(() -> Node.start(config))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": Address already in use");
      assertThatThrownBy(() -> Node.start(NodeConfig.of(data).withHttp(address)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("Address already in use");
    }
    assertThat(threads()).noneMatch(name -> name.startsWith("broker"));
    try (Node node = Node.start(NodeConfig.of(data))) {
      assertThat(node.addresses()).hasSize(1);
    }
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .toList();
  }

  @Test
  void refusesADirectoryThatAnotherNodeHas() throws Exception {
    try (Node node = Node.start(NodeConfig.of(data))) {
      assertThat(node.failed()).isNotDone();
      assertThatThrownBy(() -> Node.start(NodeConfig.of(data)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use");
    }
  }

  @Test
  void refusesToListenBeyondThisMachineWithoutTls() {
    NodeConfig config =
        NodeConfig.of(data)
            .withListeners(List.of(ListenerConfig.tcp(new InetSocketAddress("0.0.0.0", 0))));
    assertThatThrownBy(() -> Node.start(config))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected kind tls or wss");
  }

  @Test
  void refusesACertificateThatIsNotThere() {
    ListenerConfig listener =
        ListenerConfig.tcp(ListenerConfig.loopback(0))
            .withKind(Kind.TLS)
            .withPem(data.resolve("missing.crt"), data.resolve("missing.key"));
    assertThatThrownBy(() -> Node.start(NodeConfig.of(data).withListeners(List.of(listener))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("missing.crt");
  }

  @Test
  void tellsAClientOfAnotherVersionThatItIsNotSpoken() throws Exception {
    try (Node node = Node.start(NodeConfig.of(data));
        Peer peer = peer(node)) {
      byte[] old = {0x10, 14, 0, 6, 'M', 'Q', 'I', 's', 'd', 'p', 3, 2, 0, 0, 0, 0};
      peer.raw(old);
      byte[] answer = peer.socket().getInputStream().readAllBytes();
      assertThat(answer).startsWith(0x20, 2, 0, 1); // unacceptable protocol version
    }
  }

  @Test
  void showsItsSessionsSubscriptionsAndRetainedMessages() throws Exception {
    try (Node node = Node.start(NodeConfig.of(data));
        Peer peer = peer(node)) {
      peer.connected("seen", false);
      peer.subscribed("shown/+", QoS.AT_MOST_ONCE);
      peer.send(
          new Publish(
              "shown/1", Bytes.utf8("secret"), QoS.AT_MOST_ONCE, true, false, 0, Properties.NONE));
      peer.next();
      assertThat(Status.get(node, "/health").body())
          .startsWith("{\"status\":\"up\",\"name\":\"node\"");
      assertThat(Status.get(node, "/sessions").body()).contains("\"clientId\":\"seen\"");
      assertThat(Status.get(node, "/subscriptions").body()).contains("\"filter\":\"shown/+\"");
      assertThat(Status.get(node, "/retained").body())
          .contains("\"topic\":\"shown/1\"")
          .doesNotContain("secret");
    }
  }

  @Test
  void showsWhatItKeepsForLateSubscribers() throws Exception {
    NodeConfig config = NodeConfig.of(data);
    HistoryConfig history =
        HistoryConfig.of(List.of(new HistoryConfig.Rule("kept/#", new Keep.Messages(2))));
    try (Node node = Node.start(config.withBroker(config.broker().withHistory(history)));
        Peer peer = peer(node)) {
      peer.connected("late", false);
      for (int i = 0; i < 3; i++) {
        peer.send(
            new Publish(
                "kept/1",
                Bytes.utf8("hid" + i),
                QoS.AT_MOST_ONCE,
                false,
                false,
                0,
                Properties.NONE));
      }
      peer.subscribed("kept/+", QoS.AT_MOST_ONCE);
      assertThat(peer.next()).isInstanceOf(Publish.class);
      assertThat(peer.next()).isInstanceOf(Publish.class);
      assertThat(Status.get(node, "/kept").body())
          .contains("\"topic\":\"kept/1\"", "\"keep\":\"2\"", "\"messages\":2", "\"bytes\":8")
          .doesNotContain("hid");
      assertThat(Status.metric(node, "fieldway_history_messages")).isEqualTo(2);
    }
    HistoryConfig wrong =
        HistoryConfig.of(List.of(new HistoryConfig.Rule("a/#/b", new Keep.None())));
    assertThatThrownBy(() -> Node.start(config.withBroker(config.broker().withHistory(wrong))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broker.history.rules[0].filter: expected a topic filter");
  }

  @Test
  void pagesItsViews() throws Exception {
    try (Node node = Node.start(NodeConfig.of(data))) {
      for (int i = 0; i < 5; i++) {
        try (Peer peer = peer(node)) {
          peer.connected("lasting-" + i, true);
        }
      }
      HttpResponse<String> page = Status.get(node, "/sessions?offset=3&limit=1");
      assertThat(page.body())
          .startsWith("{\"total\":5,\"offset\":3,")
          .contains("lasting-3")
          .doesNotContain("lasting-2")
          .doesNotContain("lasting-4");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/sessions?limit=many", "/sessions?offset=-1"})
  void refusesPagesThatAreNoNumbers(String path) throws Exception {
    try (Node node = Node.start(NodeConfig.of(data))) {
      assertThat(Status.get(node, path).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void describesEachMetricOnce() throws Exception {
    try (Node node = Node.start(NodeConfig.of(data))) {
      String text = Status.get(node, "/metrics").body();
      List<String> described = text.lines().filter(line -> line.startsWith("# TYPE ")).toList();
      assertThat(described).doesNotHaveDuplicates().hasSizeGreaterThan(40);
      assertThat(text.lines().filter(line -> !line.startsWith("#")))
          .allMatch(line -> line.matches("fieldway_[a-z0-9_]+(\\{[^}]*})? -?[0-9.E+-]+"));
    }
  }
}
