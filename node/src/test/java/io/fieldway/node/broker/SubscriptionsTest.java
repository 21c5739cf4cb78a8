package io.fieldway.node.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Pubcomp;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.Pubrec;
import io.fieldway.node.packet.Pubrel;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.RetainHandling;
import io.fieldway.node.packet.Suback;
import io.fieldway.node.packet.Subscribe;
import io.fieldway.node.packet.Subscription;
import io.fieldway.node.packet.Unsuback;
import io.fieldway.node.packet.Unsubscribe;
import io.fieldway.node.packet.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// SUBSCRIBE and UNSUBSCRIBE, and who gets what for them.
final class SubscriptionsTest {
  private final May may = new May();
  private final Scene scene = new Scene(Scene.bounds(Map.of()), may);
  private final Peer publisher = scene.connects(Hello.of("p"));
  private final Peer subscriber = scene.connects(Hello.lasting("s"));

  private void publish(String topic, String payload, QoS qos) {
    publisher.says(Scene.publish(topic, payload, qos, 1), Pubrel.of(1));
    publisher.takes();
  }

  private static Subscription simple(String filter, QoS qos) {
    return new Subscription(filter, qos, false, false, RetainHandling.SEND);
  }

  private static Subscribe identified(String filter, QoS qos, int identifier) {
    return Scene.subscribe(
        simple(filter, qos), Properties.of(Property.SUBSCRIPTION_IDENTIFIER, identifier));
  }

  private static Subscription retaining(String filter, RetainHandling handling) {
    return new Subscription(filter, QoS.AT_LEAST_ONCE, false, false, handling);
  }

  private static List<ReasonCode> asks(Peer peer, Subscription... subscriptions) {
    peer.says(new Subscribe(77, List.of(subscriptions), Properties.NONE));
    Suback suback = peer.gets(Suback.class);
    assertThat(suback.packetId()).isEqualTo(77); // [MQTT-3.8.4-2]
    return suback.reasons();
  }

  private static List<Object> identifiers(Publish publish) {
    return publish.properties().all(Property.SUBSCRIPTION_IDENTIFIER);
  }

  @Test
  void grantsEachQualityAsItIsAsked() {
    assertThat(
            asks(
                subscriber,
                simple("a", QoS.AT_MOST_ONCE),
                simple("b", QoS.AT_LEAST_ONCE),
                simple("c", QoS.EXACTLY_ONCE)))
        .containsExactly(ReasonCode.SUCCESS, ReasonCode.GRANTED_QOS_1, ReasonCode.GRANTED_QOS_2);
  }

  @Test
  void refusesEachFilterByItself() {
    may.unsubscribable.add("secret");

    assertThat(
            asks(
                subscriber,
                simple("/".repeat(65_535), QoS.AT_MOST_ONCE),
                simple("secret", QoS.AT_MOST_ONCE),
                simple("$share/group/secret", QoS.AT_MOST_ONCE),
                simple("good", QoS.AT_MOST_ONCE)))
        .containsExactly(
            ReasonCode.TOPIC_FILTER_INVALID,
            ReasonCode.NOT_AUTHORIZED,
            ReasonCode.NOT_AUTHORIZED,
            ReasonCode.SUCCESS); // [MQTT-3.8.4-5], [MQTT-3.8.4-6]
    assertThat(scene.broker.subscriptionViews())
        .extracting(SubscriptionView::filter)
        .containsExactly("good");
    assertThat(scene.broker.counts().subscribeRefused()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a+", "#/a", "a#", "$share/group", "$share//a", "$share/g+/a", "$share/g/"})
  void sendsAwayWhoSubscribesToAFilterThatIsNone(String filter) {
    for (Connect connect : List.of(Scene.clean("new"), Scene.old("old", true))) {
      Peer peer = scene.connects(connect);
      peer.says(
          new Subscribe(
              77,
              List.of(simple("good", QoS.AT_MOST_ONCE), simple(filter, QoS.AT_MOST_ONCE)),
              Properties.NONE));

      assertThat(peer.isClosed()).isTrue(); // [MQTT-4.13.1-1], in MQTT 3.1.1 [MQTT-4.8.0-1]
      if (connect.version() == Version.MQTT_5) {
        peer.wasSentAway(ReasonCode.PROTOCOL_ERROR);
      } else {
        peer.getsNothing();
      }
    }
    assertThat(scene.broker.counts().subscriptions()).isZero();
  }

  @Test
  void saysSubackWhenTheSubscriptionIsDurable() {
    subscriber.mutters(Scene.subscribe("t", QoS.AT_LEAST_ONCE));
    subscriber.getsNothing();

    scene.commit();

    subscriber.gets(Suback.class);
  }

  @Test
  void replacesASubscriptionToTheSameFilter() {
    asks(subscriber, simple("t", QoS.EXACTLY_ONCE));
    asks(subscriber, simple("t", QoS.AT_MOST_ONCE)); // [MQTT-3.8.4-3]

    publish("t", "x", QoS.AT_LEAST_ONCE);

    assertThat(subscriber.gets(Publish.class).qos()).isEqualTo(QoS.AT_MOST_ONCE);
    subscriber.getsNothing();
    assertThat(scene.broker.counts().subscriptions()).isEqualTo(1);
    assertThat(scene.journal.survived()).hasSize(2);
  }

  @Test
  void sendsOneCopyAtTheHighestQualityWithAllIdentifiers() {
    subscriber.says(
        identified("t/#", QoS.AT_MOST_ONCE, 1),
        identified("t/+", QoS.EXACTLY_ONCE, 268_435_455),
        identified("t/a", QoS.AT_LEAST_ONCE, 1),
        Scene.subscribe("+/a", QoS.AT_MOST_ONCE));
    subscriber.takes();

    publish("t/a", "x", QoS.EXACTLY_ONCE);

    Publish publish = subscriber.gets(Publish.class);
    assertThat(publish.qos()).isEqualTo(QoS.EXACTLY_ONCE); // [MQTT-3.3.4-2]
    assertThat(identifiers(publish))
        .containsExactlyInAnyOrder(1L, 1L, 268_435_455L); // [MQTT-3.3.4-4], [MQTT-3.3.4-5]
    subscriber.getsNothing();
  }

  @Test
  void replacesAnIdentifierWithItsSubscription() {
    subscriber.says(identified("t", QoS.AT_MOST_ONCE, 1), identified("t", QoS.AT_MOST_ONCE, 2));
    subscriber.takes();
    publish("t", "x", QoS.AT_MOST_ONCE);
    assertThat(identifiers(subscriber.gets(Publish.class))).containsExactly(2L);

    asks(subscriber, simple("t", QoS.AT_MOST_ONCE));
    publish("t", "x", QoS.AT_MOST_ONCE);

    assertThat(identifiers(subscriber.gets(Publish.class))).isEmpty();
  }

  @Test
  void sendsNoMessageBackToANoLocalSubscription() {
    asks(subscriber, new Subscription("t/#", QoS.AT_LEAST_ONCE, true, false, RetainHandling.SEND));

    subscriber.says(Scene.publish("t", "mine", QoS.AT_LEAST_ONCE, 1)); // [MQTT-3.8.3-3]
    assertThat(subscriber.gets(Puback.class).reason())
        .isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
    publish("t", "theirs", QoS.AT_LEAST_ONCE);

    assertThat(subscriber.hearsAll()).containsExactly("theirs");
  }

  @Test
  void sendsItBackThroughAnotherSubscriptionOfTheSameClient() {
    asks(
        subscriber,
        new Subscription("t/#", QoS.EXACTLY_ONCE, true, false, RetainHandling.SEND),
        simple("t", QoS.AT_MOST_ONCE));

    subscriber.says(Scene.publish("t", "mine", QoS.EXACTLY_ONCE, 1));

    assertThat(subscriber.gets(Publish.class).qos()).isEqualTo(QoS.AT_MOST_ONCE);
    subscriber.gets(Pubrec.class);
    subscriber.getsNothing();
  }

  @ParameterizedTest
  @ValueSource(strings = {"$share/group/t"})
  void refusesNoLocalOnASharedSubscription(String filter) {
    subscriber.says(
        Scene.subscribe(
            new Subscription(filter, QoS.AT_MOST_ONCE, true, false, RetainHandling.SEND),
            Properties.NONE));

    subscriber.wasSentAway(ReasonCode.PROTOCOL_ERROR); // [MQTT-3.8.3-4]
    assertThat(scene.broker.counts().subscriptions()).isZero();
  }

  @Test
  void sendsRetainedMessagesAtEverySubscribe() {
    publisher.says(Scene.retained("t", "kept", QoS.AT_LEAST_ONCE, 1));

    for (@Var int i = 0; i < 2; i++) {
      asks(subscriber, retaining("t", RetainHandling.SEND)); // [MQTT-3.3.1-9]
      Publish publish = subscriber.gets(Publish.class);
      assertThat(publish.retain()).isTrue(); // [MQTT-3.3.1-8]
      subscriber.getsNothing();
    }
  }

  @Test
  void sendsRetainedMessagesToNewSubscriptionsOnly() {
    publisher.says(Scene.retained("t", "kept", QoS.AT_LEAST_ONCE, 1));

    asks(subscriber, retaining("t", RetainHandling.SEND_IF_NEW));
    assertThat(subscriber.hears()).isEqualTo("kept");
    asks(subscriber, retaining("t", RetainHandling.SEND_IF_NEW)); // [MQTT-3.3.1-10]

    subscriber.getsNothing();
  }

  @Test
  void sendsNoRetainedMessagesWhereNoneAreWanted() {
    publisher.says(Scene.retained("t", "kept", QoS.AT_LEAST_ONCE, 1));

    asks(subscriber, retaining("t", RetainHandling.DO_NOT_SEND)); // [MQTT-3.3.1-11]

    subscriber.getsNothing();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void keepsTheRetainFlagWhereThatIsAsked(boolean asPublished) {
    asks(
        subscriber,
        new Subscription("t", QoS.AT_MOST_ONCE, false, asPublished, RetainHandling.SEND));

    publisher.says(Scene.retained("t", "x", QoS.AT_MOST_ONCE, 0));
    publish("t", "y", QoS.AT_MOST_ONCE);

    assertThat(subscriber.gets(Publish.class).retain())
        .isEqualTo(asPublished); // [MQTT-3.3.1-12], [MQTT-3.3.1-13]
    assertThat(subscriber.gets(Publish.class).retain()).isFalse();
  }

  @Test
  void endsASubscriptionAtUnsubscribe() {
    asks(subscriber, simple("a", QoS.AT_MOST_ONCE), simple("b/+", QoS.AT_MOST_ONCE));

    subscriber.mutters(new Unsubscribe(5, List.of("b/+", "b/x", "a"), Properties.NONE));
    subscriber.getsNothing();
    scene.commit();

    subscriber.getsOnly( // [MQTT-3.10.4-1], [MQTT-3.10.4-4] to [MQTT-3.10.4-6]
        new Unsuback(
            5,
            List.of(ReasonCode.SUCCESS, ReasonCode.NO_SUBSCRIPTION_EXISTED, ReasonCode.SUCCESS),
            Properties.NONE));
    publish("a", "x", QoS.AT_MOST_ONCE);
    publish("b/c", "x", QoS.AT_MOST_ONCE);
    subscriber.getsNothing();
    assertThat(scene.journal.survived()).hasSize(1);
  }

  @Test
  void completesWhatItSentThoughTheSubscriptionIsOver() {
    asks(subscriber, simple("t", QoS.EXACTLY_ONCE));
    publish("t", "x", QoS.EXACTLY_ONCE);
    int packetId = subscriber.gets(Publish.class).packetId();
    subscriber.says(new Unsubscribe(5, List.of("t"), Properties.NONE));
    subscriber.gets(Unsuback.class);

    subscriber.says(Pubrec.of(packetId)); // [MQTT-3.10.4-3]

    subscriber.getsOnly(Pubrel.of(packetId));
    subscriber.says(Pubcomp.of(packetId));
    assertThat(scene.broker.counts().queuedMessages()).isZero();
  }

  @Test
  void doesNotReachTopicsOfTheBrokerByALeadingWildcard() {
    asks(subscriber, simple("#", QoS.AT_MOST_ONCE), simple("+/x", QoS.AT_MOST_ONCE));

    publish("$mine/x", "hidden", QoS.AT_MOST_ONCE); // [MQTT-4.7.2-1]

    subscriber.getsNothing();
  }

  // Shared subscriptions (MQTT 5 §4.8.2).

  private final List<Peer> members = new ArrayList<>();

  private void share(Hello hello, QoS qos) {
    members.add(Scene.listening(scene.connects(hello), "$share/group/t", qos));
  }

  private List<String> heardByAll() {
    List<String> all = new ArrayList<>();
    members.forEach(member -> all.addAll(member.hearsAll()));
    return all;
  }

  @ParameterizedTest
  @EnumSource(QoS.class)
  void sharesFairly(QoS qos) {
    share(Hello.of("a"), qos);
    share(Hello.of("b"), qos);
    share(Hello.lasting("c"), qos);

    for (@Var int i = 0; i < 30; i++) {
      publish("t", "" + i, qos);
    }

    assertThat(members).allSatisfy(member -> assertThat(member.hearsAll()).hasSize(10));
  }

  @Test
  void sendsOneCopyForEachGroupAndOneForAnotherSubscription() {
    share(Hello.of("a"), QoS.AT_MOST_ONCE);
    share(Hello.of("b"), QoS.AT_MOST_ONCE);
    Peer other = Scene.listening(scene.connects(Hello.of("o")), "$share/other/t", QoS.AT_MOST_ONCE);
    asks(subscriber, simple("t", QoS.AT_MOST_ONCE), simple("$share/third/t", QoS.AT_MOST_ONCE));

    publish("t", "x", QoS.AT_MOST_ONCE);

    assertThat(heardByAll()).containsExactly("x");
    assertThat(other.hearsAll()).containsExactly("x");
    assertThat(subscriber.hearsAll()).containsExactly("x", "x");
  }

  @Test
  void grantsEachMemberItsOwnQuality() {
    share(Hello.of("a"), QoS.AT_MOST_ONCE);
    share(Hello.of("b"), QoS.EXACTLY_ONCE);

    publish("t", "x", QoS.EXACTLY_ONCE);
    publish("t", "x", QoS.EXACTLY_ONCE);

    assertThat(members.get(0).gets(Publish.class).qos()).isEqualTo(QoS.AT_MOST_ONCE);
    assertThat(members.get(1).gets(Publish.class).qos()).isEqualTo(QoS.EXACTLY_ONCE);
  }

  @Test
  void sendsNoRetainedMessagesToAGroup() {
    publisher.says(Scene.retained("t", "kept", QoS.AT_MOST_ONCE, 0));

    share(Hello.of("a"), QoS.AT_MOST_ONCE);

    members.getFirst().getsNothing();
  }

  @Test
  void passesOverMembersThatAreAway() {
    share(Hello.lasting("a"), QoS.AT_LEAST_ONCE);
    share(Hello.lasting("b"), QoS.AT_LEAST_ONCE);
    members.get(0).vanishes();

    publish("t", "1", QoS.AT_LEAST_ONCE);
    publish("t", "2", QoS.AT_LEAST_ONCE);

    assertThat(members.get(1).hearsAll()).containsExactly("1", "2");
  }

  @Test
  void keepsMessagesWhereAllMembersAreAway() {
    share(Hello.lasting("a"), QoS.AT_LEAST_ONCE);
    members.get(0).vanishes();

    publish("t", "1", QoS.AT_LEAST_ONCE);

    assertThat(scene.connects(Hello.lasting("a")).hearsAll()).containsExactly("1");
  }

  @Test
  void passesOnWhatNeverLeftWhenAMemberIsLost() {
    share(Hello.lasting("a").with(Property.RECEIVE_MAXIMUM, 1), QoS.EXACTLY_ONCE);
    publish("t", "1", QoS.EXACTLY_ONCE);
    publish("t", "2", QoS.EXACTLY_ONCE);
    publish("t", "3", QoS.AT_LEAST_ONCE);
    share(Hello.lasting("b"), QoS.EXACTLY_ONCE);

    members.get(0).vanishes();

    assertThat(members.get(1).hearsAll()).containsExactlyInAnyOrder("2", "3");
    assertThat(scene.connects(Hello.lasting("a")).hearsAll()).containsExactly("1");
    assertThat(scene.broker.counts().queuedMessages()).isEqualTo(3);
  }

  @Test
  void passesOnWhatWaitedAtQoS0AndStaysFreeForMore() {
    Hello narrow = Hello.lasting("a").with(Property.RECEIVE_MAXIMUM, 1);
    Peer first = scene.connects(narrow);
    first.says(
        Scene.subscribe(
            new Subscription(
                "$share/group/t", QoS.AT_LEAST_ONCE, false, false, RetainHandling.SEND),
            Properties.of(Property.SUBSCRIPTION_IDENTIFIER, 7)));
    first.gets(Suback.class);
    publish("t", "1", QoS.AT_LEAST_ONCE);
    publish("t", "2", QoS.AT_LEAST_ONCE);
    assertThat(first.hears()).isEqualTo("1");
    publisher.says(Scene.retained("r", "kept", QoS.AT_MOST_ONCE, 0));
    Scene.listening(Scene.listening(first, "r", QoS.AT_MOST_ONCE), "x", QoS.AT_MOST_ONCE);
    publish("t", "zero", QoS.AT_MOST_ONCE);
    share(Hello.of("b"), QoS.AT_LEAST_ONCE);

    first.vanishes();

    assertThat(members.getFirst().hearsAll()).containsExactly("2", "zero");
    Peer again = scene.connects(narrow);
    assertThat(again.says(Puback.of(1)).hearsAll()).containsExactly("1", "kept");
    publish("x", "at once", QoS.AT_MOST_ONCE);
    assertThat(again.hearsAll()).containsExactly("at once");
  }

  @Test
  void passesOnlyAsMuchOnAsOthersHaveRoomFor() {
    Scene small = Scene.within(Map.of("maximumQueuedMessages", 2));
    Peer peer = small.connects(Hello.of("p"));
    Hello narrow = Hello.lasting("a").with(Property.RECEIVE_MAXIMUM, 1);
    Peer first = Scene.listening(small.connects(narrow), "$share/group/t", QoS.AT_LEAST_ONCE);
    for (String payload : List.of("1", "2", "3")) {
      peer.says(Scene.publish("t", payload, QoS.AT_LEAST_ONCE, 1));
    }
    Peer second =
        Scene.listening(
            small.connects(Hello.lasting("b").with(Property.RECEIVE_MAXIMUM, 1)),
            "own",
            QoS.AT_LEAST_ONCE);
    for (String payload : List.of("own 1", "own 2")) {
      peer.says(Scene.publish("own", payload, QoS.AT_LEAST_ONCE, 1));
    }
    assertThat(second.hearsAll()).containsExactly("own 1");
    Scene.listening(second, "$share/group/t", QoS.AT_LEAST_ONCE);

    first.vanishes();

    second.says(Puback.of(1), Puback.of(2));
    assertThat(second.hearsAll()).containsExactly("own 2", "2");
    assertThat(small.connects(Hello.lasting("a")).hearsAll()).containsExactly("1", "3");
    assertThat(small.broker.counts().droppedFull()).isZero();
  }

  @Test
  void passesOnWhatASessionLeavesButWhatItMayHaveAtQoS2() {
    share(Hello.of("a").with(Property.RECEIVE_MAXIMUM, 2), QoS.EXACTLY_ONCE);
    publish("t", "once", QoS.EXACTLY_ONCE);
    publish("t", "again", QoS.AT_LEAST_ONCE);
    publish("t", "waiting", QoS.EXACTLY_ONCE);
    share(Hello.lasting("b"), QoS.EXACTLY_ONCE);

    members.get(0).vanishes();

    assertThat(members.get(1).hearsAll()).containsExactly("again", "waiting"); // [MQTT-4.8.2-5]
    assertThat(scene.broker.counts().queuedMessages()).isEqualTo(2);
  }

  @Test
  void discardsWhatAMemberRefuses() {
    share(Hello.of("a"), QoS.EXACTLY_ONCE);
    publish("t", "1", QoS.AT_LEAST_ONCE);
    publish("t", "2", QoS.EXACTLY_ONCE);
    share(Hello.of("b"), QoS.EXACTLY_ONCE);

    members
        .get(0)
        .says(
            new Puback(1, ReasonCode.UNSPECIFIED_ERROR, Properties.NONE),
            new Pubrec(2, ReasonCode.UNSPECIFIED_ERROR, Properties.NONE));

    members.get(1).getsNothing(); // [MQTT-4.8.2-6]
    assertThat(scene.broker.counts().queuedMessages()).isZero();
  }

  @Test
  void endsAGroupWithItsLastMember() {
    share(Hello.of("a"), QoS.AT_LEAST_ONCE);
    share(Hello.of("b"), QoS.AT_LEAST_ONCE);
    members.get(0).says(new Unsubscribe(2, List.of("$share/group/t"), Properties.NONE));
    members.get(0).gets(Unsuback.class);
    publish("t", "1", QoS.AT_LEAST_ONCE);
    assertThat(members.get(1).hearsAll()).containsExactly("1");
    members.get(1).vanishes();

    publisher.says(Scene.publish("t", "2", QoS.AT_LEAST_ONCE, 9));

    assertThat(publisher.gets(Puback.class).reason()).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
    members.get(0).getsNothing();
  }

  @Test
  void keepsRetainedMessagesForWhoIsGoneBeforeSuback() {
    publisher.says(Scene.retained("t", "kept", QoS.AT_MOST_ONCE, 0));
    subscriber.mutters(Scene.subscribe("t", QoS.AT_MOST_ONCE));
    subscriber.client().lost(scene.now);

    scene.commit();

    Peer again = scene.connects(Hello.lasting("s"));
    assertThat(again.hears()).isEqualTo("kept");
    publish("t", "live", QoS.AT_MOST_ONCE);
    assertThat(again.hears()).isEqualTo("live");
  }
}
