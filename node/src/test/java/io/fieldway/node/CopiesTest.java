package io.fieldway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.copy.CopyDurability;
import io.fieldway.node.copy.CopyView;
import io.fieldway.node.copy.HeldCopy;
import io.fieldway.node.copy.SubstitutionConfig;
import io.fieldway.node.io.Copies;
import io.fieldway.node.io.ListenerConfig;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.control.CopyState;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nodes that are copied to others, over real sockets and real files.
final class CopiesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// Longer than any machine stands still.
  private static final SubstitutionConfig COPIED =
      SubstitutionConfig.defaults().withTimes(Duration.ofMinutes(1), Duration.ofMinutes(10));

  @TempDir Path data;

  private final Deque<AutoCloseable> opened = new ConcurrentLinkedDeque<>();

  @AfterEach
  void closeAll() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  private Node node(String name, Path directory, SubstitutionConfig config) throws IOException {
    return node(name, directory, config, 0, List.of());
  }

  private Node node(
      String name,
      Path directory,
      SubstitutionConfig config,
      int port,
      List<InetSocketAddress> peers)
      throws IOException {
    NodeConfig plain = NodeConfig.of(directory).withName(name).withSubstitution(config);
    Node node =
        Node.start(
            plain.withMesh(
                plain.mesh().withListen(List.of(ListenerConfig.loopback(port))).withPeers(peers)));
    opened.push(node);
    return node;
  }

  private Node node(String name, SubstitutionConfig config) throws IOException {
    return node(name, data.resolve(name), config);
  }

  private Peer client(Node node) throws IOException {
    Peer peer = Peer.tcp(node.addresses().getFirst());
    opened.push(peer);
    return peer;
  }

  private static Copies copies(Node node) {
    return node.copies().orElseThrow();
  }

  private static CopyView view(Node node) {
    return node.copier().orElseThrow().view();
  }

  private static void copy(Node node, Node substitute, String name) {
    node.copier().orElseThrow().copyTo(name, substitute.links().getFirst(), 1);
  }

  private static void awaitState(Node node, CopyState state) {
    await().atMost(PATIENCE).until(() -> view(node).state() == state);
  }

  private static void publish(Peer publisher, int from, int to) throws IOException {
    for (@Var int number = from; number <= to; number++) {
      publisher.send(Peer.message("fields/7", QoS.AT_LEAST_ONCE, Integer.toString(number)));
      assertThat(publisher.next()).isInstanceOf(Puback.class);
    }
  }

  @Test
  void whatWasAcknowledgedIsWithTheSubstituteBeforeThat() throws Exception {
    Node c = node("c", COPIED);
    Node b = node("b", COPIED.withDurability(CopyDurability.SUBSTITUTE));
    try (Peer subscriber = client(b)) {
      subscriber.connected("subscriber", true);
      subscriber.subscribed("fields/#", QoS.AT_LEAST_ONCE);
    }
    Peer publisher = client(b);
    publisher.connected("publisher", true);
    publish(publisher, 1, 50);
    copy(b, c, "c");
    awaitState(b, CopyState.WHOLE);
    assertThat(view(b).isProtected()).isTrue();
    assertThat(view(b).leaseUntilMillis()).isPositive();
    publish(publisher, 51, 100);
    HeldCopy held = copies(c).held().getFirst();
    assertThat(held.isWhole()).isTrue();
    assertThat(held.isConnected()).isTrue();
    assertThat(held.services())
        .containsExactly("mqtt://127.0.0.1:" + b.addresses().getFirst().getPort());

    Path copied = copies(c).take("b");
    assertThat(copies(c).held().getFirst().isConnected()).isFalse();
    Node carried = node("b", copied, COPIED);
    Peer subscriber = client(carried);
    subscriber.send(Peer.connect("subscriber", true));
    assertThat(((Connack) subscriber.next()).sessionPresent()).isTrue();
    List<Integer> numbers = new ArrayList<>();
    while (numbers.size() < 100) {
      Publish publish = (Publish) subscriber.next();
      subscriber.send(Puback.of(publish.packetId()));
      numbers.add(
          Integer.parseInt(new String(publish.payload().toArray(), StandardCharsets.UTF_8)));
    }
    assertThat(numbers).isEqualTo(IntStream.rangeClosed(1, 100).boxed().toList());
  }

  @Test
  void aWholeCopyOutlivesItsHolderAndIsReplacedByTheNextOne() throws Exception {
    Node c = node("c", COPIED);
    Node b = node("b", COPIED);
    copy(b, c, "c");
    awaitState(b, CopyState.WHOLE);
    c.close();
    Node again = node("c", COPIED);
    assertThat(copies(again).held())
        .singleElement()
        .satisfies(each -> {
          assertThat(each.isWhole()).isTrue();
          assertThat(each.isConnected()).isFalse();
          assertThat(each.bytes()).isPositive();
        });
    assertThat(copies(again).take("b")).as("what was found can be carried on from").exists();
    await().atMost(PATIENCE).until(() -> view(b).state() != CopyState.WHOLE);
    copy(b, again, "c");
    awaitState(b, CopyState.WHOLE);
    assertThat(copies(again).held()).singleElement().matches(HeldCopy::isConnected);
    b.copier().orElseThrow().stop(); // or it would be copied again as soon as that is released
    copies(again).release("b");
    await().atMost(PATIENCE).until(() -> copies(again).held().isEmpty());
  }

  @Test
  void isRefusedInWords() throws Exception {
    Node c = node("c", COPIED.withMaximumCopies(1));
    Node a = node("a", COPIED);
    Node b = node("b", COPIED);
    copy(a, c, "c");
    awaitState(a, CopyState.WHOLE);
    copy(b, c, "c");
    awaitState(b, CopyState.REFUSED);
    assertThat(view(b).why()).isEqualTo("it holds copies of 1 nodes, as many as it may");
    copy(b, a, "c");
    await().atMost(PATIENCE).until(() -> view(b).why().startsWith("expected c at its address"));
    assertThatThrownBy(() -> copies(c).take("b"))
        .hasMessage("no whole copy of b is held here, so it cannot be carried on");
    b.copier().orElseThrow().stop();
    awaitState(b, CopyState.NONE);
  }

  @Test
  void givesItselfAway() throws Exception {
    Node c = node("c", COPIED);
    Node b = node("b", COPIED);
    Peer publisher = client(b);
    publisher.connected("publisher", true);
    copy(b, c, "c");
    awaitState(b, CopyState.WHOLE);
    publish(publisher, 1, 10);
    b.copier().orElseThrow().finish().get(2, TimeUnit.MINUTES);
    assertThat(copies(c).held()).singleElement().matches(HeldCopy::isReleased);
  }

  private static void carry(Node substitute) {
    substitute
        .carrying()
        .orElseThrow()
        .begin(
            "b",
            1,
            copies(substitute).held().getFirst().services(),
            Bytes.EMPTY,
            () -> copies(substitute).take("b"));
    await().atMost(PATIENCE).until(() -> carried(substitute).contains("b"));
  }

  private static List<String> carried(Node substitute) {
    return substitute.carrying().orElseThrow().names();
  }

  @Test
  void whoComesBackGetsItselfBackAsItHasBecome() throws Exception {
    Node c = node("c", COPIED);
    Node b = node("b", COPIED);
    try (Peer subscriber = client(b)) {
      subscriber.connected("subscriber", true);
      subscriber.subscribed("fields/#", QoS.AT_LEAST_ONCE);
    }
    copy(b, c, "c");
    awaitState(b, CopyState.WHOLE);
    b.close();
    carry(c);
    try (Peer publisher = Peer.tcp(b.addresses().getFirst())) { // the address has moved with it
      publisher.connected("publisher", true);
      publish(publisher, 1, 30);
    }

    Node back = node("b", COPIED);
    assertThat(carried(c)).as("served in one place only").isEmpty();
    await().atMost(PATIENCE).until(() -> copies(c).held().isEmpty());
    Peer subscriber = client(back);
    subscriber.send(Peer.connect("subscriber", true));
    assertThat(((Connack) subscriber.next()).sessionPresent()).isTrue();
    for (@Var int number = 1; number <= 30; number++) {
      Publish publish = (Publish) subscriber.next();
      assertThat(publish.payload()).isEqualTo(Bytes.utf8(Integer.toString(number)));
      subscriber.send(Puback.of(publish.packetId()));
    }
  }

  @Test
  void whoHasLostItsDiskAsksItsPeers() throws Exception {
    Node c = node("c", COPIED);
    Node b = node("b", COPIED);
    try (Peer subscriber = client(b)) {
      subscriber.connected("subscriber", true);
      subscriber.subscribed("fields/#", QoS.AT_LEAST_ONCE);
    }
    copy(b, c, "c");
    awaitState(b, CopyState.WHOLE);
    b.close();
    Node back = node("b", data.resolve("new"), COPIED, 0, List.of(c.links().getFirst()));
    Peer subscriber = client(back);
    subscriber.send(Peer.connect("subscriber", true));
    assertThat(((Connack) subscriber.next()).sessionPresent()).isTrue();
  }

  @Test
  void waitsForWhoMayCarryItOnUnlessItIsToldNotTo() throws Exception {
    Node c = node("c", COPIED);
    int port = c.links().getFirst().getPort();
    Node b = node("b", COPIED);
    copy(b, c, "c");
    awaitState(b, CopyState.WHOLE);
    b.close();
    c.close();
    Node alone = node("b", COPIED.withAlone(true));
    alone.close();

    CompletableFuture<Node> back = new CompletableFuture<>();
    var _ =
        Thread.ofVirtual()
            .start(() -> {
              try {
                back.complete(node("b", COPIED));
              } catch (IOException e) {
                back.completeExceptionally(e);
              }
            });
    Node again = node("c", data.resolve("c"), COPIED, port, List.of());
    back.get(2, TimeUnit.MINUTES);
    assertThat(copies(again).held()).as("its own disk is newer from now on").isEmpty();
  }
}
