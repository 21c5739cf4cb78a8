package io.fieldway.node.packet;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The specification's tables of what stands in which packet, as it prints them: by property and by
/// reason, where the codec has them by packet. `C:` and `S:` say that one side alone may send it.
final class Table {
  /// MQTT 5 §2.2.2.2, Table 2-4.
  static final Map<Property, Set<String>> PROPERTIES =
      read(
          """
          PAYLOAD_FORMAT_INDICATOR          PUBLISH, WILL
          MESSAGE_EXPIRY_INTERVAL           PUBLISH, WILL
          CONTENT_TYPE                      PUBLISH, WILL
          RESPONSE_TOPIC                    PUBLISH, WILL
          CORRELATION_DATA                  PUBLISH, WILL
          SUBSCRIPTION_IDENTIFIER           S:PUBLISH, SUBSCRIBE
          SESSION_EXPIRY_INTERVAL           CONNECT, CONNACK, C:DISCONNECT
          ASSIGNED_CLIENT_IDENTIFIER        CONNACK
          SERVER_KEEP_ALIVE                 CONNACK
          AUTHENTICATION_METHOD             CONNECT, CONNACK, AUTH
          AUTHENTICATION_DATA               CONNECT, CONNACK, AUTH
          REQUEST_PROBLEM_INFORMATION       CONNECT
          WILL_DELAY_INTERVAL               WILL
          REQUEST_RESPONSE_INFORMATION      CONNECT
          RESPONSE_INFORMATION              CONNACK
          SERVER_REFERENCE                  CONNACK, S:DISCONNECT
          REASON_STRING                     CONNACK, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK, UNSUBACK, DISCONNECT, AUTH
          RECEIVE_MAXIMUM                   CONNECT, CONNACK
          TOPIC_ALIAS_MAXIMUM               CONNECT, CONNACK
          TOPIC_ALIAS                       PUBLISH
          MAXIMUM_QOS                       CONNACK
          RETAIN_AVAILABLE                  CONNACK
          USER_PROPERTY                     CONNECT, CONNACK, PUBLISH, WILL, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK, DISCONNECT, AUTH
          MAXIMUM_PACKET_SIZE               CONNECT, CONNACK
          WILDCARD_SUBSCRIPTION_AVAILABLE   CONNACK
          SUBSCRIPTION_IDENTIFIER_AVAILABLE CONNACK
          SHARED_SUBSCRIPTION_AVAILABLE     CONNACK
          """,
          Property::valueOf);

  /// MQTT 5 §2.4, Table 2-6, and §3.14.2.1, Table 3-10, for who sends a DISCONNECT.
  static final Map<ReasonCode, Set<String>> REASONS =
      read(
          """
          SUCCESS                                CONNACK, PUBACK, PUBREC, PUBREL, PUBCOMP, UNSUBACK, AUTH, DISCONNECT, SUBACK
          GRANTED_QOS_1                          SUBACK
          GRANTED_QOS_2                          SUBACK
          DISCONNECT_WITH_WILL                   C:DISCONNECT
          NO_MATCHING_SUBSCRIBERS                PUBACK, PUBREC
          NO_SUBSCRIPTION_EXISTED                UNSUBACK
          CONTINUE_AUTHENTICATION                AUTH
          RE_AUTHENTICATE                        AUTH
          UNSPECIFIED_ERROR                      CONNACK, PUBACK, PUBREC, SUBACK, UNSUBACK, DISCONNECT
          MALFORMED_PACKET                       CONNACK, DISCONNECT
          PROTOCOL_ERROR                         CONNACK, DISCONNECT
          IMPLEMENTATION_SPECIFIC_ERROR          CONNACK, PUBACK, PUBREC, SUBACK, UNSUBACK, DISCONNECT
          UNSUPPORTED_PROTOCOL_VERSION           CONNACK
          CLIENT_IDENTIFIER_NOT_VALID            CONNACK
          BAD_USER_NAME_OR_PASSWORD              CONNACK
          NOT_AUTHORIZED                         CONNACK, PUBACK, PUBREC, SUBACK, UNSUBACK, S:DISCONNECT
          SERVER_UNAVAILABLE                     CONNACK
          SERVER_BUSY                            CONNACK, S:DISCONNECT
          BANNED                                 CONNACK
          SERVER_SHUTTING_DOWN                   S:DISCONNECT
          BAD_AUTHENTICATION_METHOD              CONNACK, DISCONNECT
          KEEP_ALIVE_TIMEOUT                     S:DISCONNECT
          SESSION_TAKEN_OVER                     S:DISCONNECT
          TOPIC_FILTER_INVALID                   SUBACK, UNSUBACK, S:DISCONNECT
          TOPIC_NAME_INVALID                     CONNACK, PUBACK, PUBREC, DISCONNECT
          PACKET_IDENTIFIER_IN_USE               PUBACK, PUBREC, SUBACK, UNSUBACK
          PACKET_IDENTIFIER_NOT_FOUND            PUBREL, PUBCOMP
          RECEIVE_MAXIMUM_EXCEEDED               DISCONNECT
          TOPIC_ALIAS_INVALID                    DISCONNECT
          PACKET_TOO_LARGE                       CONNACK, DISCONNECT
          MESSAGE_RATE_TOO_HIGH                  DISCONNECT
          QUOTA_EXCEEDED                         CONNACK, PUBACK, PUBREC, SUBACK, DISCONNECT
          ADMINISTRATIVE_ACTION                  DISCONNECT
          PAYLOAD_FORMAT_INVALID                 CONNACK, PUBACK, PUBREC, DISCONNECT
          RETAIN_NOT_SUPPORTED                   CONNACK, S:DISCONNECT
          QOS_NOT_SUPPORTED                      CONNACK, S:DISCONNECT
          USE_ANOTHER_SERVER                     CONNACK, S:DISCONNECT
          SERVER_MOVED                           CONNACK, S:DISCONNECT
          SHARED_SUBSCRIPTIONS_NOT_SUPPORTED     SUBACK, S:DISCONNECT
          CONNECTION_RATE_EXCEEDED               CONNACK, S:DISCONNECT
          MAXIMUM_CONNECT_TIME                   S:DISCONNECT
          SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED SUBACK, S:DISCONNECT
          WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED   SUBACK, S:DISCONNECT
          """,
          ReasonCode::valueOf);

  private Table() {}

  /// The properties that this side may send in this packet, or in a `WILL`.
  static EnumSet<Property> properties(String packet, PacketType.Side sender) {
    EnumSet<Property> properties = EnumSet.noneOf(Property.class);
    PROPERTIES.forEach((property, packets) -> {
      if (holds(packets, packet, sender)) {
        properties.add(property);
      }
    });
    return properties;
  }

  /// The reasons that this side may send in this packet.
  static EnumSet<ReasonCode> reasons(String packet, PacketType.Side sender) {
    EnumSet<ReasonCode> reasons = EnumSet.noneOf(ReasonCode.class);
    REASONS.forEach((reason, packets) -> {
      if (holds(packets, packet, sender)) {
        reasons.add(reason);
      }
    });
    return reasons;
  }

  private static boolean holds(Set<String> packets, String packet, PacketType.Side sender) {
    return packets.contains(packet) || packets.contains(sender.name().charAt(0) + ":" + packet);
  }

  private static <K> Map<K, Set<String>> read(String table, Function<String, K> key) {
    return table
        .lines()
        .map(line -> line.split("\\s+", 2))
        .collect(
            Collectors.toUnmodifiableMap(
                line -> key.apply(line[0]),
                line -> Arrays.stream(line[1].split(", ")).collect(Collectors.toSet())));
  }
}
