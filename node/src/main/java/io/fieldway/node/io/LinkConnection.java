package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.link.Certified;
import io.fieldway.node.link.Guest;
import io.fieldway.node.link.Link;
import io.fieldway.node.link.LinkConfig;
import io.fieldway.node.link.LinkEnd;
import io.fieldway.node.link.LinkOutbound;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.PacketDecoder;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.Version;
import io.fieldway.node.trust.JoinAnswer;
import io.fieldway.node.trust.Registrar;
import io.fieldway.wire.Bytes;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection between two nodes. Belongs to the broker's event loop.
final class LinkConnection extends PacketConnection implements LinkOutbound {
  private static final Logger LOG = LoggerFactory.getLogger(LinkConnection.class);

  private final BrokerLoop loop;
  private final Channel channel;
  private final boolean dialled;
  private final Optional<Registrar> registrar;
  private final ObjLongConsumer<String> ended;

  @Var private @Nullable Link link;

  /// Whoever has dialled and is no neighbour.
  @Var private @Nullable Guest guest;

  /// Why whoever has dialled is refused, whatever it says; empty where it is not.
  @Var private String unwelcome = "";

  /// It has asked to join, and is about to be answered.
  @Var private boolean joining;

  @Var private boolean wasUp;
  @Var private boolean hasEnded;

  private LinkConnection(
      BrokerLoop loop,
      Channel channel,
      PacketDecoder decoder,
      LinkConfig config,
      boolean dialled,
      Optional<Registrar> registrar,
      ObjLongConsumer<String> ended) {
    super(loop, loop.linkTraffic().connections, channel, decoder, drainedBytes(config));
    this.loop = loop;
    this.channel = channel;
    this.dialled = dialled;
    this.registrar = registrar;
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
    return new LinkConnection(loop, channel, decoder, config, true, Optional.empty(), ended);
  }

  /// The end to which it was opened.
  ///
  /// @param registrar answers who asks to join; empty where nobody can
  static LinkConnection accepted(
      BrokerLoop loop, Channel channel, LinkConfig config, Optional<Registrar> registrar) {
    loop.linkTraffic().connections.accepted++;
    PacketDecoder decoder = PacketDecoder.ofServer(config.maximumPacketSize());
    return new LinkConnection(
        loop, channel, decoder, config, false, registrar, (peer, upMillis) -> {});
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
    if (dialled) {
      tls.ifPresentOrElse(current -> secure(config, current.get()), this::begin);
      return;
    }
    FirstByte first =
        new FirstByte(
            () -> {
              loop.linkTraffic().late++;
              cut();
            },
            isTls -> guard(() -> opened(isTls, config, tls)));
    channel.pipeline().addLast(first);
    loop.later(first::expire, config.connectTimeout().toMillis());
  }

  private void secure(LinkConfig config, SslHandler handler) {
    handler.setHandshakeTimeoutMillis(config.connectTimeout().toMillis());
    channel.pipeline().addLast(handler);
    channel
        .pipeline()
        .addLast(new TlsHandshake(loop.linkTraffic().connections, this::begin, this::note));
  }

  private void opened(boolean isTls, LinkConfig config, Optional<Supplier<SslHandler>> tls) {
    if (isTls && tls.isPresent()) {
      secure(config, tls.get().get());
    } else if (isTls) {
      String why = "it speaks TLS, and this node is not a member of a mesh that does";
      loop.linkTraffic().refused++;
      LOG.info("the link {} ended (REFUSED): {}", name(), why);
      note(why);
      cut();
    } else {
      if (tls.isPresent()) {
        unwelcome = "expected TLS, for the links of this mesh are encrypted, got plain MQTT";
      }
      begin();
    }
  }

  private void note(String why) {
    loop.linkTraffic().refusals.add(with(), why, loop.now());
  }

  private String with() {
    if (dialled) {
      return String.valueOf(channel.remoteAddress());
    }
    Link known = link;
    return known == null || known.met().isEmpty() ? host() : known.met() + " at " + host();
  }

  private String host() {
    return channel.remoteAddress() instanceof InetSocketAddress remote
        ? remote.getAddress().getHostAddress()
        : "an address that is gone";
  }

  private void begin() {
    channel.pipeline().addLast(this);
    if (!loop.hasLinks()) {
      return; // only guests are answered yet
    }
    long now = loop.now();
    Link begun = dialled ? loop.links().dialled(this, now) : loop.links().accepted(this, now);
    link = begun;
    begun.end().ifPresent(how -> end(Optional.of(how)));
  }

  @Override
  public Optional<Certified> certified() {
    return Optional.ofNullable(channel.pipeline().get(SslHandler.class))
        .flatMap(TlsHandshake::certified);
  }

  @Override
  void take(Packet packet, long time) {
    Guest known = guest;
    if (known != null) {
      known.received(packet, time);
      return;
    }
    if (link == null) {
      early(packet, time);
      return;
    }
    Link begun = begun();
    if (joining || (packet instanceof Connect connect && isAnswered(begun, connect, time))) {
      return;
    }
    begun.received(packet, time);
    if (!wasUp && begun.isUp()) {
      wasUp = true;
      loop.linkTraffic().refusals.forget(with());
      LOG.info("the link {} is up", name());
    }
  }

  /// Before the node is up, others can ask for what it holds of them, and nothing else.
  private void early(Packet packet, long time) {
    boolean known = channel.pipeline().get(SslHandler.class) == null || certified().isPresent();
    if (packet instanceof Connect connect && known && unwelcome.isEmpty()) {
      Optional<Guest> received = loop.company().receive(connect, this, time);
      if (received.isPresent()) {
        guest = received.get();
        return;
      }
    }
    if (packet instanceof Connect) {
      send(
          new Connack(
              false,
              ReasonCode.SERVER_UNAVAILABLE,
              Properties.of(Property.REASON_STRING, "the node is not up yet")));
    }
    close();
  }

  /// Whether a CONNECT is answered here, because no link comes of it.
  private boolean isAnswered(Link begun, Connect connect, long time) {
    if (dialled || begun.isUp()) {
      return false;
    }
    boolean secure = channel.pipeline().get(SslHandler.class) != null;
    Optional<String> method = connect.properties().text(Property.AUTHENTICATION_METHOD);
    if (!unwelcome.isEmpty()) {
      begun.turnAway(ReasonCode.NOT_AUTHORIZED, unwelcome, time);
    } else if (method.equals(Optional.of(Joiner.METHOD))) {
      answer(begun, connect, time);
    } else if (secure && certified().isEmpty()) {
      begun.turnAway(
          ReasonCode.NOT_AUTHORIZED,
          "expected the certificate of a node of this mesh, got none",
          time);
    } else {
      return isGuest(begun, connect, time);
    }
    return true;
  }

  private boolean isGuest(Link begun, Connect connect, long time) {
    Optional<Guest> received = loop.company().receive(connect, this, time);
    received.ifPresent(each -> {
      guest = each;
      begun.dismiss();
    });
    return received.isPresent();
  }

  private void answer(Link begun, Connect connect, long time) {
    if (registrar.isEmpty()) {
      begun.turnAway(
          ReasonCode.BAD_AUTHENTICATION_METHOD,
          "this node is not a member of a mesh that one can join",
          time);
      return;
    }
    joining = true;
    Registrar asked = registrar.get();
    String host = host();
    Bytes request = connect.properties().binary(Property.AUTHENTICATION_DATA).orElse(Bytes.EMPTY);
    var _ =
        CompletableFuture.supplyAsync(() -> asked.answer(host, request, time), loop.handshakes())
            .exceptionally(this::unanswered)
            .thenAcceptAsync(
                answer -> guard(() -> answered(begun, answer, loop.now())), loop::later);
  }

  private JoinAnswer unanswered(Throwable failure) {
    LOG.error("an error in a request to join", failure);
    return new JoinAnswer.Refused(ReasonCode.UNSPECIFIED_ERROR, "the request failed");
  }

  /// Where it has gone meanwhile, it may ask again with the same key.
  private void answered(Link begun, JoinAnswer answer, long time) {
    switch (answer) {
      case JoinAnswer.Welcome(String node, Bytes certificate) -> {
        loop.linkTraffic().joined++;
        send(
            new Connack(
                false,
                ReasonCode.SUCCESS,
                Properties.builder()
                    .put(Property.AUTHENTICATION_METHOD, Joiner.METHOD)
                    .put(Property.AUTHENTICATION_DATA, certificate)
                    .build()));
        begun.close(ReasonCode.SUCCESS, node + " was let into the mesh", time);
      }
      case JoinAnswer.Refused(ReasonCode reason, String why) -> {
        if (reason == ReasonCode.CONNECTION_RATE_EXCEEDED) {
          loop.linkTraffic().joinsUnread++;
        } else {
          loop.linkTraffic().joinsRefused++;
        }
        begun.turnAway(reason, why, time);
      }
    }
  }

  /// TLS 1.3 tells the end that has dialled of a refusal after its handshake.
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof DecoderException && cause.getCause() instanceof SSLException refused) {
      String why = TlsHandshake.words(refused);
      LOG.info("the link {} broke: {}", name(), why);
      note(why);
    }
    super.exceptionCaught(ctx, cause);
  }

  @Override
  void violated(ReasonCode reason, String why, long time) {
    Guest known = guest;
    if (known != null) {
      known.violated(reason, why, time);
    } else if (link == null) {
      cut();
    } else {
      begun().violated(reason, why, time);
    }
  }

  @Override
  void drained(long time) {
    Guest known = guest;
    if (known != null) {
      known.drained(time);
    } else if (link != null) {
      begun().drained(time);
    }
  }

  @Override
  void lost(long time) {
    Guest known = guest;
    Link lost = link;
    if (known != null) {
      known.lost(time);
    } else if (lost != null) {
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
    if (closed != null && guest == null) {
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
      boolean refusal =
          each.kind() == LinkEnd.Kind.REFUSED || each.kind() == LinkEnd.Kind.TURNED_AWAY;
      if (refusal && (link == null || !loop.links().isLinked(link.met()))) {
        note(each.why()); // of two links with one node one is refused, which is as it should be
      }
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

  @Override
  boolean outlastsService() {
    return guest != null;
  }

  /// Hellos that are missing and not counted yet.
  long helloMisses() {
    return link == null || hasEnded ? 0 : link.helloMisses();
  }

  @Override
  void leave() {
    Guest known = guest;
    Link leaving = link;
    if (known != null) {
      known.leave(loop.now());
    } else if (leaving == null) {
      cut();
    } else {
      leaving.close(ReasonCode.SERVER_SHUTTING_DOWN, "the node is shutting down", loop.now());
    }
  }
}
