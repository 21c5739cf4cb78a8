package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.access.Credentials;
import io.fieldway.node.access.Verdict;
import io.fieldway.node.broker.Client;
import io.fieldway.node.broker.Origin;
import io.fieldway.node.broker.Outbound;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.PacketDecoder;
import io.fieldway.node.packet.ReasonCode;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client's connection to the broker. Belongs to the broker's event loop.
final class Connection extends PacketConnection implements Outbound {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  private final BrokerLoop loop;
  private final Traffic traffic;
  private final Channel channel;

  @Var private @Nullable Client client;
  @Var private boolean identified;
  @Var private boolean held;
  @Var private boolean judging;
  @Var private long unsent;

  Connection(BrokerLoop loop, Traffic traffic, Channel channel) {
    super(
        loop,
        traffic,
        channel,
        PacketDecoder.ofServer(loop.maximumPacketSize()),
        loop.drainedBytes());
    this.loop = loop;
    this.traffic = traffic;
    this.channel = channel;
  }

  /// The handshakes are done: MQTT begins.
  void begin(Origin origin) {
    client = loop.broker().connected(origin, this, loop.now());
  }

  @Override
  void take(Packet packet, long time) {
    identified = true;
    begun().received(packet, time);
  }

  @Override
  void count() {
    long left = untakenBytes();
    if (left != unsent) {
      loop.unsent().changed(this, unsent, left);
      unsent = left;
    }
  }

  @Override
  public long pendingBytesOfAll() {
    return loop.unsent().bytes() + loop.turn().bytes();
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
    Client lost = client;
    if (lost != null) {
      lost.lost(time);
    }
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
    if (isClosing()) {
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

  @Override
  boolean isHeld() {
    return held || judging;
  }

  /// CONNECT should have come by now.
  void connectDue() {
    if (!identified && channel.isOpen()) {
      traffic.timedOut++;
      LOG.info("{} has not said CONNECT in time", channel.remoteAddress());
      cut();
    }
  }

  @Override
  void leave() {
    if (client == null) {
      cut();
    } else {
      close();
    }
  }
}
