package io.fieldway.node.link;

import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.UserProperty;
import io.fieldway.node.packet.Version;
import io.fieldway.wire.Json;
import java.util.Optional;
import java.util.regex.Pattern;

/// What two nodes say of themselves in CONNECT and CONNACK, and what each makes of the other's.
sealed interface Introduction {
  String MESH = "fieldway-mesh";
  String NODE = "fieldway-node";
  String EPOCH = "fieldway-epoch";

  /// A number that is no larger than the largest `long`.
  Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  /// A node of this mesh.
  ///
  /// @param receiveMaximum messages at QoS 1 it takes before it has acknowledged one
  /// @param maximumPacketSize bytes of the largest packet it takes
  record Peer(String name, long epoch, int receiveMaximum, int maximumPacketSize)
      implements Introduction {}

  /// Somebody to whom there is no link.
  ///
  /// @param reason one that CONNACK has
  record Stranger(ReasonCode reason, String why) implements Introduction {}

  /// What the end says that has dialled.
  static Connect connect(Self self, LinkConfig config) {
    return new Connect(
        Version.MQTT_5,
        true,
        0,
        self.name(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        limits(config).user(MESH, self.mesh()).user(EPOCH, Long.toString(self.epoch())).build());
  }

  /// What the end answers that was dialled. It has no topic aliases, and no QoS 2: what that
  /// promises holds from end to end, and not on one link.
  static Connack connack(Self self, LinkConfig config) {
    return new Connack(
        false,
        ReasonCode.SUCCESS,
        limits(config)
            .put(Property.MAXIMUM_QOS, 1)
            .user(MESH, self.mesh())
            .user(NODE, self.name())
            .user(EPOCH, Long.toString(self.epoch()))
            .build());
  }

  /// Adds who this end is to a refusal of a node of the same mesh.
  static void sign(Properties.Builder refusal, Self self) {
    refusal.user(NODE, self.name());
  }

  /// The name that stands in a CONNACK; empty where there is none.
  static String name(Connack connack) {
    return user(connack.properties(), NODE).filter(name -> Self.fault(name).isEmpty()).orElse("");
  }

  private static Properties.Builder limits(LinkConfig config) {
    return Properties.builder()
        .put(Property.RECEIVE_MAXIMUM, config.receiveMaximum())
        .put(Property.MAXIMUM_PACKET_SIZE, config.maximumPacketSize());
  }

  /// Who has dialled.
  static Introduction of(Connect connect, Self self) {
    if (connect.version() != Version.MQTT_5) {
      return new Stranger(
          ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
          "expected a node that speaks MQTT 5, got MQTT 3.1.1");
    }
    return of(connect.clientId(), "client", connect.properties(), self);
  }

  /// Who has answered.
  static Introduction of(Connack connack, Self self) {
    String name = user(connack.properties(), NODE).orElse("");
    return of(name, "server", connack.properties(), self);
  }

  private static Introduction of(String name, String kind, Properties said, Self self) {
    Optional<String> mesh = user(said, MESH);
    if (mesh.isEmpty()) {
      return new Stranger(
          ReasonCode.NOT_AUTHORIZED,
          "expected a node of the mesh " + quoted(self.mesh()) + ", got an ordinary MQTT " + kind);
    }
    if (!mesh.get().equals(self.mesh())) {
      return new Stranger(
          ReasonCode.NOT_AUTHORIZED,
          "expected a node of the mesh "
              + quoted(self.mesh())
              + ", got one of "
              + quoted(mesh.get()));
    }
    Optional<String> fault = Self.fault(name);
    if (fault.isPresent()) {
      return new Stranger(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, fault.get());
    }
    if (name.equals(self.name())) {
      return new Stranger(
          ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
          "expected another node, got " + quoted(name) + ", which is the name of this one");
    }
    return ofNode(name, said);
  }

  private static Introduction ofNode(String name, Properties said) {
    String epoch = user(said, EPOCH).orElse("");
    if (!NUMBER.matcher(epoch).matches()) {
      return new Stranger(
          ReasonCode.PROTOCOL_ERROR, "expected an epoch in digits, got " + quoted(epoch));
    }
    long size = said.number(Property.MAXIMUM_PACKET_SIZE, Integer.MAX_VALUE);
    if (size < LinkConfig.LEAST_PACKET_SIZE) {
      return new Stranger(
          ReasonCode.PACKET_TOO_LARGE,
          "expected a maximum packet size of at least "
              + LinkConfig.LEAST_PACKET_SIZE
              + ", got "
              + size);
    }
    return new Peer(
        name,
        Long.parseLong(epoch),
        (int) said.number(Property.RECEIVE_MAXIMUM, 65_535), // MQTT 5 §3.1.2.11.3
        (int) Math.min(size, Integer.MAX_VALUE));
  }

  private static Optional<String> user(Properties said, String name) {
    return said.userProperties().stream()
        .filter(each -> each.name().equals(name))
        .map(UserProperty::value)
        .findFirst();
  }

  /// The beginning of what a stranger said, fit for a log.
  static String quoted(String text) {
    return Json.brief(text.replaceAll("\\p{Cntrl}", "?"));
  }
}
