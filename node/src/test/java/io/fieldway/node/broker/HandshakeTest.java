package io.fieldway.node.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Pingreq;
import io.fieldway.node.packet.Pingresp;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.Version;
import io.fieldway.node.packet.Will;
import io.fieldway.wire.Bytes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// From CONNECT to CONNACK.
final class HandshakeTest {
  private final Scene scene = new Scene();

  @Test
  void goesOnWithASession() {
    Peer first = Scene.listening(scene.connects(Hello.lasting("a")), "t", QoS.AT_LEAST_ONCE);
    first.vanishes();

    Peer second = scene.greets(Hello.lasting("a").packet());

    assertThat(second.gets(Connack.class).sessionPresent()).isTrue(); // [MQTT-3.2.2-3]
    assertThat(scene.broker.subscriptionViews()).hasSize(1);
  }

  @Test
  void endsTheFormerSessionAtACleanStart() {
    Peer first = Scene.listening(scene.connects(Hello.lasting("a")), "t", QoS.AT_LEAST_ONCE);
    first.vanishes();

    Peer second = scene.greets(Hello.lasting("a").clean().packet());

    assertThat(second.gets(Connack.class).sessionPresent()).isFalse(); // [MQTT-3.1.2-4]
    assertThat(scene.broker.subscriptionViews()).isEmpty();
  }

  @Test
  void endsASessionWithoutExpiryWithItsConnection() {
    scene.connects(Hello.of("a").going()).vanishes();

    assertThat(scene.broker.sessionViews()).isEmpty();
    assertThat(scene.greets(Hello.of("a").going().packet()).gets(Connack.class).sessionPresent())
        .isFalse();
  }

  @Test
  void tellsAShortenedSessionExpiryAndNoOther() {
    Scene short_ = Scene.within(Map.of("maximumSessionExpiry", Duration.ofMinutes(1)));

    Connack shortened = short_.greets(Hello.lasting("a").packet()).gets(Connack.class);
    Connack granted =
        short_
            .greets(Hello.of("b").with(Property.SESSION_EXPIRY_INTERVAL, 60).packet())
            .gets(Connack.class);

    assertThat(shortened.properties().number(Property.SESSION_EXPIRY_INTERVAL, -1)).isEqualTo(60);
    assertThat(granted.properties().has(Property.SESSION_EXPIRY_INTERVAL)).isFalse();
  }

  @Test
  void keepsASessionOfMqtt311AsLongAsAnyMay() {
    Scene short_ = Scene.within(Map.of("maximumSessionExpiry", Duration.ofMinutes(1)));
    short_.connects(Scene.old("a", false)).vanishes();

    short_.after(Duration.ofSeconds(59));
    assertThat(short_.broker.sessionViews()).hasSize(1);
    short_.after(Duration.ofSeconds(2));
    assertThat(short_.broker.sessionViews()).isEmpty();
    assertThat(short_.broker.counts().expiredSessions()).isEqualTo(1);
  }

  @Test
  void assignsAClientIdAndSaysIt() {
    Connack one = scene.greets(Hello.of("").packet()).gets(Connack.class);
    Connack other = scene.greets(Hello.lasting("").packet()).gets(Connack.class);

    String first = one.properties().text(Property.ASSIGNED_CLIENT_IDENTIFIER).orElseThrow();
    String second = other.properties().text(Property.ASSIGNED_CLIENT_IDENTIFIER).orElseThrow();
    assertThat(first).isNotEqualTo(second); // [MQTT-3.2.2-16]
    assertThat(scene.broker.sessionViews())
        .extracting(SessionView::clientId)
        .containsExactlyInAnyOrder(first, second);
  }

  @Test
  void assignsAClientIdInMqtt311WithoutAWord() {
    Connack connack = scene.greets(Scene.old("", true)).gets(Connack.class);

    assertThat(connack).isEqualTo(new Connack(false, ReasonCode.SUCCESS, Properties.NONE));
  }

  @Test
  void refusesALastingSessionWithoutAClientIdInMqtt311() {
    Peer peer = scene.greets(Scene.old("", false));

    peer.getsOnly(
        new Connack(
            false, ReasonCode.CLIENT_IDENTIFIER_NOT_VALID, Properties.NONE)); // [MQTT-3.1.3-8]
    assertThat(peer.isClosed()).isTrue();
    assertThat(scene.broker.counts().connectsRefused()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 61, 65_535})
  void tellsAShortenedKeepAlive(int asked) {
    Scene strict = Scene.within(Map.of("maximumKeepAlive", Duration.ofMinutes(1)));

    Connack connack = strict.greets(Hello.of("a").keepAlive(asked).packet()).gets(Connack.class);

    assertThat(connack.properties().number(Property.SERVER_KEEP_ALIVE, -1)).isEqualTo(60);
  }

  @Test
  void saysNothingOfAKeepAliveThatItTakes() {
    Scene strict = Scene.within(Map.of("maximumKeepAlive", Duration.ofMinutes(1)));

    Connack connack = strict.greets(Hello.of("a").keepAlive(60).packet()).gets(Connack.class);

    assertThat(connack.properties().has(Property.SERVER_KEEP_ALIVE)).isFalse();
  }

  @Test
  void tellsItsLimits() {
    Properties told = scene.greets(Hello.of("a").packet()).gets(Connack.class).properties();

    assertThat(told.number(Property.RECEIVE_MAXIMUM, -1)).isEqualTo(scene.config.receiveMaximum());
    assertThat(told.number(Property.MAXIMUM_PACKET_SIZE, -1))
        .isEqualTo(scene.config.maximumPacketSize());
    assertThat(told.number(Property.TOPIC_ALIAS_MAXIMUM, -1))
        .isEqualTo(scene.config.topicAliasMaximum());
  }

  @Test
  void passesARefusalOnWithItsReason() {
    Scene guarded = new Scene(Scene.bounds(Map.of()), new May());

    Peer peer = guarded.greets(Hello.of("a").as("nobody").packet());

    Connack connack = peer.gets(Connack.class);
    assertThat(connack.reason()).isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
    assertThat(connack.properties().text(Property.REASON_STRING)).contains("nobody is nobody");
    assertThat(peer.isClosed()).isTrue(); // [MQTT-3.2.2-7]
    assertThat(guarded.broker.sessionViews()).isEmpty();
    assertThat(guarded.broker.counts().connectsRefused()).isEqualTo(1);
  }

  @Test
  void keepsTheReasonStringFromWhoDoesNotWantIt() {
    Scene guarded = new Scene(Scene.bounds(Map.of()), new May());
    Hello hello = Hello.of("a").as("nobody").with(Property.REQUEST_PROBLEM_INFORMATION, 0);

    Connack connack = guarded.greets(hello.packet()).gets(Connack.class);

    assertThat(connack.properties()).isEqualTo(Properties.NONE); // [MQTT-3.1.2-29]
  }

  @Test
  void leavesOutAReasonStringThatTheClientCannotTake() {
    Scene guarded = new Scene(Scene.bounds(Map.of()), new May());
    Hello hello = Hello.of("a").as("nobody").with(Property.MAXIMUM_PACKET_SIZE, 8);

    Connack connack = guarded.greets(hello.packet()).gets(Connack.class);

    assertThat(connack.reason()).isEqualTo(ReasonCode.BAD_USER_NAME_OR_PASSWORD);
    assertThat(connack.properties()).isEqualTo(Properties.NONE); // [MQTT-3.2.2-19]
  }

  @Test
  void endsAConnectionWhoseClientCannotTakeConnack() {
    Peer peer = scene.greets(Hello.of("a").with(Property.MAXIMUM_PACKET_SIZE, 8).packet());

    peer.getsNothing(); // [MQTT-3.1.2-24]
    scene.after(Duration.ofSeconds(2));

    peer.getsNothing();
    assertThat(peer.isClosed()).isTrue();
    assertThat(scene.broker.counts().droppedTooLarge()).isEqualTo(1);
  }

  @Test
  void sendsAClientAwayWhoseIdConnectsAgain() {
    Peer first = scene.connects(Hello.lasting("a"));

    Peer second = scene.greets(Hello.lasting("a").packet());

    first.wasSentAway(ReasonCode.SESSION_TAKEN_OVER); // [MQTT-3.1.4-3]
    assertThat(second.gets(Connack.class).sessionPresent()).isTrue();
    assertThat(scene.broker.counts().takenOver()).isEqualTo(1);
    assertThat(scene.broker.counts().connections()).isEqualTo(1);
  }

  @Test
  void closesAnOldClientWhoseIdConnectsAgainWithoutAWord() {
    Peer first = scene.connects(Scene.old("a", false));

    scene.connects(Scene.old("a", false));

    first.getsNothing();
    assertThat(first.isClosed()).isTrue();
  }

  @Test
  void hasNoDisconnectForAClientThatGotNoConnack() {
    Peer first = scene.arrives();
    first.mutters(Hello.lasting("a").packet());
    scene.judge();

    scene.connects(Hello.lasting("a"));

    first.getsNothing(); // [MQTT-3.14.0-1]
    assertThat(first.isClosed()).isTrue();
  }

  @Test
  void keepsASessionFromAnotherUser() {
    scene.connects(Hello.lasting("a").as("one")).vanishes();

    Peer other = scene.greets(Hello.lasting("a").clean().as("other").packet());
    Peer anonymous = scene.greets(Hello.lasting("a").packet());

    assertThat(other.gets(Connack.class).reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(anonymous.gets(Connack.class).reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(
            scene
                .greets(Hello.lasting("a").as("one").packet())
                .gets(Connack.class)
                .sessionPresent())
        .isTrue();
  }

  @Test
  void doesNotEndAConnectedClientForAnotherUser() {
    Peer owner = scene.connects(Hello.lasting("a").as("one"));

    scene.greets(Hello.of("a").as("other").packet());

    assertThat(owner.isClosed()).isFalse();
  }

  @Test
  void refusesAWillThatItCouldNotPublish() {
    for (String topic : new String[] {"a/#", "+", "", "$SYS/broker/uptime"}) {
      Peer peer = scene.greets(Hello.of("a").leaving(Hello.will(topic, "gone")).packet());

      assertThat(peer.gets(Connack.class).reason())
          .isEqualTo(
              topic.startsWith("$") ? ReasonCode.TOPIC_NAME_INVALID : ReasonCode.MALFORMED_PACKET);
      assertThat(peer.isClosed()).isTrue();
    }
  }

  @Test
  void answersNothingInMqtt311ToAWillWhoseTopicIsNone() {
    Peer peer =
        scene.greets(
            new Connect(
                Version.MQTT_3_1_1,
                true,
                0,
                "a",
                Optional.of(Hello.will("a/#", "gone")),
                Optional.empty(),
                Optional.empty(),
                Properties.NONE));

    peer.getsNothing(); // [MQTT-3.1.4-1]
    assertThat(peer.isClosed()).isTrue();
  }

  @Test
  void refusesAWillWithAResponseTopicThatIsNone() {
    Will will =
        new Will(
            "t",
            Bytes.utf8("gone"),
            QoS.AT_MOST_ONCE,
            false,
            Properties.of(Property.RESPONSE_TOPIC, "a/+"));

    Peer peer = scene.greets(Hello.of("a").leaving(will).packet());

    assertThat(peer.gets(Connack.class).reason()).isEqualTo(ReasonCode.TOPIC_NAME_INVALID);
  }

  @Test
  void refusesAWillThatItsClientMayNotPublish() {
    May may = new May();
    may.unpublishable.add("secret");
    Scene guarded = new Scene(Scene.bounds(Map.of()), may);

    Peer peer = guarded.greets(Hello.of("a").leaving(Hello.will("secret", "gone")).packet());

    assertThat(peer.gets(Connack.class).reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(guarded.broker.counts().willsPublished()).isZero();
  }

  @Test
  void answersAnUnsupportedVersion() {
    Peer peer = scene.arrives();

    peer.client().violated(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, "version 3", scene.now);

    peer.getsOnly(new Connack(false, ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, Properties.NONE));
    assertThat(peer.isClosed()).isTrue();
  }

  @Test
  void saysConnackOnlyWhenTheSessionIsDurable() {
    Peer peer = scene.arrives();
    peer.mutters(Hello.lasting("a").packet());
    scene.judge();

    peer.getsNothing();
    scene.commit();

    peer.gets(Connack.class);
  }

  @Test
  void keepsWhatComesBeforeTheVerdictAndCountsItOnce() {
    Peer peer = scene.arrives();
    peer.mutters(Hello.of("a").packet(), Scene.subscribe("t", QoS.AT_MOST_ONCE), new Pingreq());
    peer.getsNothing();

    scene.judge();
    scene.commit();

    assertThat(peer.takes()).hasSize(3).last().isEqualTo(new Pingresp());
    assertThat(scene.broker.counts().packetsReceived()).isEqualTo(3);
  }

  @Test
  void forgetsWhatCameBeforeARefusal() {
    Scene guarded = new Scene(Scene.bounds(Map.of()), new May());
    Peer watcher = Scene.listening(guarded.connects(Hello.of("w")), "t", QoS.AT_MOST_ONCE);
    Peer peer = guarded.arrives();
    peer.mutters(Hello.of("a").as("nobody").packet(), Scene.publish("t", "x", QoS.AT_MOST_ONCE, 0));

    guarded.judge();
    guarded.commit();

    watcher.getsNothing(); // [MQTT-3.1.4-6]
    assertThat(peer.isClosed()).isTrue();
  }

  @Test
  void passesOverAVerdictForWhoIsGone() {
    Peer peer = scene.arrives();
    peer.mutters(Hello.lasting("a").packet());
    peer.client().lost(scene.now);

    scene.judge();
    scene.commit();

    peer.getsNothing();
    assertThat(scene.broker.sessionViews()).isEmpty();
  }

  @Test
  void lengthensOrShortensASessionByDisconnect() {
    Peer peer = scene.connects(Hello.lasting("a"));
    peer.says(
        new Disconnect(ReasonCode.SUCCESS, Properties.of(Property.SESSION_EXPIRY_INTERVAL, 7200)));

    assertThat(scene.broker.sessionViews().getFirst().expirySeconds()).isEqualTo(7200);

    Peer again = scene.connects(Hello.lasting("a"));
    again.says(
        new Disconnect(ReasonCode.SUCCESS, Properties.of(Property.SESSION_EXPIRY_INTERVAL, 0)));
    assertThat(scene.broker.sessionViews()).isEmpty();
    assertThat(scene.journal.survived()).isEmpty();
  }

  @Test
  void doesNotMakeASessionLastByDisconnect() {
    Peer peer = scene.connects(Hello.of("a"));

    peer.says(
        new Disconnect(ReasonCode.SUCCESS, Properties.of(Property.SESSION_EXPIRY_INTERVAL, 1)));

    peer.wasSentAway(ReasonCode.PROTOCOL_ERROR);
    assertThat(scene.broker.sessionViews()).isEmpty();
  }

  @Test
  void holdsNoClientToTheExpiryThatTheBrokerShortenedToNothing() {
    Scene forgetful = Scene.within(Map.of("maximumSessionExpiry", Duration.ZERO));
    Peer peer = forgetful.connects(Hello.lasting("a"));

    peer.says(
        new Disconnect(ReasonCode.SUCCESS, Properties.of(Property.SESSION_EXPIRY_INTERVAL, 60)));

    peer.getsNothing();
    assertThat(peer.isClosed()).isTrue();
    assertThat(forgetful.broker.counts().protocolErrors()).isZero();
  }

  @Test
  void refusesNewConnectionsWhenItStops() {
    Peer before = scene.connects(Hello.of("a"));

    scene.broker.stop(scene.now);

    before.wasSentAway(ReasonCode.SERVER_SHUTTING_DOWN);
    Peer late = new Peer(scene);
    late.on(
        scene.broker.connected(new Origin("127.0.0.1:1", true, Optional.empty()), late, scene.now));
    assertThat(late.isClosed()).isTrue();
    late.mutters(Hello.of("b").packet(), Scene.publish("t", "x", QoS.AT_MOST_ONCE, 0));
    late.getsNothing();
  }

  @Test
  void refusesWhoeverIsComingInWhenItStops() {
    Peer coming = scene.arrives();
    coming.mutters(Hello.of("a").packet());

    scene.broker.stop(scene.now);

    Connack connack = coming.gets(Connack.class); // which has no Server shutting down
    assertThat(connack.reason()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
    assertThat(coming.isClosed()).isTrue();
  }

  @Test
  void saysProtocolErrorOfAnotherVersionInTheMiddle() {
    Peer peer = scene.connects(Hello.of("a"));

    peer.client().violated(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION, "version 6", scene.now);

    peer.wasSentAway(ReasonCode.PROTOCOL_ERROR); // DISCONNECT has no Unsupported protocol version
  }

  @Test
  void forwardsNothingBeforeConnack() {
    Peer first = Scene.listening(scene.connects(Hello.lasting("a")), "t", QoS.AT_LEAST_ONCE);
    first.vanishes();
    Peer publisher = scene.connects(Hello.of("p"));
    Peer second = scene.arrives();
    second.mutters(Hello.lasting("a").packet());
    scene.judge();

    publisher.mutters(Scene.publish("t", "early", QoS.AT_LEAST_ONCE, 1));
    second.getsNothing();
    scene.commit();

    second.gets(Connack.class);
    assertThat(second.gets(Publish.class).topic()).isEqualTo("t");
  }
}
