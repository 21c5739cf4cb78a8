package io.fieldway.node.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.node.access.Access;
import io.fieldway.node.access.Credentials;
import io.fieldway.node.access.Exchange;
import io.fieldway.node.access.Rights;
import io.fieldway.node.access.Verdict;
import io.fieldway.node.packet.Auth;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Pingreq;
import io.fieldway.node.packet.Pingresp;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.wire.Bytes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// AUTH: an enhanced authentication before CONNACK, and again after it.
final class AuthTest {
  private static final String METHOD = "RIDDLE";

  private final May later = new May();
  private final Scene scene = new Scene(Scene.bounds(Map.of()), new Riddles());

  /// Asks who is there: `friend` is the user friend, `foe` is the user foe, others are nobody. Who
  /// comes a second time may do what [#later] says.
  private final class Riddles implements Access {
    @Override
    public Verdict authenticate(Credentials credentials) {
      return new Verdict.Granted(credentials.userName(), Rights.ALL);
    }

    @Override
    public Optional<Exchange> exchange(String method, Credentials credentials) {
      return method.equals(METHOD) ? Optional.of(this::answer) : Optional.empty();
    }

    private Exchange.Step answer(Bytes data) {
      return switch (Peer.text(data)) {
        case "knock" -> new Exchange.Step.Continue(Bytes.utf8("who?"));
        case "friend" -> done("friend", Rights.ALL);
        case "friend again" -> done("friend", later);
        case "foe" -> done("foe", Rights.ALL);
        default ->
            new Exchange.Step.Failed(
                new Verdict.Refused(ReasonCode.BAD_USER_NAME_OR_PASSWORD, "nobody's answer"));
      };
    }

    private static Exchange.Step done(String user, Rights rights) {
      return new Exchange.Step.Done(
          new Verdict.Granted(Optional.of(user), rights), Bytes.utf8("welcome"));
    }
  }

  private static Hello knocking(String data) {
    return Hello.lasting("a")
        .with(Property.AUTHENTICATION_METHOD, METHOD)
        .with(Property.AUTHENTICATION_DATA, Bytes.utf8(data));
  }

  private static Auth auth(ReasonCode reason, String data) {
    return auth(reason, METHOD, data);
  }

  private static Auth auth(ReasonCode reason, String method, String data) {
    return new Auth(
        reason,
        Properties.builder()
            .put(Property.AUTHENTICATION_METHOD, method)
            .put(Property.AUTHENTICATION_DATA, Bytes.utf8(data))
            .build());
  }

  private Peer friend() {
    return scene.connects(knocking("friend"));
  }

  private Peer asked() {
    Peer peer = scene.greets(knocking("knock").packet());
    peer.getsOnly(auth(ReasonCode.CONTINUE_AUTHENTICATION, "who?")); // [MQTT-4.12.0-2]
    return peer;
  }

  private static void refused(Peer peer, ReasonCode reason) {
    Connack connack = peer.gets(Connack.class);
    assertThat(connack.reason()).isEqualTo(reason);
    assertThat(peer.isClosed()).isTrue();
  }

  @Test
  void letsAClientInThatAnswersAtOnce() {
    Connack connack = scene.greets(knocking("friend").packet()).gets(Connack.class);

    assertThat(connack.reason()).isEqualTo(ReasonCode.SUCCESS);
    assertThat(connack.properties().text(Property.AUTHENTICATION_METHOD)).contains(METHOD);
    assertThat(connack.properties().binary(Property.AUTHENTICATION_DATA))
        .contains(Bytes.utf8("welcome"));
    assertThat(scene.broker.sessionViews().getFirst().user()).contains("friend");
  }

  @Test
  void letsAClientInThatAnswersAQuestion() {
    Peer peer = asked();
    assertThat(scene.broker.sessionViews()).isEmpty();

    peer.says(auth(ReasonCode.CONTINUE_AUTHENTICATION, "friend"));

    assertThat(peer.gets(Connack.class).reason()).isEqualTo(ReasonCode.SUCCESS);
    assertThat(scene.broker.counts().connections()).isEqualTo(1);
  }

  @Test
  void refusesAWrongAnswer() {
    Peer peer = asked();

    peer.says(auth(ReasonCode.CONTINUE_AUTHENTICATION, "whoever"));

    refused(peer, ReasonCode.BAD_USER_NAME_OR_PASSWORD);
    assertThat(scene.broker.sessionViews()).isEmpty();
  }

  @Test
  void refusesAMethodThatIsNotSpoken() {
    Peer peer = scene.greets(Hello.of("a").with(Property.AUTHENTICATION_METHOD, "OTHER").packet());

    refused(peer, ReasonCode.BAD_AUTHENTICATION_METHOD); // [MQTT-4.12.0-1]
  }

  @Test
  void refusesDataWithoutAMethod() {
    Peer peer =
        scene.greets(Hello.of("a").with(Property.AUTHENTICATION_DATA, Bytes.utf8("x")).packet());

    refused(peer, ReasonCode.PROTOCOL_ERROR);
  }

  @Test
  void refusesAnotherMethodInTheMiddle() {
    Peer peer = asked();

    peer.says(auth(ReasonCode.CONTINUE_AUTHENTICATION, "OTHER", "friend"));

    refused(peer, ReasonCode.PROTOCOL_ERROR); // [MQTT-4.12.0-5]
  }

  @Test
  void refusesAClientThatSaysSuccessItself() {
    Peer peer = asked();

    peer.says(auth(ReasonCode.SUCCESS, "friend"));

    refused(peer, ReasonCode.PROTOCOL_ERROR);
  }

  @Test
  void refusesOtherPacketsInTheMiddle() {
    Peer peer = asked();

    peer.says(new Pingreq());

    refused(peer, ReasonCode.PROTOCOL_ERROR); // [MQTT-3.1.2-30]
  }

  @Test
  void letsAClientGoInTheMiddle() {
    Peer peer = asked();

    peer.says(new Disconnect(ReasonCode.SUCCESS, Properties.NONE));

    peer.getsNothing();
    assertThat(peer.isClosed()).isTrue();
    assertThat(scene.broker.counts().protocolErrors()).isZero();
  }

  @Test
  void waitsForAnAnswerAsLongAsForAConnect() {
    Peer peer = asked();

    scene.after(Duration.ofSeconds(12));

    assertThat(peer.isClosed()).isTrue();
    assertThat(scene.broker.counts().connectsRefused()).isEqualTo(1);
  }

  @Test
  void letsAClientProveItselfAgainWhileItGoesOn() {
    Peer peer = friend();

    peer.says(auth(ReasonCode.RE_AUTHENTICATE, "knock"));
    peer.getsOnly(auth(ReasonCode.CONTINUE_AUTHENTICATION, "who?"));
    peer.says(new Pingreq());
    peer.getsOnly(new Pingresp());
    peer.says(auth(ReasonCode.CONTINUE_AUTHENTICATION, "friend again"));

    peer.getsOnly(auth(ReasonCode.SUCCESS, "welcome"));
  }

  @Test
  void holdsAClientToTheRightsOfItsLastProof() {
    later.unpublishable.add("t");
    Peer peer = friend();
    peer.says(Scene.publish("t", "x", QoS.AT_LEAST_ONCE, 1));
    assertThat(peer.gets(Puback.class).reason().isRefusal()).isFalse();

    peer.says(auth(ReasonCode.RE_AUTHENTICATE, "friend again"));
    peer.gets(Auth.class);
    peer.says(Scene.publish("t", "x", QoS.AT_LEAST_ONCE, 1));

    assertThat(peer.gets(Puback.class).reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
  }

  @Test
  void sendsAClientAwayThatFailsTheSecondTime() {
    Peer peer = friend();

    peer.says(auth(ReasonCode.RE_AUTHENTICATE, "whoever"));

    // DISCONNECT has no Bad user name or password (MQTT 5 Table 3-10).
    peer.wasSentAway(ReasonCode.NOT_AUTHORIZED);
  }

  @Test
  void sendsAClientAwayThatIsSomebodyElseTheSecondTime() {
    Peer peer = friend();

    peer.says(auth(ReasonCode.RE_AUTHENTICATE, "foe"));

    peer.wasSentAway(ReasonCode.NOT_AUTHORIZED);
  }

  @Test
  void refusesToBeginAgainInTheMiddle() {
    refusesAfterConnack(
        auth(ReasonCode.RE_AUTHENTICATE, "knock"), auth(ReasonCode.RE_AUTHENTICATE, "knock"));
  }

  @Test
  void refusesToGoOnWithWhatNeverBegan() {
    refusesAfterConnack(auth(ReasonCode.CONTINUE_AUTHENTICATION, "friend"));
  }

  @Test
  void refusesToEndByTheClient() {
    refusesAfterConnack(
        auth(ReasonCode.RE_AUTHENTICATE, "knock"), auth(ReasonCode.SUCCESS, "friend"));
  }

  @Test
  void refusesAnotherMethodTheSecondTime() {
    refusesAfterConnack(auth(ReasonCode.RE_AUTHENTICATE, "OTHER", "knock")); // [MQTT-4.12.1-1]
  }

  private void refusesAfterConnack(Packet... packets) {
    Peer peer = friend();

    peer.says(packets);

    peer.wasSentAway(ReasonCode.PROTOCOL_ERROR);
    assertThat(scene.broker.counts().protocolErrors()).isEqualTo(1);
  }

  @Test
  void refusesToBeginWithoutAMethodInConnect() {
    Peer peer = scene.connects(Hello.of("b"));

    peer.says(auth(ReasonCode.RE_AUTHENTICATE, "friend"));

    peer.wasSentAway(ReasonCode.PROTOCOL_ERROR); // [MQTT-4.12.0-6]
  }

  @Test
  void answersASecondProofBehindConnack() {
    Peer peer = scene.arrives();

    peer.mutters(knocking("friend").packet(), auth(ReasonCode.RE_AUTHENTICATE, "friend again"));
    peer.getsNothing();
    scene.commit();

    peer.gets(Connack.class);
    peer.getsOnly(auth(ReasonCode.SUCCESS, "welcome"));
  }
}
