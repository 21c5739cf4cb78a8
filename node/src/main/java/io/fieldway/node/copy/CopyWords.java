package io.fieldway.node.copy;

import io.fieldway.node.link.Certified;
import io.fieldway.node.link.Self;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.UserProperty;
import io.fieldway.node.packet.Version;
import io.fieldway.wire.Bytes;
import java.util.List;
import java.util.Optional;

/// What the two ends of a copy say of themselves in CONNECT and CONNACK.
final class CopyWords {
  static final String MESH = "fieldway-mesh";
  static final String NODE = "fieldway-node";
  static final String EPOCH = "fieldway-epoch";
  static final String COPY = "fieldway-copy";
  static final String NUMBER = "fieldway-number";
  static final String SERVICE = "fieldway-service";
  static final String DISK = "fieldway-disk";
  static final String NEW = "new";
  static final String WORD = "fieldway-delegation";
  static final String MOVED = "fieldway-moved";
  static final String TO = "to";
  static final String RETURN = "return";

  /// Pieces that may be unacknowledged: two megabytes.
  static final int WINDOW = 32;

  /// Room for a piece and what is around it.
  static final int PACKET = Giver.CHUNK + 1_024;

  private CopyWords() {}

  /// What the end says that has dialled.
  ///
  /// @param word that the other may speak for it; empty where nobody needs one
  static Connect connect(Self self, long number, List<String> services, Bytes word) {
    Properties.Builder said = said(self, TO).user(NUMBER, Long.toString(number));
    if (word.size() > 0) {
      said.user(WORD, word.base64Url());
    }
    services.forEach(each -> said.user(SERVICE, each));
    return connect(self, said);
  }

  /// What a node says that starts, and asks for itself.
  static Connect question(Self self, boolean isDiskNew) {
    return connect(self, said(self, RETURN).user(DISK, isDiskNew ? NEW : "kept"));
  }

  private static Properties.Builder said(Self self, String what) {
    return limits()
        .user(MESH, self.mesh())
        .user(COPY, what)
        .user(EPOCH, Long.toString(self.epoch()));
  }

  private static Connect connect(Self self, Properties.Builder said) {
    return new Connect(
        Version.MQTT_5,
        true,
        0,
        self.name(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        said.build());
  }

  static Connack welcome(Self self) {
    return new Connack(
        false,
        ReasonCode.SUCCESS,
        limits().user(MESH, self.mesh()).user(NODE, self.name()).build());
  }

  static Connack refusal(Self self, ReasonCode reason, String why) {
    return new Connack(
        false,
        reason,
        Properties.builder()
            .put(Property.REASON_STRING, why)
            .user(MESH, self.mesh())
            .user(NODE, self.name())
            .build());
  }

  /// The answer to a node that is not carried on here.
  static Connack notHere(Self self, String why, Optional<String> movedTo) {
    Properties.Builder said =
        Properties.builder()
            .put(Property.REASON_STRING, why)
            .user(MESH, self.mesh())
            .user(NODE, self.name());
    movedTo.ifPresent(address -> said.user(MOVED, address));
    return new Connack(
        false,
        movedTo.isPresent() ? ReasonCode.SERVER_MOVED : ReasonCode.UNSPECIFIED_ERROR,
        said.build());
  }

  static Disconnect farewell(ReasonCode reason, String why) {
    return new Disconnect(reason, Properties.of(Property.REASON_STRING, why));
  }

  private static Properties.Builder limits() {
    return Properties.builder()
        .put(Property.RECEIVE_MAXIMUM, WINDOW)
        .put(Property.MAXIMUM_PACKET_SIZE, PACKET);
  }

  static Optional<String> user(Properties said, String name) {
    return users(said, name).stream().findFirst();
  }

  static List<String> users(Properties said, String name) {
    return said.userProperties().stream()
        .filter(each -> each.name().equals(name))
        .map(UserProperty::value)
        .toList();
  }

  static String reason(Properties said, ReasonCode otherwise) {
    return said.text(Property.REASON_STRING).orElse(otherwise.toString());
  }

  /// What is wrong with who has dialled, before anything it wants is looked at.
  static Optional<Fault> fault(Connect connect, Self self, Optional<Certified> certified) {
    String mesh = user(connect.properties(), MESH).orElse("");
    String name = connect.clientId();
    if (!mesh.equals(self.mesh())) {
      return Optional.of(
          new Fault(
              ReasonCode.NOT_AUTHORIZED,
              "expected a node of the mesh " + self.mesh() + ", got one of another"));
    }
    if (!Self.isName(name) || name.equals(self.name())) {
      return Optional.of(
          new Fault(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, "expected the name of another node"));
    }
    if (certified.isPresent() && !certified.get().isNode(name)) {
      return Optional.of(
          new Fault(
              ReasonCode.NOT_AUTHORIZED,
              "expected " + certified.get() + ", which its certificate names, got " + name));
    }
    return Optional.empty();
  }

  /// Why somebody is refused.
  record Fault(ReasonCode reason, String why) {}
}
