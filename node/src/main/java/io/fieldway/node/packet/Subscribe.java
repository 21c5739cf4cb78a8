package io.fieldway.node.packet;

import static io.fieldway.node.packet.MalformedPacketException.protocolError;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/// SUBSCRIBE (MQTT 5 §3.8).
public record Subscribe(int packetId, List<Subscription> subscriptions, Properties properties)
    implements Packet {
  private static final Vocabulary VOCABULARY =
      Vocabulary.of(
          "SUBSCRIBE", EnumSet.of(Property.SUBSCRIPTION_IDENTIFIER, Property.USER_PROPERTY));

  public Subscribe(int packetId, List<Subscription> subscriptions, Properties properties) {
    this.packetId = packetId;
    this.subscriptions = List.copyOf(subscriptions);
    this.properties = properties;
  }

  static Subscribe read(Reader in, Version version) throws MalformedPacketException {
    int packetId = in.packetId();
    Properties properties = Properties.read(in, VOCABULARY, version);
    if (properties.all(Property.SUBSCRIPTION_IDENTIFIER).size() > 1) {
      throw protocolError("MQTT 5 §3.8.2.1.2", "one subscription identifier", "more");
    }
    List<Subscription> subscriptions = new ArrayList<>();
    while (!in.isAtEnd()) {
      subscriptions.add(Subscription.read(in, version));
    }
    if (subscriptions.isEmpty()) {
      throw protocolError("[MQTT-3.8.3-2]", "at least one topic filter", "none");
    }
    return new Subscribe(packetId, subscriptions, properties);
  }

  int remainingLength(Version version) {
    @Var int length = 2 + properties.size(version);
    for (Subscription subscription : subscriptions) {
      length += subscription.size();
    }
    return length;
  }

  void write(Writer out, Version version) {
    out.header(PacketType.SUBSCRIBE.firstByte(), remainingLength(version));
    out.packetId(packetId);
    properties.write(out, version);
    for (Subscription subscription : subscriptions) {
      subscription.write(out, version);
    }
  }
}
