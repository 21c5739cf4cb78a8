package io.fieldway.node.packet;

import static io.fieldway.node.packet.MalformedPacketException.protocolError;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/// UNSUBSCRIBE (MQTT 5 §3.10).
public record Unsubscribe(int packetId, List<String> filters, Properties properties)
    implements Packet {
  private static final Vocabulary VOCABULARY =
      Vocabulary.of("UNSUBSCRIBE", EnumSet.of(Property.USER_PROPERTY));

  public Unsubscribe(int packetId, List<String> filters, Properties properties) {
    this.packetId = packetId;
    this.filters = List.copyOf(filters);
    this.properties = properties;
  }

  static Unsubscribe read(Reader in, Version version) throws MalformedPacketException {
    int packetId = in.packetId();
    Properties properties = Properties.read(in, VOCABULARY, version);
    List<String> filters = new ArrayList<>();
    while (!in.isAtEnd()) {
      filters.add(in.topicFilter());
    }
    if (filters.isEmpty()) {
      throw protocolError("[MQTT-3.10.3-2]", "at least one topic filter", "none");
    }
    return new Unsubscribe(packetId, filters, properties);
  }

  int remainingLength(Version version) {
    @Var int length = 2 + properties.size(version);
    for (String filter : filters) {
      length += Writer.sizeOf(filter);
    }
    return length;
  }

  void write(Writer out, Version version) {
    out.header(PacketType.UNSUBSCRIBE.firstByte(), remainingLength(version));
    out.packetId(packetId);
    properties.write(out, version);
    for (String filter : filters) {
      out.text(filter);
    }
  }
}
