package io.fieldway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fieldway.node.io.ListenerConfig;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.wire.control.Adopt;
import io.fieldway.wire.control.AdoptionState;
import io.fieldway.wire.control.Arm;
import io.fieldway.wire.control.CopyState;
import io.fieldway.wire.control.Disarm;
import io.fieldway.wire.control.Drain;
import io.fieldway.wire.control.Status;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two nodes and a controller: who stands in for whom, who serves, and who may not.
final class SubstitutionTest {
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

  private Peer connected(InetSocketAddress address, String id, boolean present) throws IOException {
    Peer peer = Peer.tcp(address);
    opened.push(peer);
    assertThat(peer.connected(id, true).sessionPresent()).isEqualTo(present);
    return peer;
  }

  private Conductor controller(Node node) throws IOException {
    Conductor conductor = Conductor.of(node, "c1");
    opened.push(conductor);
    return conductor;
  }

  private static Arm arm(Node substitute, long number) {
    return new Arm(1, "a", "b", Services.text(substitute.links().getFirst()), number, 0);
  }

  private static boolean isWhole(Status status) {
    return status.copy().state() == CopyState.WHOLE;
  }

  private static boolean serves(Status status) {
    return status.adopts().stream().anyMatch(each -> each.state() == AdoptionState.SERVING);
  }

  private static String text(Publish publish) {
    return new String(publish.payload().toArray(), StandardCharsets.UTF_8);
  }

  @Test
  void aSubstituteServesTheSessionsOfADeadNode() throws Exception {
    Node b = start(config("b"));
    Node a = start(config("a", b));
    InetSocketAddress address = a.addresses().getFirst();
    Conductor ofA = controller(a);
    Conductor ofB = controller(b);
    Peer subscriber = connected(address, "subscriber", false);
    subscriber.subscribed("fields/#", QoS.AT_LEAST_ONCE);
    subscriber.close();
    ofA.order(arm(b, 1), SubstitutionTest::isWhole);
    Peer publisher = connected(address, "publisher", false);
    publisher.send(Peer.message("fields/7", QoS.AT_LEAST_ONCE, "before"));
    assertThat(publisher.next()).isInstanceOf(Puback.class);
    ofA.until(status -> status.copy().lagBytes() == 0);
    ofA.close();
    a.close();

    ofB.order(new Adopt(1, "a", 1, Duration.ZERO, 0), SubstitutionTest::serves);

    Peer again = connected(address, "subscriber", true);
    assertThat(text((Publish) again.next())).isEqualTo("before");
  }

  @Test
  void aNodeThatLivesIsNotCarriedOn() throws Exception {
    Node b = start(config("b"));
    Node a = start(config("a", b));
    controller(a).order(arm(b, 1), SubstitutionTest::isWhole);

    Status status =
        controller(b)
            .order(
                new Adopt(1, "a", 1, Duration.ofHours(1), 0), each -> !each.refusals().isEmpty());

    assertThat(status.refusals().getFirst().order()).isEqualTo("adopt 1");
    assertThat(status.refusals().getFirst().why()).contains("it is not dead");
    assertThat(status.adopts()).isEmpty();
  }

  @Test
  void aNodeOfWhichThereIsNoCopyIsNotCarriedOn() throws Exception {
    Node b = start(config("b"));

    Status status =
        controller(b)
            .order(
                new Adopt(1, "a", 1, Duration.ofHours(1), 0), each -> !each.refusals().isEmpty());

    assertThat(status.refusals().getFirst().why()).isEqualTo("no whole copy of \"a\" is held here");
  }

  @Test
  void ordersForOthersAndOlderOnesAreRefused() throws Exception {
    Node b = start(config("b"));
    Node a = start(config("a", b));
    Conductor controller = controller(a);
    controller.order(arm(b, 5), SubstitutionTest::isWhole);

    assertThat(
            controller
                .order(new Disarm(1, "a", 4, 0), each -> !each.refusals().isEmpty())
                .refusals()
                .getFirst()
                .why())
        .isEqualTo("decision 5 is known here, and 4 is older");
    assertThat(
            controller
                .order(new Disarm(1, "b", 6, 0), each -> each.refusals().size() > 1)
                .refusals()
                .getLast()
                .why())
        .isEqualTo("expected an order about a, got one about b");
    assertThat(
            controller
                .order(new Disarm(1, "a", 6, 0), each -> each.copy().state() == CopyState.NONE)
                .copy()
                .substitute())
        .isEmpty();
  }

  @Test
  void aDrainedNodeSendsItsClientsAwayAndGivesTheirSessionsToItsSubstitute() throws Exception {
    Node b = start(config("b"));
    Node a = start(config("a", b));
    InetSocketAddress address = a.addresses().getFirst();
    Conductor ofA = controller(a);
    Conductor ofB = controller(b);
    Peer subscriber = connected(address, "subscriber", false);
    subscriber.subscribed("fields/#", QoS.AT_LEAST_ONCE);
    ofA.order(arm(b, 1), SubstitutionTest::isWhole);

    ofA.order(new Drain(1, "a", 2, 0), Status::isDrained);
    Disconnect farewell = (Disconnect) subscriber.next();
    assertThat(farewell.reason()).isEqualTo(ReasonCode.USE_ANOTHER_SERVER);
    assertThat(farewell.properties().text(Property.SERVER_REFERENCE))
        .contains("127.0.0.1:" + address.getPort());
    ofB.order(new Adopt(1, "a", 2, Duration.ZERO, 0), SubstitutionTest::serves);

    assertThat(a.drained().get(2, TimeUnit.MINUTES)).isEqualTo("b");
    connected(address, "subscriber", true);
  }

  @Test
  void aNodeWithoutACopyIsNotDrained() throws Exception {
    Node a = start(config("a"));

    assertThat(
            controller(a)
                .order(new Drain(1, "a", 1, 0), each -> !each.refusals().isEmpty())
                .refusals()
                .getFirst()
                .why())
        .isEqualTo("no substitute is named that could carry this node on");
  }

  @Test
  void aNodeWhoseSubstituteEndsServesOn() throws Exception {
    Node b = start(config("b"));
    Node a = start(config("a", b));
    Conductor controller = controller(a);
    controller.order(arm(b, 1), SubstitutionTest::isWhole);
    b.close();

    controller.until(
        each -> each.copy().state() == CopyState.CONNECTING && !each.copy().why().isEmpty());
    await().atMost(PATIENCE).until(() -> a.copier().orElseThrow().view().leaseUntilMillis() == 0);
    connected(a.addresses().getFirst(), "somebody", false);
    assertThat(a.fenced()).isNotDone();
  }
}
