package io.fieldway.node.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.UserProperty;
import io.fieldway.node.packet.Version;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// From CONNECT to CONNACK: who is taken, who is not, and what they are told.
final class IntroductionTest {
  private static final LinkConfig CONFIG = LinkConfig.defaults();
  private static final Self SELF = new Self("plant", "a", 7);
  private static final long NOW = 1_000_000;

  private final End end = new End();
  private final Above above = new Above();

  private static Connect connect(Version version, String clientId, Properties properties) {
    return new Connect(
        version,
        true,
        0,
        clientId,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        properties);
  }

  private static Properties said(String mesh, String node, String epoch) {
    return Properties.builder()
        .user("fieldway-mesh", mesh)
        .user("fieldway-node", node)
        .user("fieldway-epoch", epoch)
        .build();
  }

  private Link acceptedBy(Packet first) {
    Link link = Link.accepted(SELF, CONFIG, end, above, NOW);
    link.received(first, NOW);
    return link;
  }

  private Link answeredBy(Packet first) {
    Link link = Link.dialled(SELF, CONFIG, end, above, NOW);
    end.takes();
    link.received(first, NOW);
    return link;
  }

  private void refused(Link link, ReasonCode reason, String why) {
    Connack connack = end.takesOne(Connack.class);
    assertThat(connack.reason()).isEqualTo(reason);
    assertThat(connack.properties().text(Property.REASON_STRING)).contains(why);
    assertThat(link.end()).contains(new LinkEnd(LinkEnd.Kind.REFUSED, why));
    assertThat(end.isClosed()).isTrue();
    assertThat(above.hears()).isEmpty();
  }

  private void sentAway(Link link, ReasonCode reason, String why) {
    Disconnect disconnect = end.takesOne(Disconnect.class);
    assertThat(disconnect.reason()).isEqualTo(reason);
    assertThat(disconnect.properties().text(Property.REASON_STRING)).contains(why);
    assertThat(link.end()).contains(new LinkEnd(LinkEnd.Kind.REFUSED, why));
    assertThat(end.isClosed()).isTrue();
    assertThat(above.hears()).isEmpty();
  }

  @Test
  void beginsWithConnectOfTheOneThatDialled() {
    Link link = Link.dialled(SELF, CONFIG, end, above, NOW);
    Connect connect = end.takesOne(Connect.class);
    assertThat(connect.version()).isEqualTo(Version.MQTT_5);
    assertThat(connect.cleanStart()).isTrue();
    assertThat(connect.keepAliveSeconds()).isZero();
    assertThat(connect.clientId()).isEqualTo("a");
    assertThat(connect.properties().number(Property.RECEIVE_MAXIMUM, 0)).isEqualTo(16_384);
    assertThat(connect.properties().number(Property.MAXIMUM_PACKET_SIZE, 0)).isEqualTo(2 << 20);
    assertThat(connect.properties().userProperties())
        .containsExactly(
            new UserProperty("fieldway-mesh", "plant"), new UserProperty("fieldway-epoch", "7"));
    assertThat(link.isUp()).isFalse();
    assertThat(link.peer()).isEmpty();
    assertThat(link.peerEpoch()).isEqualTo(-1);
    assertThat(link.receiveMaximum()).isZero();
  }

  @Test
  void isAnsweredByConnackAndHello() {
    Link link = acceptedBy(connect(Version.MQTT_5, "b", said("plant", "", "9")));
    assertThat(end.takes())
        .satisfiesExactly(
            first ->
                assertThat(((Connack) first).properties().userProperties())
                    .containsExactly(
                        new UserProperty("fieldway-mesh", "plant"),
                        new UserProperty("fieldway-node", "a"),
                        new UserProperty("fieldway-epoch", "7")),
            second -> assertThat(second).isInstanceOf(io.fieldway.node.packet.Publish.class));
    assertThat(above.hears()).containsExactly("up b 9");
    assertThat(link.receiveMaximum()).as("where nothing is said").isEqualTo(65_535);
    assertThat(link.maximumPacketSize()).isEqualTo(Integer.MAX_VALUE);
    assertThat(link.upSince()).isEqualTo(NOW);
  }

  @Test
  void refusesAnOrdinaryClient() {
    refused(
        acceptedBy(connect(Version.MQTT_5, "client", Properties.NONE)),
        ReasonCode.NOT_AUTHORIZED,
        "expected a node of the mesh \"plant\", got an ordinary MQTT client");
  }

  @Test
  void leavesAnOrdinaryServer() {
    sentAway(
        answeredBy(new Connack(false, ReasonCode.SUCCESS, Properties.NONE)),
        ReasonCode.ADMINISTRATIVE_ACTION,
        "expected a node of the mesh \"plant\", got an ordinary MQTT server");
  }

  @Test
  void refusesANodeOfAnotherMesh() {
    refused(
        acceptedBy(connect(Version.MQTT_5, "b", said("other\n", "", "9"))),
        ReasonCode.NOT_AUTHORIZED,
        "expected a node of the mesh \"plant\", got one of \"other?\"");
  }

  @Test
  void leavesANodeOfAnotherMesh() {
    sentAway(
        answeredBy(new Connack(false, ReasonCode.SUCCESS, said("other", "b", "9"))),
        ReasonCode.ADMINISTRATIVE_ACTION,
        "expected a node of the mesh \"plant\", got one of \"other\"");
  }

  @Test
  void refusesItsOwnName() {
    refused(
        acceptedBy(connect(Version.MQTT_5, "a", said("plant", "", "9"))),
        ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
        "expected another node, got \"a\", which is the name of this one");
  }

  @Test
  void refusesANameThatCannotStandInMessages() {
    refused(
        acceptedBy(connect(Version.MQTT_5, "b:1 c", said("plant", "", "9"))),
        ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
        "expected a name of 1 to 64 letters, digits, dots, hyphens and underscores, got \"b:1 c\"");
    assertThatThrownBy(() -> new Self("plant", "", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("got \"\"");
    assertThatThrownBy(() -> new Self("plant", "b", -1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAnEpochThatIsNoNumber() {
    refused(
        acceptedBy(connect(Version.MQTT_5, "b", said("plant", "", "-1"))),
        ReasonCode.PROTOCOL_ERROR,
        "expected an epoch in digits, got \"-1\"");
  }

  @Test
  void refusesAnotherVersion() {
    refused(
        acceptedBy(connect(Version.MQTT_3_1_1, "b", Properties.NONE)),
        ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
        "expected a node that speaks MQTT 5, got MQTT 3.1.1");
  }

  @Test
  void tellsAnUnknownVersionThatItIsUnknown() {
    Link link = Link.accepted(SELF, CONFIG, end, above, NOW);
    link.violated(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, "version 3", NOW);
    refused(link, ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, "version 3");
  }

  @Test
  void refusesAPeerThatTakesNextToNothing() {
    Properties small =
        said("plant", "", "9").toBuilder().put(Property.MAXIMUM_PACKET_SIZE, 1_023).build();
    refused(
        acceptedBy(connect(Version.MQTT_5, "b", small)),
        ReasonCode.PACKET_TOO_LARGE,
        "expected a maximum packet size of at least 1024, got 1023");
  }

  @Test
  void refusesWhomTheUpperDoesNotWant() {
    above.refusal = "there is a link already";
    Link link = acceptedBy(connect(Version.MQTT_5, "b", said("plant", "", "9")));
    assertThat(link.peer()).isEqualTo("b");
    refused(link, ReasonCode.NOT_AUTHORIZED, "there is a link already");
  }

  @Test
  void leavesWhomTheUpperDoesNotWant() {
    above.refusal = "there is a link already";
    sentAway(
        answeredBy(new Connack(false, ReasonCode.SUCCESS, said("plant", "b", "9"))),
        ReasonCode.ADMINISTRATIVE_ACTION,
        "there is a link already");
  }

  @Test
  void staysClosedWhereTheUpperClosesItWhenAsked() {
    Link accepted = Link.accepted(SELF, CONFIG, end, above, NOW);
    above.asked = () -> accepted.close(ReasonCode.SERVER_SHUTTING_DOWN, "bye", NOW);
    accepted.received(connect(Version.MQTT_5, "b", said("plant", "", "9")), NOW);
    assertThat(accepted.end().orElseThrow().kind()).isEqualTo(LinkEnd.Kind.CLOSED);
    assertThat(accepted.isUp()).isFalse();
    Link dialled = Link.dialled(SELF, CONFIG, end, above, NOW);
    above.asked = () -> dialled.close(ReasonCode.SERVER_SHUTTING_DOWN, "bye", NOW);
    dialled.received(new Connack(false, ReasonCode.SUCCESS, said("plant", "b", "9")), NOW);
    assertThat(dialled.isUp()).isFalse();
    assertThat(above.hears()).isEmpty();
  }

  @Test
  void refusesAnotherNameThanThatOfTheCertificate() {
    end.certified = "c";
    refused(
        acceptedBy(connect(Version.MQTT_5, "b", said("plant", "", "9"))),
        ReasonCode.NOT_AUTHORIZED,
        "expected the node \"c\", which its certificate names, got \"b\"");
  }

  @Test
  void takesTheNameOfTheCertificate() {
    end.certified = "b";
    assertThat(acceptedBy(connect(Version.MQTT_5, "b", said("plant", "", "9"))).isUp()).isTrue();
  }

  @Test
  void endsWhereThePeerRefuses() {
    Link link =
        answeredBy(
            new Connack(
                false,
                ReasonCode.NOT_AUTHORIZED,
                Properties.of(Property.REASON_STRING, "not you")));
    assertThat(end.takes()).isEmpty();
    assertThat(end.isClosed()).isTrue();
    assertThat(link.end())
        .contains(
            new LinkEnd(LinkEnd.Kind.TURNED_AWAY, "the peer said NOT_AUTHORIZED: \"not you\""));
  }

  @Test
  void leavesAPeerThatHasASession() {
    Link link = answeredBy(new Connack(true, ReasonCode.SUCCESS, said("plant", "b", "9")));
    assertThat(end.takesOne(Disconnect.class).reason()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
    assertThat(link.end().orElseThrow().kind()).isEqualTo(LinkEnd.Kind.BREACH);
  }

  @Test
  void waitsNoLongerThanItMay() {
    Link accepted = Link.accepted(SELF, CONFIG, end, above, NOW);
    accepted.tick(NOW + 9_999);
    assertThat(end.isClosed()).isFalse();
    accepted.tick(NOW + 10_000);
    assertThat(end.isClosed()).isTrue();
    assertThat(accepted.end())
        .contains(new LinkEnd(LinkEnd.Kind.LATE, "CONNECT did not come in time"));
    Link dialled = Link.dialled(SELF, CONFIG, new End(), above, NOW);
    dialled.tick(NOW + 10_000);
    assertThat(dialled.end())
        .contains(new LinkEnd(LinkEnd.Kind.LATE, "CONNACK did not come in time"));
    assertThat(above.hears()).isEmpty();
  }
}
