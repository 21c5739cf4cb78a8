package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.access.Credentials;
import io.fieldway.node.access.Verdict;
import io.fieldway.node.broker.Client;
import io.fieldway.node.broker.Origin;
import io.fieldway.node.broker.Outbound;
import io.fieldway.node.packet.MalformedPacketException;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.PacketDecoder;
import io.fieldway.node.packet.Version;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client's connection: the last of its channel's pipeline, where bytes become packets for the
/// broker, and the broker's packets become bytes. While the client is silent it holds no buffer.
/// Belongs to the broker's event loop.
final class Connection extends ChannelInboundHandlerAdapter implements Outbound {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final int SMALLEST_GATHERED = 128;

  private final BrokerLoop loop;
  private final Traffic traffic;
  private final Channel channel;
  private final PacketDecoder decoder;

  @Var private @Nullable Client client;
  @Var private @Nullable Version version;
  @Var private boolean identified;
  @Var private boolean held;
  @Var private boolean judging;
  @Var private boolean broken;
  @Var private boolean closing;
  @Var private boolean ending;

  // What goes out at the end of the turn.
  @Var private boolean touched;
  @Var private long unsent;
  @Var private @Nullable ByteBuf gathered;
  @Var private int expected = SMALLEST_GATHERED;

  // The broker has seen that much was pending: it is told when most of it is gone.
  @Var private boolean behind;

  // The time of the burst that is being read.
  @Var private long now;

  Connection(BrokerLoop loop, Traffic traffic, Channel channel) {
    this.loop = loop;
    this.traffic = traffic;
    this.channel = channel;
    this.decoder = PacketDecoder.ofServer(loop.maximumPacketSize());
  }

  /// The handshakes are done: MQTT begins.
  void begin(Origin origin) {
    client = loop.broker().connected(origin, this, loop.now());
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      traffic.bytesIn += in.readableBytes();
      now = loop.now();
      byte[] scratch = loop.scratch();
      while (in.isReadable() && !closing && !broken) {
        int size = Math.min(in.readableBytes(), scratch.length);
        in.readBytes(scratch, 0, size);
        decoder.feed(scratch, 0, size, this::received);
      }
    } catch (MalformedPacketException e) {
      broken = true;
      LOG.info("{} broke the protocol: {}", channel.remoteAddress(), e.getMessage());
      begun().violated(e.reason(), String.valueOf(e.getMessage()), now);
    } finally {
      in.release();
    }
  }

  private void received(Packet packet) {
    if (closing) {
      return;
    }
    identified = true;
    begun().received(packet, now);
  }

  private Client begun() {
    Client begun = client;
    if (begun == null) {
      throw new IllegalStateException("bytes before the end of the handshake");
    }
    return begun;
  }

  @Override
  public void authenticate(Credentials credentials) {
    judging = true;
    read();
    loop.judge(credentials, this);
  }

  void judged(Verdict verdict) {
    judging = false;
    if (closing) {
      return;
    }
    begun().judged(verdict, loop.now());
    read();
  }

  @Override
  public void hold(boolean wanted) {
    held = wanted;
    read();
  }

  private void read() {
    channel.config().setAutoRead(closing || !(held || judging));
  }

  @Override
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

  /// Tells the loop how much the socket has not taken.
  void count() {
    ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
    long left = outbound == null ? 0 : outbound.totalPendingWriteBytes();
    if (left != unsent) {
      loop.unsent().changed(this, unsent, left);
      unsent = left;
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    drained();
  }

  /// The broker hears of it later: this may be called while it writes.
  private void drained() {
    if (behind && !closing && pendingBytes() <= loop.drainedBytes()) {
      behind = false;
      loop.later(() -> guard(this::passDrained));
    }
  }

  private void passDrained() {
    if (!closing) {
      begun().drained(loop.now());
    }
  }

  @Override
  public long pendingBytes() {
    ByteBuf out = gathered;
    long waiting = out == null ? 0 : out.readableBytes();
    ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
    long pending = outbound == null ? waiting : waiting + outbound.totalPendingWriteBytes();
    behind |= pending > loop.drainedBytes();
    return pending;
  }

  @Override
  public long pendingBytesOfAll() {
    return loop.unsent().bytes() + loop.turn().bytes();
  }

  @Override
  public void close() {
    if (!closing) {
      closing = true;
      read();
      touch();
      loop.lingers(this);
    }
  }

  /// CONNECT should have come by now.
  void connectDue() {
    if (!identified && channel.isOpen()) {
      traffic.timedOut++;
      LOG.info("{} has not said CONNECT in time", channel.remoteAddress());
      cut();
    }
  }

  /// The node stops: the broker has said what it had to say.
  void leave() {
    if (client == null) {
      cut();
    } else {
      close();
    }
  }

  /// Ends without a word, and without telling the broker.
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
      Client lost = client;
      if (lost != null) {
        lost.lost(loop.now());
      }
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
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
