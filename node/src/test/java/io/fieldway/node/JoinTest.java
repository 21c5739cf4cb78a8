package io.fieldway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.io.ListenerConfig;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.trust.Authority;
import io.fieldway.node.trust.Invitee;
import io.fieldway.node.trust.Membership;
import io.fieldway.node.trust.Token;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Joining a mesh with a token, and the links of those who have, over real sockets and real files.
final class JoinTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path home;

  private Secured plant;

  @BeforeEach
  void open() {
    plant = new Secured("plant", home);
  }

  @AfterEach
  void close() {
    plant.close();
  }

  private static List<String> mesh(Node node) throws Exception {
    return Json.parse("test", Status.get(node, "/mesh").body())
        .get("lines")
        .valueStream()
        .map(JsonNode::asString)
        .toList();
  }

  private static void awaitLine(Node node, String... parts) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(mesh(node)).anySatisfy(line -> assertThat(line).contains(parts)));
  }

  private static long metric(Node node, String name) throws Exception {
    return Status.get(node, "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("fieldway_" + name + " "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no metric " + name));
  }

  private static void carries(Node from, Node to) throws Exception {
    String topic = "t/" + from.http().getPort();
    try (Peer subscriber = Peer.tcp(to.addresses().getFirst());
        Peer publisher = Peer.tcp(from.addresses().getFirst())) {
      subscriber.connected("subscriber", false);
      subscriber.subscribed(topic, QoS.AT_LEAST_ONCE);
      publisher.connected("publisher", false);
      await().atMost(PATIENCE).until(() -> Status.get(from, "/routes").body().contains(topic));
      publisher.send(
          new Publish(
              topic, Bytes.utf8("hello"), QoS.AT_LEAST_ONCE, false, false, 1, Properties.NONE));
      assertThat(publisher.next()).isInstanceOf(Puback.class);
      assertThat(((Publish) subscriber.next()).payload()).isEqualTo(Bytes.utf8("hello"));
    }
  }

  @Test
  void aTokenMakesAMemberThatNeedsItNoMore() throws Exception {
    Node a = plant.founder("a");
    Token token = plant.token("a", Optional.empty(), a);
    assertThat(Token.parse(token.toString())).hasToString(token.toString());
    NodeConfig plain = plant.configuration("b");

    Node b = plant.start(Secured.with(plain, token));

    carries(a, b);
    carries(b, a);
    assertThat(metric(a, "links_joined_total")).isEqualTo(1);
    b.close();
    Node again = plant.start(plain.withName(NodeConfig.DEFAULT_NAME));
    carries(a, again);
    assertThat(mesh(again)).first().isEqualTo("mesh plant as b knows it");
    assertThat(metric(a, "network_refused_forged_total")).isZero();
  }

  @Test
  void aMemberPassesTheTokenOver() throws Exception {
    Node a = plant.founder("a");
    Token token = plant.token("a", Optional.empty(), a);
    plant.join("b", token).close();

    carries(a, plant.join("b", token));

    assertThat(metric(a, "links_joined_total")).isEqualTo(1);
  }

  @Test
  void aTokenIsGoodOnce() throws Exception {
    Node a = plant.founder("a");
    Token token = plant.token("a", Optional.empty(), a);
    plant.join("b", token);

    assertThatThrownBy(() -> plant.join("c", token))
        .isInstanceOf(IOException.class)
        .hasMessageMatching("cannot join the mesh \"plant\": .*: the token was used before");

    assertThat(metric(a, "links_joins_refused_total")).isEqualTo(1);
    assertThat(Membership.isIn(plant.data("c"))).isFalse();
    awaitLine(a, "no link with", "the token was used before");
  }

  @Test
  void whoLostTheAnswerGetsTheSameCertificateAgain() throws Exception {
    Node a = plant.founder("a");
    Token token = plant.token("a", Optional.empty(), a);
    Path certificate = plant.data("b").resolve("membership").resolve("node.crt");
    plant.join("b", token).close();
    String first = Files.readString(certificate);
    Files.delete(certificate);

    plant.join("b", token);

    assertThat(Files.readString(certificate)).isEqualTo(first);
  }

  @Test
  void aWrongTokenIsRefusedAndManyAreNotEvenRead() throws Exception {
    Node a = plant.founder("a");
    Token token = plant.token("a", Optional.empty(), a);
    Token guessed =
        new Token(
            token.mesh(),
            token.node(),
            token.addresses(),
            token.fingerprint(),
            token.invitation(),
            Bytes.copyOf(new byte[32]),
            token.expires());
    for (@Var int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> plant.join("b", guessed))
          .hasMessageEndingWith("the token is not known here");
    }

    assertThatThrownBy(() -> plant.join("b", token)).hasMessageContaining("come again later");

    assertThat(metric(a, "links_joins_refused_total")).isEqualTo(10);
    assertThat(metric(a, "links_joins_unread_total")).isEqualTo(1);
  }

  @Test
  void anExpiredTokenIsRefused() throws Exception {
    Node a = plant.founder("a");
    Token token =
        Authority.open(plant.data("a"))
            .orElseThrow()
            .invite(List.of(a.links().getFirst()), Invitee.ANY_NODE, Duration.ofHours(1), 0);

    assertThatThrownBy(() -> plant.join("b", token))
        .hasMessageEndingWith("the token has expired at 1970-01-01T01:00:00Z");
  }

  @Test
  void aNameIsGivenOnce() throws Exception {
    Node a = plant.founder("a");
    Token any = plant.token("a", Optional.empty(), a);

    assertThatThrownBy(() -> new Secured("plant", home.resolve("else")).join("a", any))
        .hasMessageEndingWith("the name \"a\" was given in the mesh already");
    assertThatThrownBy(() -> plant.token("a", Optional.of("a"), a))
        .hasMessageStartingWith("the name \"a\" was given in the mesh already");
  }

  @Test
  void aTokenMayBeForOneNodeAlone() throws Exception {
    Node a = plant.founder("a");
    Token token = plant.token("a", Optional.of("b"), a);

    assertThatThrownBy(() -> plant.join("c", token))
        .hasMessageEndingWith("the token is for the node \"b\", and not for \"c\"");
    NodeConfig unnamed = plant.configuration("b").withName(NodeConfig.DEFAULT_NAME);
    Node b = plant.start(Secured.with(unnamed, token));

    assertThat(mesh(b)).first().isEqualTo("mesh plant as b knows it");
  }

  @Test
  void theNextAddressIsAskedWhereOneCannotLetAnybodyIn() throws Exception {
    Node a = plant.founder("a");
    Node b = plant.join("b", plant.token("a", Optional.empty(), a));
    InetSocketAddress nobody = ListenerConfig.loopback(1);
    Token token =
        Authority.open(plant.data("a"))
            .orElseThrow()
            .invite(
                List.of(nobody, b.links().getFirst(), a.links().getFirst()),
                Invitee.ANY_NODE,
                Duration.ofHours(1),
                System.currentTimeMillis());
    assertThatThrownBy(() -> plant.join("c", plant.token("a", Optional.empty(), b)))
        .hasMessageEndingWith("the authority of \"plant\" is kept by another node");

    Node c = plant.join("c", token);

    carries(a, c);
  }

  @Test
  void aMeshOfTheSameNameWithAnotherAuthorityIsNotJoined() throws Exception {
    Node a = plant.founder("a");
    try (Secured other = new Secured("plant", home.resolve("other"))) {
      Node x = other.founder("x");
      Token wrong = plant.token("a", Optional.empty(), x);

      assertThatThrownBy(() -> plant.join("b", wrong))
          .hasMessageContaining(
              "expected a node of the mesh \"plant\" with the authority that the token names, got"
                  + " another");
      Token right = plant.token("a", Optional.empty(), a);
      assertThatThrownBy(() -> other.start(Secured.with(other.configuration("x"), right)))
          .hasMessageContaining("is a member of the mesh \"plant\" already");
    }
  }

  @Test
  void aNodeOfAnotherMeshIsRefusedWithAReasonAtBothEnds() throws Exception {
    Node a = plant.founder("a");
    try (Secured farm = new Secured("farm", home)) {
      farm.founder("x").close();
      Node x = farm.start(farm.configuration("x", a));

      awaitLine(x, "no link", "expected a certificate of the mesh \"farm\", got one of \"plant\"");
      awaitLine(a, "no link", "the other end does not believe this one's certificate");
      assertThat(metric(a, "links_up")).isZero();
    }
  }

  @Test
  void aPlainNodeIsRefusedByAMemberAndTheReverse() throws Exception {
    Node a = plant.founder("a");
    Secured without = new Secured("none", home);
    try (without) {
      Node dials = without.start(without.configuration("p", a));
      awaitLine(dials, "no link", "expected TLS, for the links of this mesh are encrypted");
      awaitLine(a, "no link", "got plain MQTT");

      Node listens = without.start(without.configuration("q"));
      Node b = plant.join("b", plant.token("a", Optional.empty(), a));
      b.close();
      Node again = plant.start(plant.configuration("b", listens));
      awaitLine(again, "no link", "the other end");
      awaitLine(listens, "no link", "it speaks TLS, and this node is not a member");
    }
  }

  @Test
  void filesAreTheirOwnersAloneAndBadOnesAreNamed() throws Exception {
    plant.founder("a").close();
    Path membership = plant.data("a").resolve("membership");
    Path key = membership.resolve("node.key");
    for (Path each : List.of(key, plant.data("a").resolve("authority").resolve("authority.key"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
          .isEqualTo("rw-------");
    }
    NodeConfig config = plant.configuration("a");
    assertThatThrownBy(() -> Node.start(config.withName("z")))
        .hasMessage("name: expected \"a\", as the certificate of this node has it, got \"z\"");
    assertThatThrownBy(() -> Node.start(config.withMesh(config.mesh().withName("z"))))
        .hasMessageStartingWith("mesh.name: expected \"plant\"");
    Secured other = new Secured("plant", home.resolve("other"));
    other.founder("a").close();
    Path strange = other.data("a").resolve("membership").resolve("node.key");
    Files.copy(strange, key, StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> Node.start(config))
        .hasMessageContaining("expected the key of the certificate in " + membership);
    Files.writeString(key, "no key");
    assertThatThrownBy(() -> Node.start(config))
        .hasMessageContaining("expected a private key in PEM");
    Files.delete(key);
    assertThatThrownBy(() -> Node.start(config))
        .hasMessage("expected a file that can be read, got " + key);
  }

  @Test
  void anExpiredCertificateStartsNothing() throws Exception {
    Authority.found(plant.data("a"), "plant", "a", Duration.ofDays(1), 0);

    assertThatThrownBy(() -> plant.start(plant.configuration("a")))
        .hasMessageEndingWith("the certificate of \"a\" has expired at 1970-01-02T00:00:00Z");
  }

  @Test
  void aMeshIsFoundedOnce() throws Exception {
    plant.founder("a").close();

    assertThatThrownBy(() -> plant.founder("a"))
        .hasMessageStartingWith("there is an authority already in ");
  }
}
