package io.fieldway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fieldway.node.copy.SubstitutionConfig;
import io.fieldway.node.io.ListenerConfig;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.control.Adoption;
import io.fieldway.wire.control.AdoptionState;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node carries dead ones on.
final class CarryingTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path data;

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  @AfterEach
  void closeAll() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  private NodeConfig config(String name, Node... peers) {
    NodeConfig config = NodeConfig.of(data.resolve(name)).withName(name);
    List<InetSocketAddress> dialled =
        Arrays.stream(peers).map(peer -> peer.links().getFirst()).toList();
    return config.withMesh(
        config.mesh().withListen(List.of(ListenerConfig.loopback(0))).withPeers(dialled));
  }

  private Node start(NodeConfig config) throws IOException {
    Node node = Node.start(config);
    opened.push(node);
    return node;
  }

  private Carrying carrying(NodeConfig of, Node node) {
    Carrying carrying =
        new Carrying(of, Optional.empty(), () -> node.links().getFirst(), name -> Optional.empty());
    opened.push(carrying);
    return carrying;
  }

  private Peer connected(InetSocketAddress address, String id) throws IOException {
    Peer peer = Peer.tcp(address);
    opened.push(peer);
    peer.connected(id, true);
    return peer;
  }

  private static void awaitState(Carrying carrying, AdoptionState state) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> carrying.views().stream().map(Adoption::state).toList().equals(List.of(state)));
  }

  @Test
  void servesTheClientsOfADeadNodeAtTheirAddress() throws Exception {
    NodeConfig living = config("c");
    Node c = start(living);
    Node a = start(config("a", c));
    InetSocketAddress address = a.addresses().getFirst();
    List<String> services = a.services();
    Peer subscriber = connected(address, "subscriber");
    subscriber.subscribed("fields/#", QoS.AT_LEAST_ONCE);
    subscriber.close();
    Peer publisher = connected(c.addresses().getFirst(), "publisher");
    a.close();

    Carrying carrying = carrying(living, c);
    carrying.begin("a", 1, services, Bytes.EMPTY, () -> data.resolve("a"));
    awaitState(carrying, AdoptionState.SERVING);
    Peer again = Peer.tcp(address);
    opened.push(again);
    assertThat(again.connected("subscriber", true).sessionPresent()).isTrue();
    await().atMost(PATIENCE).until(() -> Status.get(c, "/routes").body().contains("a / fields/#"));
    publisher.send(Peer.message("fields/7", QoS.AT_LEAST_ONCE, "soil"));
    assertThat(publisher.next()).isInstanceOf(Puback.class);

    Publish received = (Publish) again.next();
    assertThat(new String(received.payload().toArray(), StandardCharsets.UTF_8)).isEqualTo("soil");
    assertThat(carrying.names()).containsExactly("a");
    carrying.close("a");
    awaitState(carrying, AdoptionState.CLOSED);
    assertThat(again.closes()).isTrue();
  }

  @Test
  void servesTheClientsOfAKilledNodeAndDiesWithTheOneThatCarriesItOn() throws Exception {
    NodeConfig living = config("c");
    Node c = start(living);
    Node a = start(config("a", c));
    InetSocketAddress address = a.addresses().getFirst();
    List<String> services = a.services();
    Peer subscriber = connected(address, "subscriber");
    subscriber.subscribed("fields/#", QoS.AT_LEAST_ONCE);
    a.kill();
    assertThatThrownBy(subscriber::next).as("no word of leave").isInstanceOf(SocketException.class);

    Carrying carrying = carrying(living, c);
    carrying.begin("a", 1, services, Bytes.EMPTY, () -> data.resolve("a"));
    awaitState(carrying, AdoptionState.SERVING);
    Peer again = Peer.tcp(address);
    opened.push(again);
    assertThat(again.connected("subscriber", true).sessionPresent()).isTrue();

    carrying.kill();
    assertThatThrownBy(again::next).isInstanceOf(SocketException.class);
    Node home = start(config("a", c));
    Peer atHome = Peer.tcp(home.addresses().getFirst());
    opened.push(atHome);
    assertThat(atHome.connected("subscriber", true).sessionPresent()).isTrue();
  }

  @Test
  void saysWhichAddressItCannotHave() throws Exception {
    NodeConfig living = config("c");
    Node c = start(living);
    Carrying carrying = carrying(living, c);
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(ListenerConfig.loopback(0));
      carrying.begin(
          "a",
          1,
          List.of("mqtt://127.0.0.1:" + taken.getLocalPort()),
          Bytes.EMPTY,
          () -> data.resolve("a"));
      awaitState(carrying, AdoptionState.REFUSED);

      assertThat(carrying.views().getFirst().why())
          .startsWith("cannot listen on mqtt://127.0.0.1:" + taken.getLocalPort())
          .contains("end whatever listens there");
    }
  }

  @Test
  void saysThatItHasNoCertificateForAnAddressThatNeedsOne() throws Exception {
    NodeConfig living = config("c");
    Node c = start(living);
    Carrying carrying = carrying(living, c);
    carrying.begin("a", 1, List.of("mqtts://127.0.0.1:0"), Bytes.EMPTY, () -> data.resolve("a"));
    awaitState(carrying, AdoptionState.REFUSED);

    assertThat(carrying.views().getFirst().why())
        .contains("expected a listener of this node with a certificate");
  }

  @Test
  void hasCommandsBringTheAddressFirstAndTakeItAwayAtTheEnd() throws Exception {
    Path told = data.resolve("told");
    NodeConfig living =
        config("c")
            .withSubstitution(
                SubstitutionConfig.defaults()
                    .withCommands(
                        List.of("sh", "-c", "echo here $0 >> " + told),
                        List.of("sh", "-c", "echo away $0 >> " + told)));
    Node c = start(living);
    Carrying carrying = carrying(living, c);
    carrying.begin("a", 1, List.of("mqtt://127.0.0.1:0"), Bytes.EMPTY, () -> data.resolve("a"));
    awaitState(carrying, AdoptionState.SERVING);

    assertThat(told).hasContent("here 127.0.0.1");
    carrying.close("a");
    assertThat(told).hasContent("here 127.0.0.1\naway 127.0.0.1");
  }

  @Test
  void saysThatTheCommandHasFailed() throws Exception {
    NodeConfig living =
        config("c")
            .withSubstitution(
                SubstitutionConfig.defaults().withCommands(List.of("false"), List.of()));
    Node c = start(living);
    Carrying carrying = carrying(living, c);
    carrying.begin("a", 1, List.of("mqtt://127.0.0.1:0"), Bytes.EMPTY, () -> data.resolve("a"));
    awaitState(carrying, AdoptionState.REFUSED);

    assertThat(carrying.views().getFirst().why())
        .isEqualTo(
            "substitution.take-over ended with status 1 for 127.0.0.1; it must bring the address to"
                + " this machine");
  }
}
