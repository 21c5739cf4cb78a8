package io.fieldway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fieldway.node.copy.HeldCopy;
import io.fieldway.node.io.Copies;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.trust.Authority;
import io.fieldway.node.trust.Invitee;
import io.fieldway.node.trust.Token;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.control.AdoptionState;
import io.fieldway.wire.control.CopyState;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three nodes of a mesh with certificates, one of which dies: its substitute speaks for it by its
/// word.
final class SecuredSubstitutionTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path home;

  private Secured plant;
  private Node a;
  private Node b;
  private Node c;

  @BeforeEach
  void startThreeNodes() throws IOException {
    plant = new Secured("plant", home);
    a = plant.founder("a");
    c = plant.join("c", plant.token("a", Optional.of("c"), a));
    b = plant.join("b", plant.token("a", Optional.of("b"), a));
  }

  @AfterEach
  void closeAll() {
    plant.close();
  }

  private static Copies copies(Node node) {
    return node.copies().orElseThrow();
  }

  private static Carrying carrying(Node node) {
    return node.carrying().orElseThrow();
  }

  private static void copied(Node node, Node substitute, String name) {
    node.copier().orElseThrow().copyTo(name, substitute.links().getFirst(), 1);
    await()
        .atMost(PATIENCE)
        .until(() -> node.copier().orElseThrow().view().state() == CopyState.WHOLE);
  }

  private void subscribe(InetSocketAddress address) throws IOException {
    try (Peer subscriber = Peer.tcp(address)) {
      subscriber.connected("subscriber", true);
      subscriber.subscribed("fields/#", QoS.AT_LEAST_ONCE);
    }
  }

  private static void publish(Node node, String text) throws IOException {
    try (Peer publisher = Peer.tcp(node.addresses().getFirst())) {
      publisher.connected("publisher", true);
      publisher.send(Peer.message("fields/7", QoS.AT_LEAST_ONCE, text));
      assertThat(publisher.next()).isInstanceOf(Puback.class);
    }
  }

  private static void receives(InetSocketAddress address, String text) throws IOException {
    try (Peer again = Peer.tcp(address)) {
      assertThat(again.connected("subscriber", true).sessionPresent()).isTrue();
      Publish received = (Publish) again.next();
      assertThat(received.payload()).isEqualTo(Bytes.utf8(text));
      again.send(Puback.of(received.packetId()));
    }
  }

  private void carriesOn() {
    HeldCopy held = copies(c).held().getFirst();
    carrying(c).begin("b", 1, held.services(), held.word(), () -> copies(c).take("b"));
    await()
        .atMost(PATIENCE)
        .until(() -> carrying(c).views().getFirst().state() == AdoptionState.SERVING);
  }

  private static void awaitWay(Node from) {
    await().atMost(PATIENCE).until(() -> Status.get(from, "/routes").body().contains("fields/#"));
  }

  @Test
  void everybodyBelievesTheSubstituteOfADeadNode() throws Exception {
    InetSocketAddress address = b.addresses().getFirst();
    subscribe(address);
    awaitWay(a);
    copied(b, c, "c");
    b.close();
    carriesOn();
    await()
        .atMost(PATIENCE)
        .until(() -> Status.get(a, "/routes").body().contains("c b / fields/#"));

    publish(a, "soil");

    receives(address, "soil");
    assertThat(Status.get(a, "/metrics").body()).contains("network_refused_forged_total 0");
  }

  @Test
  void whoHasLostItsDiskIsLetInAgainAndGetsItselfBack() throws Exception {
    InetSocketAddress address = b.addresses().getFirst();
    subscribe(address);
    copied(b, c, "c");
    b.close();
    carriesOn();
    try (Stream<Path> files = Files.walk(plant.data("b"))) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
    Token token =
        Authority.open(plant.data("a"))
            .orElseThrow()
            .invite(
                List.of(a.links().getFirst(), c.links().getFirst()),
                Invitee.node("b").again(),
                Duration.ofHours(1),
                System.currentTimeMillis());

    Node back = plant.join("b", token);

    assertThat(carrying(c).names()).as("served in one place only").isEmpty();
    try (Peer again = Peer.tcp(back.addresses().getFirst())) {
      assertThat(again.connected("subscriber", true).sessionPresent()).isTrue();
    }
  }

  @Test
  void nobodyIsCarriedOnWithoutItsWord() throws Exception {
    copied(b, c, "c");
    List<String> services = copies(c).held().getFirst().services();
    b.close();
    carrying(c).begin("b", 1, services, Bytes.EMPTY, () -> copies(c).take("b"));
    await()
        .atMost(PATIENCE)
        .until(() -> carrying(c).views().getFirst().state() == AdoptionState.REFUSED);

    assertThat(carrying(c).views().getFirst().why())
        .isEqualTo("its copy came without the word that c may speak for b");
  }

  @Test
  void aTokenForAControllerLetsNoNodeIn() throws Exception {
    Token token =
        Authority.open(plant.data("a"))
            .orElseThrow()
            .invite(
                List.of(a.links().getFirst()),
                Invitee.controller("keeper"),
                Duration.ofHours(1),
                System.currentTimeMillis());

    assertThatThrownBy(() -> plant.join("keeper", token))
        .hasMessageContaining("got that of a controller");
    assertThat(ControllerMember.find(plant.data("keeper"), "", "controller"))
        .map(ControllerMember::name)
        .contains("keeper");
    assertThatThrownBy(() -> ControllerMember.find(plant.data("b"), "", "controller"))
        .hasMessageContaining("got that of a node");
  }
}
