package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.access.Rights;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.PacketEncoder;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.Version;
import org.jspecify.annotations.Nullable;

/// How packets go out over one connection: none that is larger than the client takes, and messages
/// under topic aliases where it takes them.
final class Transmitter {
  private final Outbound outbound;
  private final Counters counters;
  private final BrokerConfig config;

  // Valid from CONNECT on.
  @Var private Version version = Version.MQTT_3_1_1;
  @Var private int maximumPacketSize = Integer.MAX_VALUE;
  @Var private int aliasMaximum;
  @Var private int sendMaximum;
  @Var private boolean explains;
  @Var private boolean speechless;
  @Var private @Nullable Aliases aliases;

  Transmitter(Outbound outbound, BrokerConfig config, Counters counters) {
    this.outbound = outbound;
    this.counters = counters;
    this.config = config;
  }

  /// Learns from CONNECT what the client takes.
  void greeted(Greeting greeting) {
    version = greeting.version();
    maximumPacketSize = greeting.maximumPacketSize();
    aliasMaximum = Math.min(config.topicAliasMaximum(), greeting.topicAliasMaximum());
    sendMaximum = Math.min(config.maximumInflight(), greeting.receiveMaximum());
    explains = greeting.isMqtt5() && greeting.problemInformation();
  }

  /// The topic aliases of the connection, both ways.
  Aliases aliases() {
    if (aliases == null) {
      aliases = new Aliases(config.topicAliasMaximum(), aliasMaximum);
    }
    return aliases;
  }

  /// How many messages at QoS 1 and 2 the client takes unacknowledged [MQTT-3.3.4-9].
  int sendMaximum() {
    return sendMaximum;
  }

  boolean limitsPacketSize() {
    return maximumPacketSize < Integer.MAX_VALUE;
  }

  /// Whether a packet is no larger than the client takes.
  boolean fits(Packet packet) {
    return !limitsPacketSize() || PacketEncoder.size(packet, version) <= maximumPacketSize;
  }

  /// Whether a message that is due may go out.
  boolean maySend(Delivery delivery, Rights rights, long now) {
    if (delivery.message.isExpired(now)) {
      counters.expiredMessages++; // [MQTT-3.3.2-5]
      return false;
    }
    return suits(delivery, rights, now);
  }

  /// Whether the client may have a message and can take it.
  boolean suits(Delivery delivery, Rights rights, long now) {
    if (!rights.mayReceive(delivery.message.topic)) {
      counters.droppedNotAuthorized++;
      return false;
    }
    if (limitsPacketSize() && !fits(delivery.publish(false, now))) {
      counters.droppedTooLarge++; // [MQTT-3.1.2-25]
      return false;
    }
    return true;
  }

  /// Why, for people, where the client wants to know [MQTT-3.1.2-29].
  Properties reasonString(String why) {
    return explains ? Properties.of(Property.REASON_STRING, why) : Properties.NONE;
  }

  /// Whether the client could not be told what it must know; its connection is to end.
  boolean isSpeechless() {
    return speechless;
  }

  /// Sends a message, under an alias where the client takes one.
  void publish(Publish publish) {
    boolean aliased = aliasMaximum > 0 && hasRoomForAlias(publish);
    send(aliased ? aliases().shorten(publish) : publish);
  }

  /// Whether a message that fits does so with an alias, too [MQTT-3.1.2-24].
  private boolean hasRoomForAlias(Publish publish) {
    return !limitsPacketSize()
        || PacketEncoder.size(publish, version) + Aliases.COST <= maximumPacketSize;
  }

  /// Sends a packet. One that is larger than the client takes goes without its reason string
  /// [MQTT-3.1.2-24]; where that does not help it does not go.
  void send(Packet packet) {
    Packet fitting = fits(packet) ? packet : ReasonStrings.without(packet);
    if (fits(fitting)) {
      counters.packetsSent++;
      outbound.send(fitting);
    } else {
      counters.droppedTooLarge++;
      speechless = true;
    }
  }
}
