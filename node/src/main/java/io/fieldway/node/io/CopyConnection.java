package io.fieldway.node.io;

import io.fieldway.node.link.Certified;
import io.fieldway.node.link.Guest;
import io.fieldway.node.link.LinkOutbound;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.PacketDecoder;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.Version;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;

/// A connection that this node has opened for the sake of a copy. Belongs to the broker's event
/// loop.
final class CopyConnection extends PacketConnection implements LinkOutbound {
  /// What either end sends fits, with some to spare.
  private static final int PACKET = 1 << 20;

  private static final int DRAINED_BYTES = 1 << 20;

  private final BrokerLoop loop;
  private final Channel channel;
  private final Guest end;

  CopyConnection(BrokerLoop loop, Channel channel, Guest end) {
    super(
        loop,
        loop.company().copyTraffic(),
        channel,
        PacketDecoder.ofClient(Version.MQTT_5, PACKET),
        DRAINED_BYTES);
    this.loop = loop;
    this.channel = channel;
    this.end = end;
  }

  @Override
  public Optional<Certified> certified() {
    return Optional.ofNullable(channel.pipeline().get(SslHandler.class))
        .flatMap(TlsHandshake::certified);
  }

  @Override
  void take(Packet packet, long time) {
    end.received(packet, time);
  }

  @Override
  void violated(ReasonCode reason, String why, long time) {
    end.violated(reason, why, time);
  }

  @Override
  void lost(long time) {
    end.lost(time);
  }

  @Override
  void drained(long time) {
    end.drained(time);
  }

  /// What one such connection has not taken is bounded by itself.
  @Override
  void count() {}

  @Override
  boolean outlastsService() {
    return true;
  }

  @Override
  void leave() {
    end.leave(loop.now());
  }
}
