package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.link.Link;
import io.fieldway.node.link.LinkConfig;
import io.fieldway.node.link.LinkEnd;
import io.fieldway.node.link.LinkOutbound;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.PacketDecoder;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.Version;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection between two nodes. Belongs to the broker's event loop.
final class LinkConnection extends PacketConnection implements LinkOutbound {
  private static final Logger LOG = LoggerFactory.getLogger(LinkConnection.class);

  private final BrokerLoop loop;
  private final Channel channel;
  private final boolean dialled;
  private final ObjLongConsumer<String> ended;

  @Var private @Nullable Link link;
  @Var private boolean wasUp;
  @Var private boolean hasEnded;

  private LinkConnection(
      BrokerLoop loop,
      Channel channel,
      PacketDecoder decoder,
      LinkConfig config,
      boolean dialled,
      ObjLongConsumer<String> ended) {
    super(loop, loop.linkTraffic().connections, channel, decoder, drainedBytes(config));
    this.loop = loop;
    this.channel = channel;
    this.dialled = dialled;
    this.ended = ended;
  }

  /// The end that has opened the connection.
  ///
  /// @param ended is told once whom the link has met, empty where nobody, and how many milliseconds
  ///   it was up
  static LinkConnection dialled(
      BrokerLoop loop, Channel channel, LinkConfig config, ObjLongConsumer<String> ended) {
    loop.linkTraffic().dialled++;
    PacketDecoder decoder = PacketDecoder.ofClient(Version.MQTT_5, config.maximumPacketSize());
    return new LinkConnection(loop, channel, decoder, config, true, ended);
  }

  /// The end to which it was opened.
  static LinkConnection accepted(BrokerLoop loop, Channel channel, LinkConfig config) {
    loop.linkTraffic().connections.accepted++;
    PacketDecoder decoder = PacketDecoder.ofServer(config.maximumPacketSize());
    return new LinkConnection(loop, channel, decoder, config, false, (peer, upMillis) -> {});
  }

  private static int drainedBytes(LinkConfig config) {
    return (int) Math.min(config.maximumPendingBytes() / 2, Integer.MAX_VALUE);
  }

  /// What holds for the socket, whichever end has opened it.
  static void configure(BrokerLoop loop, Channel channel, LinkConfig config, boolean secure) {
    int drained = drainedBytes(config);
    var options = channel.config();
    options.setOption(ChannelOption.TCP_NODELAY, true);
    options.setAllocator(loop.allocator());
    options.setWriteBufferWaterMark(new WriteBufferWaterMark(drained, drained));
    if (!secure) {
      options.setRecvByteBufAllocator(loop.receiveBuffer());
    }
  }

  /// Makes a link of the connection, once the handshakes are done.
  void open(LinkConfig config, Optional<Supplier<SslHandler>> tls) {
    loop.joined(this);
    channel
        .closeFuture()
        .addListener(closed -> {
          loop.parted(this);
          if (link == null) {
            end(Optional.empty());
          }
        });
    guard(() -> initialize(config, tls));
  }

  /// The way of the bytes in, from top to bottom; those out go the other way.
  private void initialize(LinkConfig config, Optional<Supplier<SslHandler>> tls) {
    if (tls.isEmpty()) {
      begin();
      return;
    }
    SslHandler handler = tls.get().get();
    handler.setHandshakeTimeoutMillis(config.connectTimeout().toMillis());
    channel.pipeline().addLast(handler);
    channel.pipeline().addLast(new TlsHandshake(loop.linkTraffic().connections, this::begin));
  }

  private void begin() {
    channel.pipeline().addLast(this);
    long now = loop.now();
    Link begun = dialled ? loop.links().dialled(this, now) : loop.links().accepted(this, now);
    link = begun;
    begun.end().ifPresent(how -> end(Optional.of(how)));
  }

  @Override
  public Optional<String> certifiedName() {
    return Optional.ofNullable(channel.pipeline().get(SslHandler.class))
        .flatMap(TlsHandshake::commonName);
  }

  @Override
  void take(Packet packet, long time) {
    Link begun = begun();
    begun.received(packet, time);
    if (!wasUp && begun.isUp()) {
      wasUp = true;
      LOG.info("the link {} is up", name());
    }
  }

  @Override
  void violated(ReasonCode reason, String why, long time) {
    begun().violated(reason, why, time);
  }

  @Override
  void drained(long time) {
    begun().drained(time);
  }

  @Override
  void lost(long time) {
    Link lost = link;
    if (lost != null) {
      lost.lost(time);
    }
  }

  /// What links have not taken is bounded for each of them.
  @Override
  void count() {}

  private Link begun() {
    Link begun = link;
    if (begun == null) {
      throw new IllegalStateException("bytes before the end of the handshake");
    }
    return begun;
  }

  @Override
  public void close() {
    super.close();
    Link closed = link;
    if (closed != null) {
      end(closed.end());
    }
  }

  /// Says how the link ended, where it came to one, and counts it.
  private void end(Optional<LinkEnd> how) {
    if (hasEnded) {
      return;
    }
    hasEnded = true;
    how.ifPresent(each -> {
      loop.linkTraffic().ended(each.kind());
      LOG.info("the link {} ended ({}): {}", name(), each.kind(), each.why());
    });
    Link closed = link;
    if (closed != null) {
      loop.linkTraffic().helloMisses += closed.helloMisses();
    }
    long since = closed == null ? 0 : closed.upSince();
    ended.accept(
        closed == null ? "" : closed.met(), since == 0 ? 0 : Math.max(1, loop.now() - since));
  }

  private String name() {
    Link named = link;
    String peer = named == null || named.peer().isEmpty() ? "a stranger" : named.peer();
    return (dialled ? "to " : "from ") + peer + " at " + channel.remoteAddress();
  }

  boolean isUp() {
    return link != null && link.isUp();
  }

  /// Hellos that are missing and not counted yet.
  long helloMisses() {
    return link == null || hasEnded ? 0 : link.helloMisses();
  }

  @Override
  void leave() {
    Link leaving = link;
    if (leaving == null) {
      cut();
    } else {
      leaving.close(ReasonCode.SERVER_SHUTTING_DOWN, "the node is shutting down", loop.now());
    }
  }
}
