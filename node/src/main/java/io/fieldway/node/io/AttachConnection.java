package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.access.Credentials;
import io.fieldway.node.attach.Attachment;
import io.fieldway.node.attach.Foreign;
import io.fieldway.node.attach.Local;
import io.fieldway.node.attach.Wire;
import io.fieldway.node.broker.Attachments;
import io.fieldway.node.broker.Client;
import io.fieldway.node.broker.Origin;
import io.fieldway.node.broker.Outbound;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.PacketDecoder;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.Version;
import io.netty.channel.Channel;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One connection to another broker, and the connection in memory that this one's broker has with
/// it. Belongs to the broker's event loop.
final class AttachConnection extends PacketConnection implements Foreign {
  private final BrokerLoop loop;
  private final Channel channel;
  private final Attachment attachment;
  private final Here here = new Here();
  @Var private @Nullable Wire wire;
  @Var private boolean held;

  AttachConnection(BrokerLoop loop, Traffic traffic, Channel channel, Attachment attachment) {
    super(
        loop,
        traffic,
        channel,
        PacketDecoder.ofClient(Version.MQTT_5, loop.maximumPacketSize()),
        loop.drainedBytes());
    this.loop = loop;
    this.channel = channel;
    this.attachment = attachment;
  }

  /// The handshakes are done.
  void begin() {
    channel.pipeline().addLast(this);
    wire = attachment.connected(this, here, loop.now());
  }

  @Override
  void take(Packet packet, long time) {
    begun().fromForeign(packet, time);
  }

  @Override
  void violated(ReasonCode reason, String why, long time) {
    begun().violated(reason, why, time);
  }

  @Override
  void lost(long time) {
    Wire lost = wire;
    if (lost != null) {
      lost.lost(time);
    }
  }

  @Override
  void drained(long time) {
    Client client = here.client;
    if (client != null) {
      client.drained(time);
    }
  }

  /// What one attachment has not taken is bounded by itself.
  @Override
  void count() {}

  @Override
  boolean isHeld() {
    return held;
  }

  @Override
  void leave() {
    Wire leaving = wire;
    if (leaving == null) {
      cut();
    } else {
      leaving.leave(loop.now());
    }
  }

  void tick(long time) {
    Wire begun = wire;
    if (begun != null) {
      begun.tick(time);
    }
  }

  private Wire begun() {
    Wire begun = wire;
    if (begun == null) {
      throw new IllegalStateException("bytes before the end of the handshake");
    }
    return begun;
  }

  /// This broker's end: to it, a client without a socket.
  private final class Here implements Outbound, Local {
    @Var private @Nullable Client client;
    @Var private boolean settling;

    private String id() {
      return Attachments.clientId(attachment.terms().name());
    }

    @Override
    public Set<String> subscribed() {
      return loop.broker().subscribedBy(id()).orElse(Set.of());
    }

    @Override
    public boolean isKept() {
      return loop.broker().subscribedBy(id()).isPresent();
    }

    @Override
    public void send(Packet packet, long now) {
      @Var Client begun = client;
      if (begun == null) {
        Origin origin = new Origin(attachment.terms().name(), true, Optional.empty());
        begun = loop.broker().attached(origin, this, now);
        client = begun;
      }
      begun.received(packet, now);
      loop.stirred();
    }

    @Override
    public void forget(int packetId) {
      client().forget(packetId);
    }

    @Override
    public void forgetAll() {
      client().forgetAll();
    }

    @Override
    public void lost(long now) {
      client().lost(now);
      client = null;
    }

    private Client client() {
      Client begun = client;
      if (begun == null) {
        throw new IllegalStateException("the broker has no connection with the attachment");
      }
      return begun;
    }

    @Override
    public void send(Packet packet) {
      begun().fromLocal(packet);
      later();
    }

    @Override
    public void close() {
      client = null;
      begun().closedByLocal();
      later();
    }

    /// The broker is not to be called before it returns.
    private void later() {
      if (!settling && begun().isUnsettled()) {
        settling = true;
        loop.later(() -> guard(this::settle));
      }
    }

    private void settle() {
      settling = false;
      begun().settle(loop.now());
    }

    @Override
    public long pendingBytes() {
      return AttachConnection.this.pendingBytes();
    }

    @Override
    public long pendingBytesOfAll() {
      return loop.unsent().bytes() + loop.turn().bytes();
    }

    @Override
    public void hold(boolean wanted) {
      held = wanted;
      read();
    }

    @Override
    public void authenticate(Credentials credentials) {
      throw new IllegalStateException("an attachment is let in without a question");
    }
  }
}
