package io.fieldway.node.packet;

import static io.fieldway.node.packet.MalformedPacketException.malformed;
import static io.fieldway.node.packet.MalformedPacketException.protocolError;

import io.fieldway.wire.Bytes;
import java.util.EnumSet;
import java.util.Optional;

/// CONNECT (MQTT 5 §3.1).
///
/// @param cleanStart called Clean Session in MQTT 3.1.1
/// @param keepAliveSeconds 0 switches the keep-alive off
/// @param clientId empty where the server is to assign one
public record Connect(
    Version version,
    boolean cleanStart,
    int keepAliveSeconds,
    String clientId,
    Optional<Will> will,
    Optional<String> userName,
    Optional<Bytes> password,
    Properties properties)
    implements Packet {
  private static final String PROTOCOL_NAME = "MQTT";

  private static final int USER_NAME = 0b1000_0000;
  private static final int PASSWORD = 0b0100_0000;
  private static final int CLEAN_START = 0b0000_0010;
  private static final int RESERVED = 0b0000_0001;

  private static final Vocabulary VOCABULARY =
      Vocabulary.of(
          "CONNECT",
          EnumSet.of(
              Property.SESSION_EXPIRY_INTERVAL,
              Property.RECEIVE_MAXIMUM,
              Property.MAXIMUM_PACKET_SIZE,
              Property.TOPIC_ALIAS_MAXIMUM,
              Property.REQUEST_RESPONSE_INFORMATION,
              Property.REQUEST_PROBLEM_INFORMATION,
              Property.USER_PROPERTY,
              Property.AUTHENTICATION_METHOD,
              Property.AUTHENTICATION_DATA));

  /// Reads the protocol's name and level, with which the packet begins whatever its version.
  static Version readVersion(Reader in) throws MalformedPacketException {
    String name = in.text();
    if (!name.equals(PROTOCOL_NAME)) {
      throw unsupported("[MQTT-3.1.2-1]", "the protocol name MQTT", "another");
    }
    int level = in.oneByte();
    for (Version version : Version.values()) {
      if (version.level() == level) {
        return version;
      }
    }
    throw unsupported("[MQTT-3.1.2-2]", "protocol version 4 or 5", Integer.toString(level));
  }

  private static MalformedPacketException unsupported(String clause, String expected, String came) {
    return new MalformedPacketException(
        ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, clause, expected, came);
  }

  /// Reads what follows the version. [MQTT-3.1.3-1] The payload has this order.
  static Connect read(Reader in, Version version) throws MalformedPacketException {
    int flags = flags(in, version);
    int keepAliveSeconds = in.twoBytes();
    Properties properties = Properties.read(in, VOCABULARY, version);
    if (properties.has(Property.AUTHENTICATION_DATA)
        && !properties.has(Property.AUTHENTICATION_METHOD)) {
      throw protocolError(
          "MQTT 5 §3.1.2.11.10", "an authentication method with authentication data", "none");
    }
    return new Connect(
        version,
        (flags & CLEAN_START) != 0,
        keepAliveSeconds,
        in.text(),
        Will.isIn(flags) ? Optional.of(Will.read(in, flags, version)) : Optional.empty(),
        (flags & USER_NAME) != 0 ? Optional.of(in.text()) : Optional.empty(),
        (flags & PASSWORD) != 0 ? Optional.of(in.binary()) : Optional.empty(),
        properties);
  }

  private static int flags(Reader in, Version version) throws MalformedPacketException {
    int flags = in.oneByte();
    if ((flags & RESERVED) != 0) {
      throw malformed("[MQTT-3.1.2-3]", "the reserved connect flag to be 0", "1");
    }
    Will.judge(flags);
    if (version == Version.MQTT_3_1_1 && (flags & (USER_NAME | PASSWORD)) == PASSWORD) {
      throw malformed("MQTT 3.1.1 [MQTT-3.1.2-22]", "a user name with a password", "none");
    }
    return flags;
  }

  int remainingLength() {
    return Writer.sizeOf(PROTOCOL_NAME)
        + 4 // the version, the flags, the keep-alive
        + properties.size(version)
        + Writer.sizeOf(clientId)
        + (will.isPresent() ? will.get().size(version) : 0)
        + (userName.isPresent() ? Writer.sizeOf(userName.get()) : 0)
        + (password.isPresent() ? Writer.sizeOf(password.get()) : 0);
  }

  void write(Writer out) {
    out.header(PacketType.CONNECT.firstByte(), remainingLength());
    out.text(PROTOCOL_NAME);
    out.oneByte(version.level());
    out.oneByte(
        (userName.isPresent() ? USER_NAME : 0)
            | (password.isPresent() ? PASSWORD : 0)
            | (will.isPresent() ? will.get().flags() : 0)
            | (cleanStart ? CLEAN_START : 0));
    out.twoBytes(keepAliveSeconds);
    properties.write(out, version);
    out.text(clientId);
    will.ifPresent(message -> message.write(out, version));
    userName.ifPresent(out::text);
    password.ifPresent(out::binary);
  }
}
