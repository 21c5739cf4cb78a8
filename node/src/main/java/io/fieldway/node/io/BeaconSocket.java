package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.network.Beacon;
import io.fieldway.node.network.Sightings;
import io.fieldway.node.network.Signatures;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Calls out the node on its local network, and dials those of its mesh that it hears. One virtual
/// thread waits for datagrams and calls between them.
public final class BeaconSocket implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BeaconSocket.class);

  /// Routers between networks pass nothing on.
  private static final int TTL = 1;

  private final BeaconConfig config;
  private final InetSocketAddress group;
  private final Optional<Beacon> own;
  private final Signatures signatures;
  private final Sightings sightings;
  private final Function<InetSocketAddress, LinkDialer> dialling;
  private final BrokerLoop loop;
  private final MulticastSocket socket;

  // Of the thread that listens.
  private final Map<String, LinkDialer> dialers = new HashMap<>();

  private BeaconSocket(
      BeaconConfig config,
      InetSocketAddress group,
      Optional<Beacon> own,
      Signatures signatures,
      Sightings sightings,
      Function<InetSocketAddress, LinkDialer> dialling,
      BrokerLoop loop,
      MulticastSocket socket) {
    this.config = config;
    this.group = group;
    this.own = own;
    this.signatures = signatures;
    this.sightings = sightings;
    this.dialling = dialling;
    this.loop = loop;
    this.socket = socket;
  }

  /// Calls and listens from now on.
  ///
  /// @param group where
  /// @param own what it calls; empty where nobody can dial this node
  /// @param signatures of this node, used by no other thread
  /// @param dialling makes who dials an address
  /// @throws IOException that says which group cannot be joined and why
  public static BeaconSocket open(
      BeaconConfig config,
      InetSocketAddress group,
      Optional<Beacon> own,
      Signatures signatures,
      Sightings sightings,
      Function<InetSocketAddress, LinkDialer> dialling,
      BrokerLoop loop)
      throws IOException {
    BeaconSocket opened =
        new BeaconSocket(
            config, group, own, signatures, sightings, dialling, loop, join(config, group));
    Thread.ofVirtual().name("beacon").start(opened::run);
    LOG.info("listening for beacons at {}", group);
    return opened;
  }

  private static MulticastSocket join(BeaconConfig config, InetSocketAddress group)
      throws IOException {
    MulticastSocket socket = new MulticastSocket(group.getPort());
    try {
      socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, TTL);
      if (config.networkInterface().isPresent()) {
        String name = config.networkInterface().get();
        NetworkInterface chosen = NetworkInterface.getByName(name);
        if (chosen == null) {
          throw new IOException("there is no network interface " + name);
        }
        socket.setOption(StandardSocketOptions.IP_MULTICAST_IF, chosen);
        socket.joinGroup(group, chosen);
      } else {
        socket.joinGroup(group, null);
      }
      return socket;
    } catch (IOException e) {
      socket.close();
      throw new IOException("cannot listen for beacons at " + group + ": " + e.getMessage(), e);
    }
  }

  private void run() {
    DatagramPacket packet = new DatagramPacket(new byte[Beacon.MOST_BYTES], Beacon.MOST_BYTES);
    @Var long next = System.nanoTime();
    while (!socket.isClosed()) {
      try {
        long left = TimeUnit.NANOSECONDS.toMillis(next - System.nanoTime());
        if (left <= 0) {
          next = System.nanoTime() + config.bounds().interval().toNanos();
          call();
        } else {
          socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
          packet.setLength(Beacon.MOST_BYTES);
          socket.receive(packet);
          heard(packet);
        }
      } catch (SocketTimeoutException e) {
        LOG.trace("nobody has called", e);
      } catch (IOException e) {
        if (!socket.isClosed()) {
          LOG.debug("a beacon was lost: {}", e.getMessage());
        }
      }
    }
  }

  private void call() throws IOException {
    for (String node : sightings.missed(System.currentTimeMillis())) {
      forget(node);
    }
    if (own.isPresent()) {
      byte[] bytes = own.get().write(signatures).toArray();
      socket.send(new DatagramPacket(bytes, bytes.length, group));
    }
  }

  private void heard(DatagramPacket packet) {
    InetAddress from = packet.getAddress();
    Sightings.Sighting sighting =
        sightings.heard(
            Bytes.copyOf(packet.getData(), packet.getOffset(), packet.getLength()),
            from.getHostAddress(),
            from.isLoopbackAddress(),
            System.currentTimeMillis());
    switch (sighting.worth()) {
      case NEW -> found(sighting, from);
      case IDLE -> {}
      case BEYOND_BOUNDS, MALFORMED, FORGED, EXPOSED -> {
        LOG.debug("a beacon from {} is not taken: {}", from, sighting.worth());
        loop.later(() -> loop.linkTraffic().beaconsRefused++);
      }
    }
  }

  private void found(Sightings.Sighting sighting, InetAddress from) {
    forget(sighting.node());
    InetSocketAddress address = new InetSocketAddress(from, sighting.port());
    LOG.info("somebody calls as node {} and is dialled at {}", sighting.node(), address);
    LinkDialer dialer = dialling.apply(address);
    dialers.put(sighting.node(), dialer);
    dialer.start(loop);
    loop.later(() -> loop.linkTraffic().beaconsFollowed++);
  }

  private void forget(String node) {
    LinkDialer dialer = dialers.remove(node);
    if (dialer != null) {
      dialer.close();
    }
  }

  /// Neither calls nor listens any more. Whom it has found is dialled until the loop stops.
  @Override
  public void close() {
    socket.close();
  }
}
