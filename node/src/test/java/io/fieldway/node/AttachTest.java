package io.fieldway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.access.AccessConfig.Anonymous;
import io.fieldway.node.access.PasswordFile;
import io.fieldway.node.access.Verifier;
import io.fieldway.node.io.AttachConfig;
import io.fieldway.node.io.ListenerConfig;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Pubcomp;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.Pubrec;
import io.fieldway.node.packet.Pubrel;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.UserProperty;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

/// Nodes attached to a broker over real sockets: the other broker is a node alone.
final class AttachTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path data;

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  @AfterEach
  void closeAll() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  private NodeConfig config(String name) {
    return NodeConfig.of(data.resolve(name)).withName(name);
  }

  private Node start(NodeConfig config) throws IOException {
    Node node = Node.start(config);
    opened.push(node);
    return node;
  }

  /// The other broker, at an address that it may have had before.
  private Node other(InetSocketAddress address) throws IOException {
    return start(config("other").withListeners(List.of(ListenerConfig.tcp(address))));
  }

  private Node other() throws IOException {
    return other(ListenerConfig.loopback(0));
  }

  private static AttachConfig to(Node other) {
    return AttachConfig.to(other.addresses().getFirst()).withName("plant");
  }

  private Node attached(String name, AttachConfig attach) throws IOException {
    return start(config(name).withAttach(List.of(attach)));
  }

  private Peer client(Node node, String id) throws IOException {
    Peer peer = Peer.tcp(node.addresses().getFirst());
    opened.push(peer);
    peer.connected(id, true);
    return peer;
  }

  private static JsonNode attachment(Node node) throws IOException, InterruptedException {
    HttpResponse<String> page = Status.get(node, "/attach");
    boolean answered = page.statusCode() == 200; // on a busy machine it may be too late
    return (answered ? Json.parse("test", page.body()) : Json.object()).at("/attached/0");
  }

  private static void awaitFilters(Node node, String... filters) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(attachment(node).path("filters").valueStream().map(JsonNode::asString))
                .containsExactly(filters));
  }

  private static void awaitAttached(Node node) {
    await().atMost(PATIENCE).until(() -> attachment(node).path("connected").asBoolean(false));
  }

  private static Publish message(String topic, int number, QoS qos, boolean retain) {
    return new Publish(
        topic,
        Bytes.utf8(Integer.toString(number)),
        qos,
        retain,
        false,
        qos == QoS.AT_MOST_ONCE ? 0 : number,
        Properties.NONE);
  }

  /// Publishes numbers and takes every acknowledgement.
  private static void publishes(Peer publisher, String topic, QoS qos, int from, int to)
      throws IOException {
    for (@Var int number = from; number <= to; number++) {
      publisher.send(message(topic, number, qos, false));
      if (qos == QoS.AT_LEAST_ONCE) {
        assertThat(publisher.next()).isInstanceOf(Puback.class);
      } else if (qos == QoS.EXACTLY_ONCE) {
        assertThat(publisher.next()).isInstanceOf(Pubrec.class);
        publisher.send(Pubrel.of(number));
        assertThat(publisher.next()).isInstanceOf(Pubcomp.class);
      }
    }
  }

  /// The next message, acknowledged.
  private static Publish takes(Peer subscriber) throws IOException {
    while (true) {
      Packet packet = subscriber.next();
      if (packet instanceof Pubrel pubrel) {
        subscriber.send(Pubcomp.of(pubrel.packetId()));
      } else if (packet instanceof Publish publish) {
        if (publish.qos() == QoS.AT_LEAST_ONCE) {
          subscriber.send(Puback.of(publish.packetId()));
        } else if (publish.qos() == QoS.EXACTLY_ONCE) {
          subscriber.send(Pubrec.of(publish.packetId()));
        }
        return publish;
      }
    }
  }

  private static int number(Publish publish) {
    return Integer.parseInt(new String(publish.payload().toArray(), StandardCharsets.UTF_8));
  }

  private static List<Integer> takes(Peer subscriber, int count) throws IOException {
    List<Integer> numbers = new ArrayList<>();
    while (numbers.size() < count) {
      numbers.add(number(takes(subscriber)));
    }
    return numbers;
  }

  private static List<Integer> to(int last) {
    return IntStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void bringsToEachWhatIsPublishedAtTheOther() throws Exception {
    Node other = other();
    Node node = attached("node", to(other));
    Peer here = client(node, "here");
    here.subscribed("fields/#", QoS.EXACTLY_ONCE);
    Peer there = client(other, "there");
    there.subscribed("plans/#", QoS.EXACTLY_ONCE);
    awaitFilters(node, "fields/#");

    Peer publisherThere = client(other, "publisher");
    Peer publisherHere = client(node, "publisher");
    for (QoS qos : QoS.values()) {
      publishes(publisherThere, "fields/" + qos, qos, 1, 20);
      publishes(publisherHere, "plans/" + qos, qos, 1, 20);
      for (@Var int i = 1; i <= 20; i++) {
        Publish in = takes(here);
        assertThat(number(in)).isEqualTo(i);
        assertThat(in.qos()).isEqualTo(qos);
        assertThat(in.properties().isEmpty()).isTrue();
        Publish out = takes(there);
        assertThat(number(out)).isEqualTo(i);
        assertThat(out.qos()).isEqualTo(qos);
        assertThat(out.properties().userProperties())
            .containsExactly(new UserProperty("fieldway-attached", "mesh/node"));
      }
    }
    assertThat(Status.metric(node, "fieldway_attach_in_total")).isEqualTo(60);
    assertThat(Status.metric(node, "fieldway_attach_out_total")).isEqualTo(60);
    assertThat(Status.metric(node, "fieldway_attach_connected")).isEqualTo(1);
  }

  @Test
  void losesNothingAndRepeatsNothingWhereEitherIsStartedAgain() throws Exception {
    Node first = other();
    InetSocketAddress address = first.addresses().getFirst();
    AttachConfig attach = to(first);
    Node begun = attached("node", attach);
    client(begun, "here").subscribed("in/#", QoS.EXACTLY_ONCE);
    client(first, "there").subscribed("out/#", QoS.EXACTLY_ONCE);
    awaitFilters(begun, "in/#");
    awaitAttached(begun);

    first.close();
    publishes(client(begun, "publisher"), "out/1", QoS.EXACTLY_ONCE, 1, 50);
    Node other = other(address);
    begun.close();
    publishes(client(other, "publisher"), "in/1", QoS.EXACTLY_ONCE, 1, 50);
    Node node = attached("node", attach);

    Peer here = Peer.tcp(node.addresses().getFirst());
    opened.push(here);
    here.connected("here", true);
    Peer there = Peer.tcp(other.addresses().getFirst());
    opened.push(there);
    there.connected("there", true);
    publishes(client(node, "publisher"), "out/1", QoS.EXACTLY_ONCE, 51, 60);
    publishes(client(other, "publisher"), "in/1", QoS.EXACTLY_ONCE, 51, 60);
    assertThat(takes(here, 60)).isEqualTo(to(60));
    assertThat(takes(there, 60)).isEqualTo(to(60));
  }

  @Test
  void bringsItOnceThoughTwoNodesOfAMeshAreAttached() throws Exception {
    Node other = other();
    NodeConfig first = config("a").withAttach(List.of(to(other)));
    Node a = start(first.withMesh(first.mesh().withListen(List.of(ListenerConfig.loopback(0)))));
    NodeConfig second = config("b").withAttach(List.of(to(other)));
    Node b = start(second.withMesh(second.mesh().withPeers(List.of(a.links().getFirst()))));
    Peer here = client(b, "here");
    here.subscribed("in/#", QoS.AT_LEAST_ONCE);
    Peer there = client(other, "there");
    there.subscribed("out/#", QoS.AT_LEAST_ONCE);
    awaitAttached(b);
    awaitFilters(a, "in/#");
    awaitFilters(b);

    publishes(client(other, "publisher"), "in/x", QoS.AT_LEAST_ONCE, 1, 100);
    publishes(client(a, "publisher-a"), "out/x", QoS.AT_LEAST_ONCE, 1, 100);
    publishes(client(b, "publisher-b"), "out/x", QoS.AT_LEAST_ONCE, 101, 200);
    publishes(client(other, "last-in"), "in/x", QoS.AT_LEAST_ONCE, 999, 999);
    publishes(client(a, "last-a"), "out/x", QoS.AT_LEAST_ONCE, 998, 998);
    publishes(client(b, "last-b"), "out/x", QoS.AT_LEAST_ONCE, 999, 999);

    assertThat(takes(here, 101)).doesNotHaveDuplicates().endsWith(999);
    assertThat(takes(there, 202)).doesNotHaveDuplicates();
    assertThat(Status.metric(a, "fieldway_attach_loops_stopped_total")).isZero();
  }

  @Test
  void stopsWhatAnotherMeshHasPublished() throws Exception {
    Node other = other();
    AttachConfig all = to(other).withFilters(List.of("#"), false, List.of("#"));
    Node one = attached("one", all);
    Node two = attached("two", all);
    awaitFilters(one, "#");
    awaitFilters(two, "#");
    Peer there = client(other, "there");
    there.subscribed("#", QoS.AT_LEAST_ONCE);

    publishes(client(one, "publisher"), "t", QoS.AT_LEAST_ONCE, 1, 100);

    assertThat(takes(there, 100)).isEqualTo(to(100));
    await()
        .atMost(PATIENCE)
        .until(() -> Status.metric(two, "fieldway_attach_loops_stopped_total") == 100);
    assertThat(Status.metric(one, "fieldway_attach_in_total")).isZero();
    assertThat(Status.metric(two, "fieldway_attach_out_total")).isZero();
  }

  @Test
  void followsWhatIsWanted() throws Exception {
    Node other = other();
    Node node =
        attached("node", to(other).withFilters(List.of("a/#", "b/+"), true, List.of("out")));
    Peer here = client(node, "here");
    awaitAttached(node);
    awaitFilters(node);
    here.subscribed("+/1", QoS.AT_LEAST_ONCE);
    awaitFilters(node, "a/1", "b/1");
    here.subscribed("$share/crew/a/+", QoS.AT_LEAST_ONCE);
    awaitFilters(node, "a/+", "b/1");
    here.subscribed("elsewhere", QoS.AT_LEAST_ONCE);
    here.subscribed("#", QoS.AT_LEAST_ONCE);
    awaitFilters(node, "a/#", "b/+");
    here.socket().close();
    Peer clean = Peer.tcp(node.addresses().getFirst());
    opened.push(clean);
    clean.send(Peer.connect("here", false));
    assertThat(((Connack) clean.next()).reason()).isEqualTo(ReasonCode.SUCCESS);
    awaitFilters(node);
  }

  @Test
  void bringsWhatIsRetained() throws Exception {
    Node other = other();
    NodeConfig alone = config("node");
    Node before = start(alone);
    Peer publisher = client(before, "publisher");
    publisher.send(message("here", 1, QoS.AT_LEAST_ONCE, true));
    publisher.next();
    before.close();
    Peer there = client(other, "there");
    there.send(message("there", 2, QoS.AT_LEAST_ONCE, true));
    there.next();

    Node node = start(alone.withAttach(List.of(to(other))));
    awaitAttached(node);
    Peer here = client(node, "here");
    here.subscribed("there", QoS.AT_LEAST_ONCE);

    assertThat(number(takes(here))).isEqualTo(2);
    await()
        .atMost(PATIENCE)
        .until(() -> Status.get(other, "/retained").body().contains("\"here\""));
    await()
        .atMost(PATIENCE)
        .until(() -> Status.get(node, "/retained").body().contains("\"there\""));
  }

  @Test
  void speaksTlsAndShowsAPassword() throws Exception {
    PemFiles pem = PemFiles.make(data, "127.0.0.1");
    Path users = data.resolve("users");
    PasswordFile.put(users, "field", Verifier.of(Bytes.utf8("secret"), Bytes.utf8("salt"), 4_096));
    ListenerConfig listener =
        ListenerConfig.tcp(ListenerConfig.loopback(0))
            .withKind(ListenerConfig.Kind.TLS)
            .withPem(pem.certificate(), pem.key());
    NodeConfig closed = config("other").withListeners(List.of(listener));
    Node other =
        start(
            closed.withAccess(
                closed.access().withAnonymous(Anonymous.NEVER).withPasswordFile(users)));
    Path wrong = Files.writeString(data.resolve("wrong"), "another\n");
    Path right = Files.writeString(data.resolve("right"), "secret\n");

    Node refused =
        attached("refused", to(other).withTls(pem.certificate()).withUser("field", wrong));
    Node node = attached("node", to(other).withTls(pem.certificate()).withUser("field", right));

    awaitAttached(node);
    assertThat(attachment(refused).get("connected").asBoolean()).isFalse();
  }

  @Test
  void leavesItsNameToNobody() throws Exception {
    Node node = other();
    Peer peer = Peer.tcp(node.addresses().getFirst());
    opened.push(peer);
    assertThat(peer.connected("$attach-plant", true).reason())
        .isEqualTo(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID);
    assertThat(
            client(node, "thief").subscribed("$share/$attach-plant/#", QoS.AT_LEAST_ONCE).reasons())
        .containsExactly(ReasonCode.NOT_AUTHORIZED);
    assertThat(peer.closes()).isTrue();
  }

  @Test
  void keepsNothingForABrokerThatItIsNoLongerAttachedTo() throws Exception {
    Node other = other();
    Node node = attached("node", to(other));
    awaitAttached(node);
    await()
        .atMost(PATIENCE)
        .until(() -> Status.get(node, "/sessions").body().contains("$attach-plant"));
    node.close();
    Node alone = start(config("node"));
    assertThat(Status.get(alone, "/sessions").body()).doesNotContain("$attach-plant");
  }
}
