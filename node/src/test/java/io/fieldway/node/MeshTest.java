package io.fieldway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.io.ListenerConfig;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Several nodes over real sockets and real files.
final class MeshTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path data;

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  @AfterEach
  void closeAll() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  private Node node(String name, InetSocketAddress listen, Node... peers) throws IOException {
    List<InetSocketAddress> dialled = new ArrayList<>();
    for (Node peer : peers) {
      dialled.add(peer.links().getFirst());
    }
    NodeConfig config = NodeConfig.of(data.resolve(name)).withName(name);
    Node node =
        Node.start(config.withMesh(config.mesh().withListen(List.of(listen)).withPeers(dialled)));
    opened.push(node);
    return node;
  }

  private Node node(String name, Node... peers) throws IOException {
    return node(name, ListenerConfig.loopback(0), peers);
  }

  private Peer client(Node node, String id) throws IOException {
    Peer peer = Peer.tcp(node.addresses().getFirst());
    opened.push(peer);
    peer.connected(id, true);
    return peer;
  }

  private static List<String> lines(Node node, String path) throws Exception {
    return Json.parse("test", Status.get(node, path).body())
        .get("lines")
        .valueStream()
        .map(JsonNode::asString)
        .toList();
  }

  private static void awaitRoute(Node node, String line) {
    await().atMost(PATIENCE).until(() -> lines(node, "/routes").contains(line));
  }

  private static Publish numbered(String topic, int number) {
    return new Publish(
        topic,
        Bytes.utf8(Integer.toString(number)),
        QoS.AT_LEAST_ONCE,
        false,
        false,
        number,
        Properties.NONE);
  }

  private static void publishes(Peer publisher, String topic, int from, int to) throws IOException {
    for (@Var int number = from; number <= to; number++) {
      publisher.send(numbered(topic, number));
    }
    for (@Var int number = from; number <= to; number++) {
      assertThat(publisher.next()).isInstanceOf(Puback.class);
    }
  }

  private static List<Integer> takes(Peer subscriber, int count) throws IOException {
    List<Integer> numbers = new ArrayList<>();
    while (numbers.size() < count) {
      Publish publish = (Publish) subscriber.next();
      subscriber.send(Puback.of(publish.packetId()));
      numbers.add(
          Integer.parseInt(new String(publish.payload().toArray(), StandardCharsets.UTF_8)));
    }
    return numbers;
  }

  private static List<Integer> to(int last) {
    return IntStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void findsTheWayOverAnotherNode() throws Exception {
    Node a = node("a");
    Node b = node("b", a);
    Node c = node("c", b);
    Peer subscriber = client(a, "subscriber");
    subscriber.subscribed("fields/#", QoS.AT_LEAST_ONCE);
    awaitRoute(c, "b a / fields/#");

    publishes(client(c, "publisher"), "fields/7/soil", 1, 500);

    assertThat(takes(subscriber, 500)).isEqualTo(to(500));
    assertThat(lines(c, "/trace?topic=fields/7/soil")).containsExactly("c-b-a, 2 by fields/#");
    assertThat(Status.get(b, "/mesh/passages?topic=fields/7/soil").body())
        .contains("\"from\":\"c\",\"to\":\"a\",\"fate\":\"forwarded\",\"why\":\"\"", "\"oneIn\":");
    assertThat(lines(a, "/mesh/passages?topic=fields/7/soil"))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).contains("c to a, number ", ": delivered"));
    assertThat(Status.get(a, "/mesh/passages").statusCode()).isEqualTo(400);
    assertThat(lines(c, "/mesh/what-if?kill=b"))
        .contains("c to a: c-b-a becomes no way", "a to c: a-b-c becomes no way");
    assertThat(Status.get(c, "/routes?node=nobody").statusCode()).isEqualTo(400);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    Json.parse("test", Status.get(c, "/mesh").body())
                        .at("/counts/custodyMessages")
                        .asInt())
                .as("all is confirmed")
                .isZero());
  }

  @Test
  void goesAnotherWayWhileALinkIsBarred() throws Exception {
    Node a = node("a");
    Node b = node("b", a);
    Node c = node("c", a, b);
    Peer subscriber = client(a, "subscriber");
    subscriber.subscribed("t", QoS.AT_LEAST_ONCE);
    awaitRoute(c, "a / t");
    Peer publisher = client(c, "publisher");
    publishes(publisher, "t", 1, 100);

    c.bar("a");

    awaitRoute(c, "b a / t");
    publishes(publisher, "t", 101, 200);
    assertThat(takes(subscriber, 200)).isEqualTo(to(200));
    assertThat(messagesOut(c, "b")).isBetween(100L, 200L);
    assertThat(Json.parse("test", Status.get(b, "/mesh/interest?node=a").body()).get("filters"))
        .hasToString("[\"t\"]");

    c.admit("a");

    awaitRoute(c, "a / t");
    publishes(publisher, "t", 201, 300);
    assertThat(takes(subscriber, 100)).isEqualTo(IntStream.rangeClosed(201, 300).boxed().toList());
    assertThat(messagesOut(c, "a")).isEqualTo(100);
  }

  private static long messagesOut(Node node, String peer) throws Exception {
    return Json.parse("test", Status.get(node, "/mesh").body())
        .get("links")
        .valueStream()
        .filter(link -> link.get("peer").asString().equals(peer))
        .findFirst()
        .orElseThrow()
        .get("messagesOut")
        .asLong();
  }

  @Test
  void keepsWhatARelayThatIsDownCannotPassOn() throws Exception {
    Node a = node("a");
    Node b = node("b", a);
    InetSocketAddress address = b.links().getFirst();
    Node c = node("c", b);
    Peer subscriber = client(a, "subscriber");
    subscriber.subscribed("t", QoS.AT_LEAST_ONCE);
    awaitRoute(c, "b a / t");
    Peer publisher = client(c, "publisher");
    publishes(publisher, "t", 1, 100);
    b.close();
    publishes(publisher, "t", 101, 200);

    node("b", address, a);

    assertThat(takes(subscriber, 200)).isEqualTo(to(200));
  }

  @Test
  void deliversOnceInARing() throws Exception {
    Node a = node("a");
    Node b = node("b", a);
    Node c = node("c", a, b);
    Peer subscriber = client(a, "subscriber");
    subscriber.subscribed("t/#", QoS.AT_LEAST_ONCE);
    awaitRoute(c, "a / t/#");
    awaitRoute(b, "a / t/#");

    publishes(client(b, "one"), "t/b", 1, 100);
    publishes(client(c, "other"), "t/c", 101, 200);
    publishes(client(a, "here"), "t/a", 201, 300);
    publishes(client(b, "last"), "t/last", 999, 999);

    List<Integer> got = takes(subscriber, 301);
    assertThat(got).doesNotHaveDuplicates().hasSize(301);
  }

  @Test
  void retainsEverywhere() throws Exception {
    Node a = node("a");
    Node b = node("b", a);
    Peer publisher = client(b, "publisher");
    publisher.send(
        new Publish("state", Bytes.utf8("1"), QoS.AT_LEAST_ONCE, true, false, 1, Properties.NONE));
    publisher.next();
    await().atMost(PATIENCE).until(() -> Status.get(a, "/retained").body().contains("\"state\""));

    Peer late = client(a, "late");
    late.subscribed("state", QoS.AT_LEAST_ONCE);
    assertThat(takes(late, 1)).containsExactly(1);

    Node c = node("c", b);
    await().atMost(PATIENCE).until(() -> Status.get(c, "/retained").body().contains("\"state\""));
  }

  @Test
  void sharesASubscriptionAcrossNodes() throws Exception {
    Node a = node("a");
    Node b = node("b", a);
    Peer near = client(a, "near");
    near.subscribed("$share/crew/t", QoS.AT_LEAST_ONCE);
    Peer far = client(b, "far");
    far.subscribed("$share/crew/t", QoS.AT_LEAST_ONCE);
    awaitRoute(a, "b / $share/crew/t");
    awaitRoute(b, "a / $share/crew/t");

    publishes(client(a, "publisher"), "t", 1, 50);
    assertThat(takes(near, 50)).as("the nearest takes them").isEqualTo(to(50));

    near.socket().close();
    await().atMost(PATIENCE).until(() -> Status.get(a, "/health").body().contains("\"clients\":1"));
    publishes(client(a, "publisher-2"), "t", 1, 50);
    assertThat(takes(far, 50)).as("the other where it is gone").isEqualTo(to(50));
  }

  @Test
  void keepsOneLinkBetweenTwoThatDialEachOther() throws Exception {
    Node first = node("a");
    InetSocketAddress address = first.links().getFirst();
    Node b = node("b", first);
    first.close();
    Node a = node("a", address, b);
    Peer subscriber = client(a, "subscriber");
    subscriber.subscribed("t", QoS.AT_LEAST_ONCE);
    awaitRoute(b, "a / t");

    publishes(client(b, "publisher"), "t", 1, 200);

    assertThat(takes(subscriber, 200)).isEqualTo(to(200));
    for (Node node : List.of(a, b)) {
      assertThat(Json.parse("test", Status.get(node, "/mesh").body()).get("links").size())
          .isEqualTo(1);
    }
  }
}
