package io.fieldway.node.link;

import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.ReasonCode;

/// DISCONNECT from either end of a link. MQTT gives each its own words (MQTT 5 Table 3-10); what
/// one of them lacks is said by the nearest, and the sentence beside it says the rest.
final class Leave {
  private Leave() {}

  static Disconnect of(boolean dialled, ReasonCode reason, String why) {
    return new Disconnect(
        dialled ? ofClient(reason) : ofServer(reason), Properties.of(Property.REASON_STRING, why));
  }

  private static ReasonCode ofClient(ReasonCode reason) {
    return switch (reason) {
      case SUCCESS,
          UNSPECIFIED_ERROR,
          MALFORMED_PACKET,
          PROTOCOL_ERROR,
          IMPLEMENTATION_SPECIFIC_ERROR,
          BAD_AUTHENTICATION_METHOD,
          TOPIC_NAME_INVALID,
          RECEIVE_MAXIMUM_EXCEEDED,
          TOPIC_ALIAS_INVALID,
          PACKET_TOO_LARGE,
          MESSAGE_RATE_TOO_HIGH,
          QUOTA_EXCEEDED,
          PAYLOAD_FORMAT_INVALID ->
          reason;
      case QOS_NOT_SUPPORTED, RETAIN_NOT_SUPPORTED, UNSUPPORTED_PROTOCOL_VERSION ->
          ReasonCode.PROTOCOL_ERROR;
      case KEEP_ALIVE_TIMEOUT -> ReasonCode.UNSPECIFIED_ERROR;
      default -> ReasonCode.ADMINISTRATIVE_ACTION;
    };
  }

  private static ReasonCode ofServer(ReasonCode reason) {
    return switch (reason) {
      case GRANTED_QOS_1,
          GRANTED_QOS_2,
          DISCONNECT_WITH_WILL,
          NO_MATCHING_SUBSCRIBERS,
          NO_SUBSCRIPTION_EXISTED,
          CONTINUE_AUTHENTICATION,
          RE_AUTHENTICATE,
          PACKET_IDENTIFIER_IN_USE,
          PACKET_IDENTIFIER_NOT_FOUND ->
          ReasonCode.UNSPECIFIED_ERROR;
      case UNSUPPORTED_PROTOCOL_VERSION -> ReasonCode.PROTOCOL_ERROR;
      case CLIENT_IDENTIFIER_NOT_VALID, BAD_USER_NAME_OR_PASSWORD, BANNED ->
          ReasonCode.NOT_AUTHORIZED;
      case SERVER_UNAVAILABLE -> ReasonCode.SERVER_BUSY;
      default -> reason;
    };
  }
}
