package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.MalformedPacketException;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.PacketDecoder;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.Version;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The last of a channel's pipeline, where bytes become packets for a core, and the core's packets
/// become bytes. While the peer is silent it holds no buffer. Belongs to the broker's event loop.
abstract class PacketConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(PacketConnection.class);
  private static final int SMALLEST_GATHERED = 128;

  private final BrokerLoop loop;
  private final Traffic traffic;
  private final Channel channel;
  private final PacketDecoder decoder;
  private final int drainedBytes;

  @Var private @Nullable Version version;
  @Var private boolean broken;
  @Var private boolean closing;
  @Var private boolean ending;

  // What goes out at the end of the turn.
  @Var private boolean touched;
  @Var private @Nullable ByteBuf gathered;
  @Var private int expected = SMALLEST_GATHERED;

  // The core has seen that much was pending: it is told when most of it is gone.
  @Var private boolean behind;

  // The time of the burst that is being read.
  @Var private long now;

  /// A connection of a channel.
  ///
  /// @param drainedBytes of a connection that was behind, so many pending bytes mean that it is not
  ///   any more
  PacketConnection(
      BrokerLoop loop, Traffic traffic, Channel channel, PacketDecoder decoder, int drainedBytes) {
    this.loop = loop;
    this.traffic = traffic;
    this.channel = channel;
    this.decoder = decoder;
    this.drainedBytes = drainedBytes;
  }

  /// A packet has come.
  abstract void take(Packet packet, long time);

  /// What has come is no packet, and nothing more comes.
  abstract void violated(ReasonCode reason, String why, long time);

  /// The connection is gone, and nobody here wanted it.
  abstract void lost(long time);

  /// Little enough is pending again.
  abstract void drained(long time);

  /// The socket may have taken more of what it was given, or less.
  abstract void count();

  /// Whether nothing may be read now.
  boolean isHeld() {
    return false;
  }

  /// Whether it is of use to a node that serves nobody any more, and gives itself away.
  boolean outlastsService() {
    return false;
  }

  /// The node stops: the core has said what it had to say.
  abstract void leave();

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      traffic.bytesIn += in.readableBytes();
      now = loop.now();
      loop.stirred();
      byte[] scratch = loop.scratch();
      while (in.isReadable() && !closing && !broken) {
        int size = Math.min(in.readableBytes(), scratch.length);
        in.readBytes(scratch, 0, size);
        decoder.feed(scratch, 0, size, this::received);
      }
    } catch (MalformedPacketException e) {
      broken = true;
      LOG.info("{} broke the protocol: {}", channel.remoteAddress(), e.getMessage());
      violated(e.reason(), String.valueOf(e.getMessage()), now);
    } finally {
      in.release();
    }
  }

  private void received(Packet packet) {
    if (!closing) {
      take(packet, now);
    }
  }

  /// Reads, or does not, as it is with [#isHeld] now.
  void read() {
    channel.config().setAutoRead(closing || !isHeld());
  }

  /// Sends a packet at the end of the turn, or sooner where much is gathered.
  public void send(Packet packet) {
    if (closing) {
      return;
    }
    @Var ByteBuf out = gathered;
    if (out == null) {
      out = channel.alloc().heapBuffer(expected);
      gathered = out;
      touch();
    }
    int before = out.readableBytes();
    loop.packets().write(packet, version(), out);
    int after = out.readableBytes();
    if (after >= loop.config().gatherBytes()) {
      handOver();
    }
    loop.turn().grew(after - before);
  }

  /// Of the CONNECT, even where that was refused.
  private Version version() {
    @Var Version known = version;
    if (known == null) {
      known = decoder.version().orElse(Version.MQTT_3_1_1);
      version = known;
    }
    return known;
  }

  private void touch() {
    if (!touched) {
      touched = true;
      loop.turn().touch(this);
    }
  }

  /// Gives the socket what was gathered.
  private void handOver() {
    ByteBuf out = gathered;
    if (out != null) {
      gathered = null;
      int size = out.readableBytes();
      expected = Math.clamp(Integer.highestOneBit(size) * 2L, SMALLEST_GATHERED, 1 << 17);
      traffic.bytesOut += size;
      var _ = channel.write(out, channel.voidPromise());
    }
  }

  /// The turn of the event loop ends.
  void flush() {
    touched = false;
    handOver();
    if (closing && !ending) {
      ending = true;
      Farewell.begin(channel);
    } else {
      channel.flush();
      drained();
    }
    count();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    drained();
  }

  /// The core hears of it later: this may be called while it writes.
  private void drained() {
    if (behind && !closing && pendingBytes() <= drainedBytes) {
      behind = false;
      loop.later(() -> guard(this::passDrained));
    }
  }

  private void passDrained() {
    if (!closing) {
      drained(loop.now());
    }
  }

  /// Bytes that were sent and that the socket has not taken yet.
  public long pendingBytes() {
    ByteBuf out = gathered;
    long pending = untakenBytes() + (out == null ? 0 : out.readableBytes());
    behind |= pending > drainedBytes;
    return pending;
  }

  /// Bytes that the socket was given and has not taken.
  long untakenBytes() {
    ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
    return outbound == null ? 0 : outbound.totalPendingWriteBytes();
  }

  /// Closes once what was sent is on its way.
  public void close() {
    if (!closing) {
      closing = true;
      read();
      touch();
      loop.lingers(this);
    }
  }

  boolean isClosing() {
    return closing;
  }

  /// Ends without a word, and without telling the core.
  void abandon() {
    closing = true;
    cut();
  }

  void cut() {
    if (channel.isOpen()) {
      var _ = channel.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    ByteBuf out = gathered;
    if (out != null) {
      gathered = null;
      out.release();
    }
    count();
    if (!closing) {
      closing = true;
      lost(loop.now());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    boolean encrypted = cause instanceof DecoderException; // which wraps what TLS has to say
    if (cause instanceof IOException || (encrypted && cause.getCause() instanceof IOException)) {
      LOG.debug("{}: {}", channel.remoteAddress(), cause.getMessage());
      cut();
    } else {
      failed(cause);
    }
  }

  /// An error of ours ends this connection, and not the others.
  void guard(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      failed(e);
    }
  }

  private void failed(Throwable cause) {
    traffic.failed++;
    LOG.error("an error of ours ends the connection of {}", channel.remoteAddress(), cause);
    cut();
  }
}
