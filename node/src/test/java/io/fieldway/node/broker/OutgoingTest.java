package io.fieldway.node.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.PacketEncoder;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Pubcomp;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.Pubrec;
import io.fieldway.node.packet.Pubrel;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.Version;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// PUBLISH to a subscriber.
final class OutgoingTest {
  private final May may = new May();
  private final Scene scene = new Scene(Scene.bounds(Map.of()), may);
  private final Peer publisher = scene.connects(Hello.of("p"));

  private Peer listens(Hello hello, QoS qos) {
    return Scene.listening(scene.connects(hello), "t", qos);
  }

  private void publish(QoS qos, String... payloads) {
    for (String payload : payloads) {
      publisher.says(Scene.publish("t", payload, qos, 1));
      if (qos == QoS.EXACTLY_ONCE) {
        publisher.says(Pubrel.of(1));
      }
      publisher.takes();
    }
  }

  private static Hello narrow(int receiveMaximum) {
    return Hello.lasting("s").with(Property.RECEIVE_MAXIMUM, receiveMaximum);
  }

  @Test
  void forgetsAMessageOfQoS1AtPuback() {
    Peer subscriber = listens(Hello.lasting("s"), QoS.AT_LEAST_ONCE);
    publish(QoS.AT_LEAST_ONCE, "1");
    Publish publish = subscriber.gets(Publish.class);
    assertThat(publish.dup()).isFalse(); // [MQTT-4.3.2-2]
    assertThat(scene.broker.counts().queuedMessages()).isEqualTo(1);

    subscriber.says(Puback.of(publish.packetId()));

    assertThat(scene.broker.counts().queuedMessages()).isZero();
    assertThat(scene.broker.counts().queuedBytes()).isZero();
    assertThat(scene.journal.survived()).hasSize(2); // the session and its subscription
  }

  @Test
  void forgetsAMessageOfQoS1ThatTheClientRefuses() {
    Peer subscriber = listens(Hello.lasting("s"), QoS.AT_LEAST_ONCE);
    publish(QoS.AT_LEAST_ONCE, "1");
    int packetId = subscriber.gets(Publish.class).packetId();

    subscriber.says(new Puback(packetId, ReasonCode.UNSPECIFIED_ERROR, Properties.NONE));

    assertThat(scene.broker.counts().queuedMessages()).isZero();
  }

  @Test
  void bringsAMessageOfQoS2InFourSteps() {
    Peer subscriber = listens(Hello.lasting("s"), QoS.EXACTLY_ONCE);
    publish(QoS.EXACTLY_ONCE, "1");
    int packetId = subscriber.gets(Publish.class).packetId();

    subscriber.says(Pubrec.of(packetId));
    subscriber.getsOnly(Pubrel.of(packetId)); // [MQTT-4.3.3-4]
    assertThat(scene.broker.counts().queuedMessages()).isEqualTo(1);
    subscriber.says(Pubcomp.of(packetId));

    assertThat(scene.broker.counts().queuedMessages()).isZero();
    assertThat(scene.journal.survived()).hasSize(2);
  }

  @Test
  void sendsAMessageOfQoS2ToALastingSessionWhenItsPacketIdIsDurable() {
    Peer subscriber = listens(Hello.lasting("s"), QoS.EXACTLY_ONCE);
    Peer fleeting = listens(Hello.of("f"), QoS.EXACTLY_ONCE);

    publisher.mutters(Scene.publish("t", "x", QoS.EXACTLY_ONCE, 1));

    fleeting.gets(Publish.class);
    subscriber.getsNothing();
    scene.commit();
    subscriber.gets(Publish.class);
  }

  @Test
  void forgetsAMessageOfQoS2ThatTheClientRefuses() {
    Peer subscriber = listens(narrow(1), QoS.EXACTLY_ONCE);
    publish(QoS.EXACTLY_ONCE, "1", "2");
    int packetId = subscriber.gets(Publish.class).packetId();

    subscriber.says(new Pubrec(packetId, ReasonCode.QUOTA_EXCEEDED, Properties.NONE));

    assertThat(subscriber.hears()).isEqualTo("2"); // without a PUBREL for the first
    assertThat(scene.broker.counts().queuedMessages()).isEqualTo(1);
  }

  @Test
  void answersAPubrecThatItDoesNotKnow() {
    Peer subscriber = listens(Hello.lasting("s"), QoS.EXACTLY_ONCE);

    subscriber.says(
        Pubrec.of(9),
        new Pubrec(10, ReasonCode.QUOTA_EXCEEDED, Properties.NONE),
        Puback.of(11),
        Pubcomp.of(12));

    subscriber.getsOnly(new Pubrel(9, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, Properties.NONE));
  }

  static List<Arguments> answersOfAnotherKind() {
    return List.of(
        Arguments.of(QoS.AT_LEAST_ONCE, List.of(Pubrec.of(1))),
        Arguments.of(QoS.AT_LEAST_ONCE, List.of(Pubcomp.of(1))),
        Arguments.of(QoS.EXACTLY_ONCE, List.of(Puback.of(1))),
        Arguments.of(QoS.EXACTLY_ONCE, List.of(Pubcomp.of(1))),
        Arguments.of(QoS.EXACTLY_ONCE, List.of(Pubrec.of(1), Puback.of(1))));
  }

  @ParameterizedTest
  @MethodSource("answersOfAnotherKind")
  void sendsAwayWhoAnswersInAnotherKind(QoS qos, List<Packet> answers) {
    Peer subscriber = listens(Hello.lasting("s"), qos);
    publish(qos, "1");
    assertThat(subscriber.gets(Publish.class).packetId()).isEqualTo(1);

    answers.forEach(subscriber::says);

    subscriber.wasSentAway(ReasonCode.PROTOCOL_ERROR);
    assertThat(scene.broker.counts().queuedMessages()).isEqualTo(1);
  }

  @Test
  void takesAnswersOfNothing() {
    Peer subscriber = listens(Hello.lasting("s"), QoS.EXACTLY_ONCE);

    subscriber.says(Puback.of(1), Pubcomp.of(2));

    subscriber.getsNothing();
    assertThat(subscriber.isClosed()).isFalse();
  }

  @Test
  void sendsNoMoreThanTheReceiveMaximum() {
    Peer subscriber = listens(narrow(2), QoS.AT_LEAST_ONCE);

    publish(QoS.AT_LEAST_ONCE, "1", "2", "3", "4");

    assertThat(subscriber.hearsAll()).containsExactly("1", "2"); // [MQTT-3.3.4-9]
    subscriber.says(Puback.of(1));
    assertThat(subscriber.hearsAll()).containsExactly("3");
    subscriber.says(Puback.of(2), Puback.of(3));
    assertThat(subscriber.hearsAll()).containsExactly("4");
  }

  @Test
  void sendsQoS0ThroughAFullWindow() {
    Peer subscriber = listens(narrow(1), QoS.AT_LEAST_ONCE);
    publish(QoS.AT_LEAST_ONCE, "1", "2");
    subscriber.takes();

    publish(QoS.AT_MOST_ONCE, "plain");

    assertThat(subscriber.hears()).isEqualTo("plain");
  }

  @Test
  void repeatsInOrderWithDupUnderTheSamePacketIds() {
    Peer subscriber = listens(Hello.lasting("s"), QoS.EXACTLY_ONCE);
    publish(QoS.AT_LEAST_ONCE, "1");
    publish(QoS.EXACTLY_ONCE, "2", "3");
    List<Integer> before =
        subscriber.takes().stream().map(packet -> ((Publish) packet).packetId()).toList();
    subscriber.says(Pubrec.of(before.get(1)));
    subscriber.vanishes();
    publish(QoS.AT_LEAST_ONCE, "4");

    Peer again = scene.connects(Hello.lasting("s"));

    assertThat(again.gets(Pubrel.class).packetId()).isEqualTo(before.get(1)); // [MQTT-4.4.0-1]
    Publish first = again.gets(Publish.class);
    Publish third = again.gets(Publish.class);
    Publish fourth = again.gets(Publish.class);
    assertThat(first.dup()).isTrue(); // [MQTT-3.3.1-1]
    assertThat(first.packetId()).isEqualTo(before.getFirst());
    assertThat(third.dup()).isTrue();
    assertThat(third.packetId()).isEqualTo(before.getLast());
    assertThat(fourth.dup()).isFalse();
    again.getsNothing();
  }

  @Test
  void repeatsNoMoreThanTheReceiveMaximumOfTheNewConnection() {
    Peer subscriber = listens(narrow(10), QoS.EXACTLY_ONCE);
    publish(QoS.AT_LEAST_ONCE, "1", "2");
    publish(QoS.EXACTLY_ONCE, "3");
    publish(QoS.AT_LEAST_ONCE, "4", "5");
    assertThat(subscriber.hearsAll()).hasSize(5);
    subscriber.vanishes();
    publish(QoS.AT_LEAST_ONCE, "6");

    Peer again = scene.connects(narrow(2));

    assertThat(again.hearsAll()).containsExactly("1", "2"); // [MQTT-3.3.4-9]
    again.says(Puback.of(1));
    assertThat(again.hearsAll()).containsExactly("3");
    again.says(Puback.of(2));
    assertThat(again.hearsAll()).containsExactly("4");
    again.says(Pubrec.of(3));
    again.getsOnly(Pubrel.of(3));
    again.says(Pubcomp.of(3));
    assertThat(again.hearsAll()).containsExactly("5");
    again.says(Puback.of(4), Puback.of(5));
    assertThat(again.hearsAll()).containsExactly("6");
  }

  @Test
  void takesAnAcknowledgementOfWhatItHasNotRepeatedYet() {
    Peer subscriber = listens(narrow(10), QoS.EXACTLY_ONCE);
    publish(QoS.AT_LEAST_ONCE, "1", "2");
    publish(QoS.EXACTLY_ONCE, "3");
    subscriber.vanishes();
    Peer again = scene.connects(narrow(1));
    assertThat(again.hearsAll()).containsExactly("1");

    again.says(Puback.of(2), Pubrec.of(3), Puback.of(1), Pubcomp.of(3));

    again.getsOnly(Pubrel.of(3));
    assertThat(scene.broker.counts().queuedMessages()).isZero();
  }

  @Test
  void repeatsNothingThatTheNewConnectionCannotTakeOrMayNotHave() {
    Peer subscriber = listens(Hello.lasting("s"), QoS.AT_LEAST_ONCE);
    publish(QoS.AT_LEAST_ONCE, "x".repeat(200), "2");
    subscriber.vanishes();

    Peer small = scene.connects(Hello.lasting("s").with(Property.MAXIMUM_PACKET_SIZE, 100));
    assertThat(small.hearsAll()).containsExactly("2"); // [MQTT-3.1.2-24], [MQTT-3.1.2-25]
    small.vanishes();
    may.unreceivable.add("t");

    scene.connects(Hello.lasting("s")).getsNothing();
    assertThat(scene.broker.counts().droppedTooLarge()).isEqualTo(1);
    assertThat(scene.broker.counts().droppedNotAuthorized()).isEqualTo(1);
    assertThat(scene.broker.counts().queuedMessages()).isZero();
  }

  @Test
  void repeatsNoFasterThanTheConnectionTakesIt() {
    Peer subscriber = listens(Hello.lasting("s"), QoS.AT_LEAST_ONCE);
    publish(QoS.AT_LEAST_ONCE, "1", "2", "3");
    subscriber.vanishes();
    Peer again = scene.arrives();
    again.pending = scene.config.maximumPendingBytes() + 1;
    again.mutters(Hello.lasting("s").packet());
    scene.judge();
    scene.commit();

    assertThat(again.hearsAll()).isEmpty();
    again.pending = 0;
    again.client().drained(scene.now);

    assertThat(again.hearsAll()).containsExactly("1", "2", "3");
  }

  @Test
  void deliversNothingThatExceedsTheClientsPacketSize() {
    Peer small =
        listens(Hello.lasting("s").with(Property.MAXIMUM_PACKET_SIZE, 40), QoS.EXACTLY_ONCE);

    publish(QoS.AT_MOST_ONCE, "x".repeat(40), "0");
    publish(QoS.AT_LEAST_ONCE, "x".repeat(40), "1");
    publish(QoS.EXACTLY_ONCE, "x".repeat(40), "2");

    assertThat(small.hearsAll()).containsExactly("0", "1", "2"); // [MQTT-3.1.2-25]
    assertThat(scene.broker.counts().droppedTooLarge()).isEqualTo(3);
    assertThat(scene.broker.counts().queuedMessages()).isEqualTo(2);
  }

  @Test
  void sendsUnderAliasesWhereTheClientTakesThem() {
    Peer subscriber =
        Scene.listening(
            scene.connects(Hello.of("s").with(Property.TOPIC_ALIAS_MAXIMUM, 1)),
            "#",
            QoS.AT_MOST_ONCE);

    publisher.says(
        Scene.publish("a", "1", QoS.AT_MOST_ONCE, 0),
        Scene.publish("a", "2", QoS.AT_MOST_ONCE, 0),
        Scene.publish("b", "3", QoS.AT_MOST_ONCE, 0));

    Publish first = subscriber.gets(Publish.class);
    Publish second = subscriber.gets(Publish.class);
    Publish third = subscriber.gets(Publish.class);
    assertThat(first.topic()).isEqualTo("a");
    assertThat(first.properties().number(Property.TOPIC_ALIAS, 0)).isEqualTo(1);
    assertThat(second.topic()).isEmpty();
    assertThat(second.properties().number(Property.TOPIC_ALIAS, 0)).isEqualTo(1);
    assertThat(third.topic()).isEqualTo("b"); // [MQTT-3.1.2-26]
    assertThat(third.properties().has(Property.TOPIC_ALIAS)).isFalse();
  }

  @Test
  void keepsToThePacketSizeWithAliases() {
    for (@Var int size = 20; size < 60; size++) {
      Peer subscriber =
          Scene.listening(
              scene.connects(
                  Hello.of("s")
                      .with(Property.TOPIC_ALIAS_MAXIMUM, 9)
                      .with(Property.MAXIMUM_PACKET_SIZE, size)),
              "#",
              QoS.AT_MOST_ONCE);

      publisher.says(
          Scene.publish("t", "x".repeat(20), QoS.AT_MOST_ONCE, 0),
          Scene.publish("t", "x".repeat(20), QoS.AT_MOST_ONCE, 0));

      int most = size;
      assertThat(subscriber.takes()) // [MQTT-3.1.2-24]
          .allMatch(packet -> PacketEncoder.size(packet, Version.MQTT_5) <= most);
    }
  }

  @Test
  void sendsNothingThatTheClientMayNotReceive() {
    may.unreceivable.add("t");
    Peer subscriber = listens(Hello.lasting("s"), QoS.EXACTLY_ONCE);

    publish(QoS.AT_MOST_ONCE, "0");
    publish(QoS.AT_LEAST_ONCE, "1");
    publish(QoS.EXACTLY_ONCE, "2");

    subscriber.getsNothing();
    assertThat(scene.broker.counts().droppedNotAuthorized()).isEqualTo(3);
    assertThat(scene.broker.counts().queuedMessages()).isZero();
  }

  @Test
  void keepsWhatComesForASessionThatIsAway() {
    Peer subscriber = listens(Hello.lasting("s"), QoS.EXACTLY_ONCE);
    subscriber.vanishes();

    publish(QoS.AT_MOST_ONCE, "0");
    publish(QoS.AT_LEAST_ONCE, "1");
    publish(QoS.EXACTLY_ONCE, "2");
    publish(QoS.AT_LEAST_ONCE, "3");

    assertThat(scene.connects(Hello.lasting("s")).hearsAll())
        .containsExactlyInAnyOrder("1", "2", "3");
  }

  @Test
  void deliversAtTheLowerOfTheTwoQualities() {
    Peer low = listens(Hello.of("low"), QoS.AT_MOST_ONCE);
    Peer middle = listens(Hello.of("middle"), QoS.AT_LEAST_ONCE);
    Peer high = listens(Hello.of("high"), QoS.EXACTLY_ONCE);

    publish(QoS.EXACTLY_ONCE, "2");
    publish(QoS.AT_LEAST_ONCE, "1");

    assertThat(List.of(low.gets(Publish.class).qos(), low.gets(Publish.class).qos()))
        .containsExactly(QoS.AT_MOST_ONCE, QoS.AT_MOST_ONCE);
    assertThat(List.of(middle.gets(Publish.class).qos(), middle.gets(Publish.class).qos()))
        .containsExactly(QoS.AT_LEAST_ONCE, QoS.AT_LEAST_ONCE);
    assertThat(List.of(high.gets(Publish.class).qos(), high.gets(Publish.class).qos()))
        .containsExactly(QoS.EXACTLY_ONCE, QoS.AT_LEAST_ONCE);
  }

  @Test
  void goesRoundThroughThePacketIds() {
    Peer subscriber = listens(Hello.of("s"), QoS.AT_LEAST_ONCE);
    @Var int last = 0;
    for (@Var int i = 0; i < 65_535; i++) {
      publisher.mutters(Scene.publish("t", "x", QoS.AT_LEAST_ONCE, 1));
      publisher.takes();
      last = subscriber.gets(Publish.class).packetId();
      subscriber.mutters(Puback.of(last));
    }
    assertThat(last).isEqualTo(65_535);

    publisher.mutters(Scene.publish("t", "x", QoS.AT_LEAST_ONCE, 1));

    assertThat(subscriber.gets(Publish.class).packetId()).isEqualTo(1);
  }
}
