package io.fieldway.node.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Pubcomp;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.Pubrec;
import io.fieldway.node.packet.Pubrel;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.wire.Bytes;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// PUBLISH from clients.
final class PublishTest {
  private final May may = new May();
  private final Scene scene = new Scene(Scene.bounds(Map.of()), may);
  private final Peer subscriber =
      Scene.listening(scene.connects(Hello.lasting("s")), "t/#", QoS.EXACTLY_ONCE);
  private final Peer publisher = scene.connects(Hello.lasting("p"));

  private static Publish at(QoS qos, int packetId) {
    return Scene.publish("t", "x", qos, packetId);
  }

  private static Publish with(Property property, long number) {
    return Scene.with(at(QoS.AT_LEAST_ONCE, 1), Properties.of(property, number));
  }

  @Test
  void forwardsAtQoS0AndSaysNothing() {
    publisher.says(at(QoS.AT_MOST_ONCE, 0));

    publisher.getsNothing();
    assertThat(subscriber.gets(Publish.class)).isEqualTo(at(QoS.AT_MOST_ONCE, 0));
  }

  @Test
  void acknowledgesQoS1WhenTheMessageIsDurable() {
    publisher.mutters(at(QoS.AT_LEAST_ONCE, 7));
    publisher.getsNothing();

    scene.commit();

    publisher.getsOnly(Puback.of(7)); // [MQTT-4.3.2-4]
    assertThat(subscriber.gets(Publish.class).qos()).isEqualTo(QoS.AT_LEAST_ONCE);
  }

  @Test
  void acknowledgesAtOnceWhereNothingIsToBeKept() {
    subscriber.vanishes();
    Peer fleeting = Scene.listening(scene.connects(Hello.of("f")), "u", QoS.AT_LEAST_ONCE);

    publisher.mutters(Scene.publish("u", "x", QoS.AT_LEAST_ONCE, 7));

    publisher.getsOnly(Puback.of(7));
    fleeting.gets(Publish.class);
  }

  @Test
  void takesQoS2InFourSteps() {
    publisher.mutters(at(QoS.EXACTLY_ONCE, 7));
    publisher.getsNothing();
    scene.commit();
    publisher.getsOnly(Pubrec.of(7)); // [MQTT-4.3.3-8]

    publisher.mutters(Pubrel.of(7));
    publisher.getsNothing();
    scene.commit();

    publisher.getsOnly(Pubcomp.of(7)); // [MQTT-4.3.3-11]
    assertThat(subscriber.hearsAll()).containsExactly("x");
  }

  @Test
  void deliversAMessageOfQoS2OnceThoughItComesAgain() {
    publisher.says(at(QoS.EXACTLY_ONCE, 7));
    publisher.vanishes();
    Peer again = scene.connects(Hello.lasting("p"));

    again.says(Scene.again(at(QoS.EXACTLY_ONCE, 7)), at(QoS.EXACTLY_ONCE, 7));

    again.getsOnly(Pubrec.of(7), Pubrec.of(7)); // [MQTT-4.3.3-10]
    assertThat(subscriber.hearsAll()).containsExactly("x");
  }

  @Test
  void takesAPacketIdOfQoS2ForAnotherMessageAfterPubrel() {
    publisher.says(
        at(QoS.EXACTLY_ONCE, 7), Pubrel.of(7), at(QoS.EXACTLY_ONCE, 7)); // [MQTT-4.3.3-12]

    assertThat(subscriber.hearsAll()).containsExactly("x", "x");
  }

  @Test
  void answersAPubrelThatItDoesNotKnow() {
    publisher.says(Pubrel.of(9));

    publisher.getsOnly(
        new Pubcomp(9, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, Properties.NONE)); // [MQTT-4.3.3-11]
  }

  @Test
  void forgetsPacketIdsWithTheSession() {
    publisher.says(at(QoS.EXACTLY_ONCE, 7));
    Peer anew = scene.connects(Hello.lasting("p").clean());

    anew.says(at(QoS.EXACTLY_ONCE, 7));

    assertThat(subscriber.hearsAll()).containsExactly("x", "x");
  }

  @Test
  void tellsThatNobodySubscribedAndDoesSoInMqtt5Only() {
    Publish lonely = Scene.publish("nobody", "x", QoS.AT_LEAST_ONCE, 1);
    publisher.says(lonely, Scene.publish("nobody", "x", QoS.EXACTLY_ONCE, 2));
    publisher.getsOnly(
        new Puback(1, ReasonCode.NO_MATCHING_SUBSCRIBERS, Properties.NONE),
        new Pubrec(2, ReasonCode.NO_MATCHING_SUBSCRIBERS, Properties.NONE));

    Peer old = scene.connects(Scene.old("o", true));
    old.says(lonely);

    old.getsOnly(Puback.of(1));
  }

  @Test
  void answersInTheOrderOfWhatCame() {
    publisher.mutters(
        at(QoS.AT_LEAST_ONCE, 1),
        Scene.publish("nobody", "x", QoS.AT_LEAST_ONCE, 2),
        at(QoS.EXACTLY_ONCE, 3),
        Scene.publish("nobody", "x", QoS.AT_LEAST_ONCE, 4));
    publisher.getsNothing();

    scene.commit();

    assertThat(publisher.takes()) // [MQTT-4.6.0-2], [MQTT-4.6.0-3]
        .extracting(PublishTest::packetId)
        .containsExactly(1, 2, 3, 4);
  }

  private static int packetId(Packet packet) {
    return switch (packet) {
      case Puback puback -> puback.packetId();
      case Pubrec pubrec -> pubrec.packetId();
      default -> 0;
    };
  }

  @Test
  void sendsAClientAwayThatExceedsTheReceiveMaximum() {
    Scene narrow = Scene.within(Map.of("receiveMaximum", 2));
    Scene.listening(narrow.connects(Hello.lasting("s")), "t", QoS.AT_LEAST_ONCE);
    Peer peer = narrow.connects(Hello.of("p"));

    peer.mutters(at(QoS.AT_LEAST_ONCE, 1), at(QoS.EXACTLY_ONCE, 2));
    peer.getsNothing();
    peer.mutters(at(QoS.AT_LEAST_ONCE, 3));

    peer.wasSentAway(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED); // [MQTT-3.3.4-9]
  }

  @Test
  void countsMessagesOfQoS2UntilPubcomp() {
    Scene narrow = Scene.within(Map.of("receiveMaximum", 1));
    Peer peer = narrow.connects(Hello.of("p"));

    peer.says(at(QoS.EXACTLY_ONCE, 1), Pubrel.of(1), at(QoS.EXACTLY_ONCE, 2));
    assertThat(peer.isClosed()).isFalse();
    peer.says(at(QoS.AT_MOST_ONCE, 0));
    assertThat(peer.isClosed()).isFalse();
    peer.says(at(QoS.EXACTLY_ONCE, 3));

    peer.wasSentAway(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED);
  }

  @Test
  void countsAnewWithEachConnection() {
    Scene narrow = Scene.within(Map.of("receiveMaximum", 1));
    narrow.connects(Hello.lasting("p")).says(at(QoS.EXACTLY_ONCE, 1)).vanishes();
    Peer peer = narrow.connects(Hello.lasting("p"));

    peer.says(at(QoS.EXACTLY_ONCE, 2)); // MQTT 5 §4.9
    assertThat(peer.isClosed()).isFalse();
    peer.says(at(QoS.EXACTLY_ONCE, 3));

    peer.wasSentAway(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED);
  }

  @Test
  void resolvesAliases() {
    Publish named =
        Scene.with(
            Scene.publish("t/long", "1", QoS.AT_MOST_ONCE, 0),
            Properties.of(Property.TOPIC_ALIAS, 5));
    Publish short_ =
        Scene.with(
            Scene.publish("", "2", QoS.AT_MOST_ONCE, 0), Properties.of(Property.TOPIC_ALIAS, 5));
    Publish renamed =
        Scene.with(
            Scene.publish("t/other", "3", QoS.AT_MOST_ONCE, 0),
            Properties.of(Property.TOPIC_ALIAS, 5));

    publisher.says(named, short_, renamed, short_);

    assertThat(subscriber.takes())
        .extracting(packet -> ((Publish) packet).topic())
        .containsExactly("t/long", "t/long", "t/other", "t/other");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 65, 65_535})
  void refusesAliasesBeyondItsMaximum(long alias) {
    publisher.says(with(Property.TOPIC_ALIAS, alias));

    publisher.wasSentAway(ReasonCode.TOPIC_ALIAS_INVALID); // [MQTT-3.3.2-8], [MQTT-3.3.2-9]
  }

  @Test
  void refusesAnAliasThatStandsForNothing() {
    publisher.says(
        Scene.with(
            Scene.publish("", "x", QoS.AT_MOST_ONCE, 0), Properties.of(Property.TOPIC_ALIAS, 1)));

    publisher.wasSentAway(ReasonCode.PROTOCOL_ERROR);
  }

  @Test
  void forgetsAliasesWithTheConnection() {
    publisher.says(with(Property.TOPIC_ALIAS, 1));
    Peer again = scene.connects(Hello.lasting("p"));

    again.says(
        Scene.with(
            Scene.publish("", "x", QoS.AT_MOST_ONCE, 0), Properties.of(Property.TOPIC_ALIAS, 1)));

    again.wasSentAway(ReasonCode.PROTOCOL_ERROR); // [MQTT-3.3.2-7]
  }

  @Test
  void refusesAnEmptyTopicWithoutAnAlias() {
    publisher.says(Scene.publish("", "x", QoS.AT_MOST_ONCE, 0));

    publisher.wasSentAway(ReasonCode.PROTOCOL_ERROR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/+", "#", "a#b"})
  void refusesATopicThatIsNone(String topic) {
    publisher.says(Scene.publish(topic, "x", QoS.AT_MOST_ONCE, 0));

    publisher.wasSentAway(ReasonCode.MALFORMED_PACKET); // [MQTT-3.3.2-2]
    subscriber.getsNothing();
  }

  @Test
  void refusesASubscriptionIdentifierFromAClient() {
    publisher.says(with(Property.SUBSCRIPTION_IDENTIFIER, 1));

    publisher.wasSentAway(ReasonCode.PROTOCOL_ERROR); // [MQTT-3.3.4-6]
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/#", "+"})
  void refusesAResponseTopicThatIsNone(String response) {
    publisher.says(
        Scene.with(at(QoS.AT_MOST_ONCE, 0), Properties.of(Property.RESPONSE_TOPIC, response)));

    publisher.wasSentAway(ReasonCode.PROTOCOL_ERROR); // [MQTT-3.3.2-14]
  }

  @Test
  void forwardsPropertiesUnaltered() {
    Properties said =
        Properties.builder()
            .put(Property.PAYLOAD_FORMAT_INDICATOR, 1)
            .put(Property.CONTENT_TYPE, "text/plain")
            .put(Property.RESPONSE_TOPIC, "answers")
            .put(Property.CORRELATION_DATA, Bytes.utf8("42"))
            .user("b", "1")
            .user("a", "2")
            .user("b", "1")
            .build();

    publisher.says(Scene.with(at(QoS.AT_LEAST_ONCE, 1), said));

    assertThat(subscriber.gets(Publish.class).properties())
        .isEqualTo(said); // [MQTT-3.3.2-4], [MQTT-3.3.2-15] to [MQTT-3.3.2-20]
  }

  @Test
  void refusesAPayloadThatIsNotTheTextItSays() {
    Publish broken =
        new Publish(
            "t",
            Bytes.copyOf(new byte[] {(byte) 0xC3, 0x28}, 0, 2),
            QoS.AT_LEAST_ONCE,
            false,
            false,
            1,
            Properties.of(Property.PAYLOAD_FORMAT_INDICATOR, 1));

    publisher.says(broken, Scene.with(broken, Properties.of(Property.PAYLOAD_FORMAT_INDICATOR, 0)));

    assertThat(publisher.gets(Puback.class).reason()).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
    assertThat(publisher.gets(Puback.class).reason()).isEqualTo(ReasonCode.SUCCESS);
    assertThat(subscriber.takes()).hasSize(1);
  }

  @Test
  void refusesForWantOfRightsInMqtt5WithAReason() {
    may.unpublishable.add("t");

    publisher.says(at(QoS.AT_MOST_ONCE, 0), at(QoS.AT_LEAST_ONCE, 1), at(QoS.EXACTLY_ONCE, 2));

    assertThat(publisher.gets(Puback.class).reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(publisher.gets(Pubrec.class).reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    publisher.getsNothing();
    subscriber.getsNothing();
    assertThat(publisher.isClosed()).isFalse();
    assertThat(scene.broker.counts().publishRefused()).isEqualTo(3);
  }

  @Test
  void keepsNoPacketIdOfAMessageOfQoS2ThatItRefused() {
    may.unpublishable.add("t");
    publisher.says(at(QoS.EXACTLY_ONCE, 2));
    may.unpublishable.clear();

    publisher.says(at(QoS.EXACTLY_ONCE, 2)); // [MQTT-4.3.3-9]

    assertThat(subscriber.hearsAll()).containsExactly("x");
  }

  @ParameterizedTest
  @EnumSource(value = QoS.class, names = "AT_MOST_ONCE", mode = EnumSource.Mode.EXCLUDE)
  void refusesForWantOfRightsInMqtt311ByClosing(QoS qos) {
    may.unpublishable.add("t");
    Peer old = scene.connects(Scene.old("o", true));

    old.says(at(QoS.AT_MOST_ONCE, 0));
    assertThat(old.isClosed()).isFalse();
    old.says(at(qos, 1));

    old.getsNothing();
    assertThat(old.isClosed()).isTrue(); // MQTT 3.1.1 [MQTT-3.3.5-2]
    subscriber.getsNothing();
  }

  @Test
  void keepsSystemTopicsForItself() {
    Peer watcher = Scene.listening(scene.connects(Hello.of("w")), "$SYS/#", QoS.AT_LEAST_ONCE);

    publisher.says(
        Scene.publish("$SYS/broker/version", "mine", QoS.AT_MOST_ONCE, 0),
        Scene.publish("$SYS/broker/version", "mine", QoS.AT_LEAST_ONCE, 1));

    watcher.getsNothing();
    assertThat(publisher.gets(Puback.class).reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(publisher.isClosed()).isFalse();
    assertThat(scene.broker.counts().publishRefused()).isEqualTo(2);
  }

  @Test
  void refusesWhatItHasNoRoomToRetain() {
    Scene small = Scene.within(Map.of("maximumRetained", 1));
    Peer watcher = Scene.listening(small.connects(Hello.of("w")), "#", QoS.AT_LEAST_ONCE);
    Peer peer = small.connects(Hello.of("p"));

    peer.says(
        Scene.retained("a", "1", QoS.AT_LEAST_ONCE, 1),
        Scene.retained("b", "2", QoS.AT_LEAST_ONCE, 2),
        Scene.retained("a", "3", QoS.AT_LEAST_ONCE, 3),
        Scene.retained("a", "", QoS.AT_LEAST_ONCE, 4),
        Scene.retained("b", "5", QoS.AT_LEAST_ONCE, 5));

    assertThat(peer.takes())
        .extracting(packet -> ((Puback) packet).reason())
        .containsExactly(
            ReasonCode.SUCCESS,
            ReasonCode.QUOTA_EXCEEDED,
            ReasonCode.SUCCESS,
            ReasonCode.SUCCESS,
            ReasonCode.SUCCESS);
    assertThat(watcher.hearsAll()).containsExactly("1", "3", "", "5");
  }

  @Test
  void leavesOutAReasonStringThatTheClientCannotTake() {
    may.unpublishable.add("t");
    Peer tiny = scene.connects(Hello.of("x").with(Property.MAXIMUM_PACKET_SIZE, 30));

    tiny.says(at(QoS.AT_LEAST_ONCE, 1), at(QoS.EXACTLY_ONCE, 2));

    tiny.getsOnly( // [MQTT-3.4.2-2], [MQTT-3.5.2-2]
        new Puback(1, ReasonCode.NOT_AUTHORIZED, Properties.NONE),
        new Pubrec(2, ReasonCode.NOT_AUTHORIZED, Properties.NONE));
  }

  @Test
  void keepsTheOrderOfATopicAndQuality() {
    for (@Var int i = 1; i <= 50; i++) {
      publisher.mutters(
          Scene.publish("t", "a" + i, QoS.AT_LEAST_ONCE, i),
          Scene.publish("t", "b" + i, QoS.EXACTLY_ONCE, 100 + i));
    }
    scene.commit();

    List<String> heard = subscriber.hearsAll();
    for (String kind : List.of("a", "b")) {
      assertThat(heard.stream().filter(text -> text.startsWith(kind))) // [MQTT-4.6.0-5]
          .containsExactlyElementsOf(numbered(kind, 50));
    }
  }

  private static List<String> numbered(String kind, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> kind + i).toList();
  }
}
