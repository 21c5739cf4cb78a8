package io.fieldway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fieldway.node.io.BeaconConfig;
import io.fieldway.node.io.ListenerConfig;
import io.fieldway.node.network.BeaconBounds;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nodes that find each other by their beacons, over multicast on the loopback interface.
final class BeaconTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final BeaconBounds BOUNDS = new BeaconBounds(Duration.ofMillis(200), 100, 64);

  @TempDir Path data;

  private static String loopback() throws IOException {
    return NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress()).getName();
  }

  /// A group at a free port that can be used on this machine.
  private static InetSocketAddress group() throws IOException {
    int port;
    try (DatagramSocket free = new DatagramSocket()) {
      port = free.getLocalPort();
    }
    InetSocketAddress group = new InetSocketAddress("239.255.70.87", port);
    assumeTrue(carries(group), "needs multicast on the loopback interface");
    return group;
  }

  private static boolean carries(InetSocketAddress group) {
    try (MulticastSocket socket = new MulticastSocket(group.getPort())) {
      NetworkInterface loopback = NetworkInterface.getByName(loopback());
      socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback);
      socket.joinGroup(group, loopback);
      socket.setSoTimeout(5_000);
      socket.send(new DatagramPacket(new byte[1], 1, group));
      socket.receive(new DatagramPacket(new byte[1], 1));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Node node(String mesh, String name, InetSocketAddress group, boolean listens)
      throws IOException {
    NodeConfig config = NodeConfig.of(data.resolve(name)).withName(name);
    BeaconConfig beacon =
        BeaconConfig.defaults().withGroup(group).withInterface(loopback()).withBounds(BOUNDS);
    return Node.start(
        config.withMesh(
            config
                .mesh()
                .withName(mesh)
                .withListen(listens ? List.of(ListenerConfig.loopback(0)) : List.of())
                .withBeacon(beacon)));
  }

  private static void awaitLinks(Node node, int links) {
    await().atMost(PATIENCE).until(() -> Status.metric(node, "fieldway_links_up") == links);
  }

  @Test
  void findEachOtherWithoutBeingNamed() throws Exception {
    InetSocketAddress group = group();
    try (Node a = node("plant", "a", group, true);
        Node b = node("plant", "b", group, true);
        Node c = node("plant", "c", group, false);
        Node stranger = node("other", "d", group, true);
        DatagramSocket junk = new DatagramSocket()) {
      junk.setOption(StandardSocketOptions.IP_MULTICAST_IF, NetworkInterface.getByName(loopback()));
      junk.send(new DatagramPacket(new byte[] {1, 2, 3}, 3, group));
      awaitLinks(a, 2);
      awaitLinks(b, 2);
      awaitLinks(c, 2);
      await().atMost(PATIENCE).until(() -> Status.metric(a, "fieldway_beacons_refused_total") >= 1);
      assertThat(Status.metric(stranger, "fieldway_links_up")).isZero();
      assertThat(Status.metric(a, "fieldway_beacons_followed_total"))
          .as("b")
          .isGreaterThanOrEqualTo(1);
      assertThat(Status.metric(b, "fieldway_beacons_followed_total")).as("nobody").isZero();
      assertThat(Status.metric(c, "fieldway_beacons_followed_total"))
          .as("a, b")
          .isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void areRefusedWhereTheGroupIsNone() {
    NodeConfig config = NodeConfig.of(data);
    BeaconConfig wrong = BeaconConfig.defaults().withGroup(ListenerConfig.loopback(7070));

    assertThatThrownBy(() -> Node.start(config.withMesh(config.mesh().withBeacon(wrong))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("mesh.beacon.group: expected a multicast address and a port");
  }
}
