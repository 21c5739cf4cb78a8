package io.fieldway.node;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.access.AccessConfig;
import io.fieldway.node.access.FileAccess;
import io.fieldway.node.broker.Broker;
import io.fieldway.node.broker.BrokerConfig;
import io.fieldway.node.io.BrokerLoop;
import io.fieldway.node.io.LinkCounts;
import io.fieldway.node.io.LinkDialer;
import io.fieldway.node.io.LinkListener;
import io.fieldway.node.io.ListenerConfig;
import io.fieldway.node.io.NetworkConfig;
import io.fieldway.node.journal.FileJournal;
import io.fieldway.node.journal.JournalConfig;
import io.fieldway.node.kept.Ledger;
import io.fieldway.node.link.Link;
import io.fieldway.node.link.LinkConfig;
import io.fieldway.node.link.LinkOutbound;
import io.fieldway.node.link.Links;
import io.fieldway.node.link.Neighbours;
import io.fieldway.node.link.Self;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.wire.Bytes;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A broker's loop with links whose upper end writes down what it hears, sends a burst when a link
/// comes up, and acknowledges what comes when its burst of reading is settled.
final class Neighbour implements Links, Neighbours, AutoCloseable {
  private static final int LARGEST_PACKET_ID = 65_535;

  final BrokerLoop loop;
  private final Self self;
  private final LinkConfig config;
  private final Optional<Supplier<SslContext>> tls;
  private final FileJournal journal;
  private final Deque<Runnable> opened = new ArrayDeque<>();
  final Queue<String> heard = new ConcurrentLinkedQueue<>();

  // Of the loop.
  private final Set<Link> links = new HashSet<>();
  private final List<Integer> unsettled = new ArrayList<>();
  @Var private @Nullable Link current;
  @Var private int burst;
  @Var private int sent;
  @Var private int acknowledged;
  @Var private int received;
  @Var private int settlements;

  Neighbour(String mesh, String name, Path directory, LinkConfig config) throws IOException {
    this(mesh, name, directory, config, Optional.empty());
  }

  Neighbour(
      String mesh,
      String name,
      Path directory,
      LinkConfig config,
      Optional<Supplier<SslContext>> tls)
      throws IOException {
    this.self = new Self(mesh, name, 1);
    this.config = config;
    this.tls = tls;
    this.loop = new BrokerLoop(NetworkConfig.defaults(), BrokerConfig.defaults());
    SecureRandom random = new SecureRandom();
    FileAccess access = FileAccess.open(AccessConfig.defaults(), random);
    this.journal =
        FileJournal.open(
            directory.resolve(name),
            JournalConfig.defaults(),
            new FileJournal.Listener() {
              @Override
              public void committed(long position) {
                loop.committed(position);
              }

              @Override
              public void failed(IOException cause) {
                heard.add("failed " + cause.getMessage());
              }
            });
    loop.start(
        access,
        now -> {
          Broker broker =
              new Broker(BrokerConfig.defaults(), access, new Ledger(journal), random, now);
          broker.restore(Map.of(), now);
          loop.attach(this);
          return broker;
        });
  }

  /// Sends so many messages over each link that comes up from now on.
  void sendsWhenUp(int messages) {
    loop.call(() -> burst = messages).join();
  }

  InetSocketAddress listens() throws IOException {
    LinkListener listener =
        new LinkListener(ListenerConfig.loopback(0), config, tls, Optional.empty());
    opened.push(listener::close);
    return listener.bind(loop);
  }

  LinkDialer dials(InetSocketAddress address) {
    LinkDialer dialer = new LinkDialer(address, config, tls, new SecureRandom());
    opened.push(dialer::close);
    dialer.start(loop);
    return dialer;
  }

  LinkCounts counts() {
    return loop.call(loop::linkCounts).join();
  }

  /// How much of the peer's burst has come, in order, and of its own is acknowledged.
  record Progress(int received, int acknowledged, int settlements) {}

  Progress progress() {
    return loop.call(() -> new Progress(received, acknowledged, settlements)).join();
  }

  @Override
  public Link dialled(LinkOutbound out, long now) {
    return added(Link.dialled(self, config, out, this, now));
  }

  @Override
  public Link accepted(LinkOutbound out, long now) {
    return added(Link.accepted(self, config, out, this, now));
  }

  private Link added(Link link) {
    links.add(link);
    return link;
  }

  @Override
  public boolean isLinked(String peer) {
    return false;
  }

  @Override
  public void tick(long now) {
    List.copyOf(links).forEach(link -> link.tick(now));
    links.removeIf(link -> link.end().isPresent());
  }

  @Override
  public void settle(long now) {
    Link link = current;
    if (link != null && !unsettled.isEmpty()) {
      settlements++;
      unsettled.forEach(packetId -> link.send(Puback.of(packetId)));
      unsettled.clear();
    }
  }

  @Override
  public void committed(long position, long now) {}

  @Override
  public Optional<String> refusal(Link link, String peer, long peerEpoch) {
    return Optional.empty();
  }

  @Override
  public void up(Link link, long now) {
    current = link;
    sent = 0;
    acknowledged = 0;
    received = 0;
    unsettled.clear();
    heard.add("up " + link.peer());
    pump(link);
  }

  private void pump(Link link) {
    while (sent < burst && sent - acknowledged < link.receiveMaximum() && link.hasRoom()) {
      link.send(
          new Publish(
              "burst",
              Bytes.utf8(Integer.toString(sent)),
              QoS.AT_LEAST_ONCE,
              false,
              false,
              sent % LARGEST_PACKET_ID + 1,
              Properties.NONE));
      sent++;
    }
  }

  @Override
  public void received(Link link, Packet packet, long now) {
    switch (packet) {
      case Publish publish -> {
        if (!publish.payload().equals(Bytes.utf8(Integer.toString(received)))) {
          heard.add("out of order");
        }
        received++;
        unsettled.add(publish.packetId());
      }
      case Puback puback -> {
        if (puback.packetId() != acknowledged % LARGEST_PACKET_ID + 1) {
          heard.add("acknowledged out of order");
        }
        acknowledged++;
        pump(link);
      }
      default -> heard.add("unexpected " + packet);
    }
  }

  @Override
  public void measured(Link link, long now) {
    heard.add("measured");
  }

  @Override
  public void drained(Link link, long now) {
    pump(link);
  }

  @Override
  public void down(Link link, String why, long now) {
    heard.add("down " + why);
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      opened.pop().run();
    }
    loop.stop();
    loop.close();
    journal.close();
  }
}
