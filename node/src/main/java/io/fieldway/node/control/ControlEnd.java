package io.fieldway.node.control;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.link.Guest;
import io.fieldway.node.link.LinkOutbound;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Pingreq;
import io.fieldway.node.packet.Pingresp;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.control.ControlMessage;
import io.fieldway.wire.control.ControlWords;
import java.nio.charset.StandardCharsets;

/// One connection of a controller.
final class ControlEnd implements Guest {
  /// A status waits where so many bytes have not left yet.
  private static final long MAXIMUM_PENDING = 8L << 20;

  private final ControlDesk desk;
  private final String controller;
  private final LinkOutbound out;
  @Var private long heardAt;
  @Var private boolean closed;

  ControlEnd(ControlDesk desk, String controller, LinkOutbound out, long now) {
    this.desk = desk;
    this.controller = controller;
    this.out = out;
    this.heardAt = now;
  }

  String controller() {
    return controller;
  }

  long heardAt() {
    return heardAt;
  }

  /// Sends a status.
  void tell(String payload) {
    if (!closed && out.pendingBytes() <= MAXIMUM_PENDING) {
      out.send(
          new Publish(
              ControlWords.STATUS,
              Bytes.utf8(payload),
              QoS.AT_MOST_ONCE,
              false,
              false,
              0,
              Properties.NONE));
    }
  }

  @Override
  public void received(Packet packet, long now) {
    if (closed) {
      return;
    }
    heardAt = now;
    switch (packet) {
      case Publish publish -> published(publish, now);
      case Pingreq _ -> out.send(new Pingresp());
      case Disconnect _ -> close();
      default ->
          breach(
              ReasonCode.PROTOCOL_ERROR,
              "expected PUBLISH on " + ControlWords.CONTROL + ", PINGREQ or DISCONNECT");
    }
  }

  private void published(Publish publish, long now) {
    if (!publish.topic().equals(ControlWords.CONTROL) || publish.qos() != QoS.AT_MOST_ONCE) {
      breach(
          ReasonCode.TOPIC_NAME_INVALID,
          "expected " + ControlWords.CONTROL + " at QoS 0, got another topic or quality");
      return;
    }
    try {
      String payload = new String(publish.payload().toArray(), StandardCharsets.UTF_8);
      desk.take(this, ControlMessage.parse(payload), now);
    } catch (MalformedException e) {
      desk.counters().malformed++;
      breach(ReasonCode.PAYLOAD_FORMAT_INVALID, String.valueOf(e.getMessage()));
    }
  }

  /// Answers CONNECT with a refusal.
  void refuse(ReasonCode reason, String why) {
    closed = true;
    out.send(new Connack(false, reason, Properties.of(Property.REASON_STRING, why)));
    out.close();
  }

  /// The controller has broken the protocol.
  void breach(ReasonCode reason, String why) {
    desk.gone(this);
    end(reason, why);
  }

  /// Takes leave of the controller.
  void end(ReasonCode reason, String why) {
    if (!closed) {
      out.send(new Disconnect(reason, Properties.of(Property.REASON_STRING, why)));
      close();
    }
  }

  private void close() {
    closed = true;
    desk.gone(this);
    out.close();
  }

  @Override
  public void violated(ReasonCode reason, String why, long now) {
    breach(reason, why);
  }

  @Override
  public void drained(long now) {}

  @Override
  public void lost(long now) {
    closed = true;
    desk.gone(this);
  }

  @Override
  public void leave(long now) {
    end(ReasonCode.SERVER_SHUTTING_DOWN, "the node is shutting down");
  }
}
