package io.fieldway.node.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Pingreq;
import io.fieldway.node.packet.Pingresp;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.Pubrec;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.RetainHandling;
import io.fieldway.node.packet.Suback;
import io.fieldway.node.packet.Subscribe;
import io.fieldway.node.packet.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Every bound of [BrokerConfig]: what is said happens there, and is counted. Those of the
/// handshake are in [HandshakeTest] and [KeepAliveTest], those of PUBLISH in [PublishTest].
final class BoundsTest {
  private static Peer listens(Scene scene, Hello hello, QoS qos) {
    return Scene.listening(scene.connects(hello), "t", qos);
  }

  private static ReasonCode publish(Peer publisher, String payload) {
    publisher.says(Scene.publish("t", payload, QoS.AT_LEAST_ONCE, 1));
    return publisher.gets(Puback.class).reason();
  }

  private static BrokerCounts counts(Scene scene) {
    return scene.broker.counts();
  }

  @Test
  void sessions() {
    Scene scene = Scene.within(Map.of("maximumSessions", 2));
    scene.connects(Hello.lasting("a")).vanishes();
    scene.connects(Hello.of("b"));

    Peer third = scene.greets(Hello.of("c").packet());
    Peer old = scene.greets(Scene.old("d", true));

    assertThat(third.gets(Connack.class).reason()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(old.gets(Connack.class).reason()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(third.isClosed()).isTrue();
    assertThat(counts(scene).connectsRefused()).isEqualTo(2);
    scene.connects(Hello.lasting("a"));
    scene.connects(Hello.of("b"));
    assertThat(counts(scene).sessions()).isEqualTo(2);
  }

  @Test
  void subscriptions() {
    Scene scene = Scene.within(Map.of("maximumSubscriptions", 2));
    Peer peer = scene.connects(Hello.of("a"));

    peer.says(
        new Subscribe(
            1, List.of(filter("a"), filter("b"), filter("c"), filter("a")), Properties.NONE));

    assertThat(peer.gets(Suback.class).reasons())
        .containsExactly(
            ReasonCode.SUCCESS, ReasonCode.SUCCESS, ReasonCode.QUOTA_EXCEEDED, ReasonCode.SUCCESS);
    assertThat(counts(scene).subscriptions()).isEqualTo(2);
    assertThat(counts(scene).subscribeRefused()).isEqualTo(1);
  }

  private static Subscription filter(String filter) {
    return new Subscription(filter, QoS.AT_MOST_ONCE, false, false, RetainHandling.SEND);
  }

  @Test
  void topics() {
    Scene scene = Scene.within(Map.of("maximumTopicBytes", 6, "maximumTopicLevels", 3));
    for (String topic : List.of("1234567", "a/b/c/d", "äää1")) {
      Peer peer = scene.connects(Hello.of("a"));
      peer.says(new Subscribe(1, List.of(filter(topic)), Properties.NONE));
      assertThat(peer.gets(Suback.class).reasons())
          .containsExactly(ReasonCode.TOPIC_FILTER_INVALID);
      peer.says(Scene.publish(topic, "x", QoS.AT_MOST_ONCE, 0));
      peer.wasSentAway(ReasonCode.TOPIC_NAME_INVALID);
    }
    assertThat(counts(scene).subscribeRefused()).isEqualTo(3);
    assertThat(counts(scene).publishRefused()).isEqualTo(3);
    Peer peer = Scene.listening(scene.connects(Hello.of("a")), "a/b/#", QoS.AT_MOST_ONCE);
    peer.says(Scene.publish("a/b/cc", "x", QoS.AT_MOST_ONCE, 0));
    assertThat(peer.hears()).isEqualTo("x");
  }

  @Test
  void inflightOfOneClient() {
    Scene scene = Scene.within(Map.of("maximumInflight", 2));
    Peer subscriber = listens(scene, Hello.of("s"), QoS.AT_LEAST_ONCE);
    Peer publisher = scene.connects(Hello.of("p"));

    for (String payload : List.of("1", "2", "3")) {
      publish(publisher, payload);
    }

    assertThat(subscriber.hearsAll()).containsExactly("1", "2");
    assertThat(counts(scene).queuedMessages()).isEqualTo(3);
    subscriber.says(Puback.of(1));
    assertThat(subscriber.hearsAll()).containsExactly("3");
  }

  @Test
  void receiveMaximumOfAnOldClientHoldsItsReading() {
    Scene scene = Scene.within(Map.of("receiveMaximum", 4));
    listens(scene, Hello.lasting("s"), QoS.AT_LEAST_ONCE);
    Peer old = scene.connects(Scene.old("o", true));

    for (@Var int i = 1; i <= 6; i++) {
      old.mutters(Scene.publish("t", "x", QoS.AT_LEAST_ONCE, i));
      assertThat(old.isHeld()).isEqualTo(i >= 4);
    }
    scene.commit();

    assertThat(old.isHeld()).isFalse();
    assertThat(old.takes()).hasSize(6);
  }

  @Test
  void anythingThatWaitsForTheJournalHoldsReadingAtTheReceiveMaximum() {
    Scene scene = Scene.within(Map.of("receiveMaximum", 4));
    listens(scene, Hello.lasting("s"), QoS.AT_LEAST_ONCE);
    Peer peer = scene.connects(Hello.of("p"));
    peer.mutters(Scene.publish("t", "x", QoS.AT_LEAST_ONCE, 1));

    peer.mutters(new Pingreq(), new Pingreq());
    assertThat(peer.isHeld()).isFalse();
    peer.mutters(new Pingreq());

    assertThat(peer.isHeld()).isTrue();
    scene.commit();
    assertThat(peer.isHeld()).isFalse();
    assertThat(peer.takes()).hasSize(4).last().isEqualTo(new Pingresp());
  }

  @Test
  void pendingBytesOfASlowClient() {
    Scene scene = Scene.within(Map.of("maximumPendingBytes", 1_000L));
    Peer slow = listens(scene, Hello.of("s"), QoS.AT_LEAST_ONCE);
    Peer publisher = scene.connects(Hello.of("p"));
    slow.pending = 1_001;

    publisher.says(Scene.publish("t", "dropped", QoS.AT_MOST_ONCE, 0));
    publish(publisher, "waits");
    slow.getsNothing();
    assertThat(counts(scene).droppedSlow()).isEqualTo(1);
    assertThat(slow.isHeld()).isFalse();
    slow.says(new Pingreq());
    assertThat(slow.isHeld()).isTrue();

    slow.pending = 400;
    slow.client().drained(scene.now);

    assertThat(slow.isHeld()).isFalse();
    slow.gets(Pingresp.class);
    assertThat(slow.hears()).isEqualTo("waits");
  }

  private static Scene withPendingOfAll() {
    return Scene.within(Map.of("maximumPendingBytes", 1_000L, "maximumPendingBytesOfAll", 2_000L));
  }

  @Test
  void noClientHasMorePendingThanIsLeftOfAll() {
    Scene scene = withPendingOfAll();
    Peer publisher = scene.connects(Hello.of("p"));
    Peer first = listens(scene, Hello.of("1"), QoS.AT_LEAST_ONCE);
    Peer second = listens(scene, Hello.of("2"), QoS.AT_LEAST_ONCE);
    Peer healthy = listens(scene, Hello.of("3"), QoS.AT_LEAST_ONCE);
    first.pending = 900;
    second.pending = 900;

    publisher.says(Scene.publish("t", "dropped", QoS.AT_MOST_ONCE, 0));
    publish(publisher, "waits");
    first.getsNothing();
    second.getsNothing();
    assertThat(healthy.hearsAll()).containsExactly("dropped", "waits");
    assertThat(counts(scene).droppedSlow()).isEqualTo(2);
    second.says(new Pingreq());
    assertThat(second.isHeld()).isTrue();

    first.pending = 0;
    scene.after(Duration.ofMillis(100));

    assertThat(first.hears()).isEqualTo("waits");
    assertThat(second.isHeld()).isFalse();
    second.gets(Pingresp.class);
    assertThat(second.hears()).isEqualTo("waits");
    assertThat(counts(scene).closedSlow()).isZero();
  }

  @Test
  void whereNothingIsLeftOfAllEveryoneWaits() {
    Scene scene = withPendingOfAll();
    Peer publisher = scene.connects(Hello.of("p"));
    Peer first = listens(scene, Hello.of("1"), QoS.AT_MOST_ONCE);
    Peer second = listens(scene, Hello.of("2"), QoS.AT_MOST_ONCE);
    Peer healthy = listens(scene, Hello.of("3"), QoS.AT_LEAST_ONCE);
    first.pending = 1_000;
    second.pending = 1_000;

    publisher.mutters(Scene.publish("t", "dropped", QoS.AT_MOST_ONCE, 0));
    publish(publisher, "waits");
    healthy.getsNothing();
    assertThat(publisher.isHeld()).isTrue();

    second.pending = 0;
    scene.after(Duration.ofMillis(100));

    assertThat(healthy.hears()).isEqualTo("waits");
    assertThat(publisher.isHeld()).isFalse();
  }

  @Test
  void whoReadsLeastEndsWhereTooMuchIsPendingForASecond() {
    Scene scene = withPendingOfAll();
    Peer most = listens(scene, Hello.lasting("1"), QoS.AT_LEAST_ONCE);
    Peer less = listens(scene, Hello.of("2"), QoS.AT_MOST_ONCE);
    Peer least = listens(scene, Hello.of("3"), QoS.AT_MOST_ONCE);
    Peer publisher = scene.connects(Hello.of("p"));
    most.pending = 950;
    less.pending = 800;
    least.pending = 10;
    publish(publisher, "kept");

    scene.after(Duration.ofMillis(900));
    assertThat(counts(scene).closedSlow()).isZero();
    scene.after(Duration.ofMillis(1_100));

    most.wasSentAway(ReasonCode.QUOTA_EXCEEDED);
    assertThat(counts(scene).closedSlow()).isEqualTo(1);
    assertThat(less.isClosed()).isFalse();
    assertThat(least.isClosed()).isFalse();
    most.pending = 0;
    assertThat(scene.connects(Hello.lasting("1")).hears()).isEqualTo("kept");
  }

  @Test
  void nobodyEndsWhereTooMuchIsPendingForAMoment() {
    Scene scene = withPendingOfAll();
    Peer first = listens(scene, Hello.of("1"), QoS.AT_MOST_ONCE);
    Peer second = listens(scene, Hello.of("2"), QoS.AT_MOST_ONCE);
    for (@Var int i = 0; i < 3; i++) {
      first.pending = 1_000;
      second.pending = 1_000;
      scene.after(Duration.ofSeconds(1));
      first.pending = 700;
      scene.after(Duration.ofSeconds(1));
    }

    assertThat(first.isClosed()).isFalse();
    assertThat(second.isClosed()).isFalse();
    assertThat(counts(scene).closedSlow()).isZero();
  }

  @Test
  void queuedMessagesOfASessionThatIsAwayAreRefusedToThePublisher() {
    Scene scene = Scene.within(Map.of("maximumQueuedMessages", 2));
    Peer watcher = listens(scene, Hello.of("w"), QoS.AT_MOST_ONCE);
    listens(scene, Hello.lasting("s"), QoS.AT_LEAST_ONCE).vanishes();
    Peer publisher = scene.connects(Hello.of("p"));

    assertThat(publish(publisher, "1")).isEqualTo(ReasonCode.SUCCESS);
    assertThat(publish(publisher, "2")).isEqualTo(ReasonCode.SUCCESS);
    assertThat(publish(publisher, "3")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    publisher.says(Scene.publish("t", "4", QoS.EXACTLY_ONCE, 2));
    assertThat(publisher.gets(Pubrec.class).reason()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    publisher.says(Scene.publish("t", "5", QoS.AT_MOST_ONCE, 0));
    Peer old = scene.connects(Scene.old("o", true));
    old.says(Scene.publish("t", "6", QoS.AT_LEAST_ONCE, 1));

    assertThat(old.isClosed()).isTrue();
    old.getsNothing();
    assertThat(watcher.hearsAll()).containsExactly("1", "2", "5"); // to all or to none
    assertThat(counts(scene).publishRefused()).isEqualTo(3);
    assertThat(scene.connects(Hello.lasting("s")).hearsAll()).containsExactly("1", "2");
  }

  @Test
  void aRefusedMessageIsNotRetainedEither() {
    Scene scene = Scene.within(Map.of("maximumQueuedMessages", 0));
    listens(scene, Hello.lasting("s"), QoS.AT_LEAST_ONCE).vanishes();
    Peer publisher = scene.connects(Hello.of("p"));

    publisher.says(Scene.retained("t", "x", QoS.AT_LEAST_ONCE, 1));

    assertThat(publisher.gets(Puback.class).reason()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(counts(scene).retained()).isZero();
  }

  @Test
  void copiesByOneMessageForOneQueueDropNothing() {
    Scene scene = Scene.within(Map.of("maximumQueuedMessages", 1));
    Peer subscriber = listens(scene, Hello.lasting("s"), QoS.AT_LEAST_ONCE);
    Scene.listening(subscriber, "$share/group/t", QoS.AT_LEAST_ONCE).vanishes();
    Peer publisher = scene.connects(Hello.of("p"));

    assertThat(publish(publisher, "1")).isEqualTo(ReasonCode.SUCCESS);
    assertThat(publish(publisher, "2")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);

    assertThat(counts(scene).droppedFull()).isZero();
    assertThat(scene.connects(Hello.lasting("s")).hearsAll()).containsExactly("1", "1");
  }

  @Test
  void queuedMessagesMakeRoomByTheOldestWhereThatIsTheChoice() {
    Scene scene =
        Scene.within(Map.of("maximumQueuedMessages", 2, "whenFull", WhenFull.DROP_OLDEST));
    listens(scene, Hello.lasting("s"), QoS.AT_LEAST_ONCE).vanishes();
    Peer publisher = scene.connects(Hello.of("p"));

    for (String payload : List.of("1", "2", "3", "4")) {
      assertThat(publish(publisher, payload)).isEqualTo(ReasonCode.SUCCESS);
    }

    assertThat(counts(scene).droppedFull()).isEqualTo(2);
    scene.crash();
    assertThat(scene.connects(Hello.lasting("s")).hearsAll()).containsExactly("3", "4");
  }

  @Test
  void aClientThatNeverAcknowledgesEndsWhenItsQueueIsFull() {
    Scene scene = Scene.within(Map.of("maximumQueuedMessages", 2, "maximumInflight", 1));
    Peer idle = listens(scene, Hello.of("s"), QoS.AT_LEAST_ONCE);
    Peer busy = listens(scene, Hello.of("b"), QoS.AT_LEAST_ONCE);
    Peer publisher = scene.connects(Hello.of("p"));

    for (@Var int i = 1; i <= 5; i++) {
      assertThat(publish(publisher, "" + i)).isEqualTo(ReasonCode.SUCCESS);
      busy.says(Puback.of(busy.gets(Publish.class).packetId()));
    }

    idle.wasSentAway(ReasonCode.QUOTA_EXCEEDED);
    assertThat(busy.isClosed()).isFalse();
    assertThat(counts(scene).closedFull()).isEqualTo(1);
    assertThat(counts(scene).queuedMessages()).isZero();
    assertThat(counts(scene).queuedBytes()).isZero();
  }

  @Test
  void aLastingOneEndsTooAndWhatItLeavesCountsOn() {
    Scene scene = Scene.within(Map.of("maximumQueuedMessages", 1, "maximumInflight", 1));
    Peer idle = listens(scene, Hello.lasting("s"), QoS.AT_LEAST_ONCE);
    Peer publisher = scene.connects(Hello.of("p"));

    assertThat(publish(publisher, "1")).isEqualTo(ReasonCode.SUCCESS);
    assertThat(publish(publisher, "2")).isEqualTo(ReasonCode.SUCCESS);
    assertThat(publish(publisher, "3")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);

    idle.wasSentAway(ReasonCode.QUOTA_EXCEEDED);
    Peer again = scene.connects(Hello.lasting("s"));
    assertThat(again.hearsAll()).containsExactly("1");
    again.says(Puback.of(1));
    assertThat(again.hearsAll()).containsExactly("2");
  }

  @Test
  void aClientThatNeverAcknowledgesLosesTheOldestWhereThatIsTheChoice() {
    Scene scene =
        Scene.within(
            Map.of(
                "maximumQueuedMessages",
                1,
                "maximumInflight",
                1,
                "whenFull",
                WhenFull.DROP_OLDEST));
    Peer idle = listens(scene, Hello.of("s"), QoS.AT_LEAST_ONCE);
    Peer publisher = scene.connects(Hello.of("p"));

    for (@Var int i = 1; i <= 5; i++) {
      publish(publisher, "" + i);
    }

    assertThat(idle.isClosed()).isFalse();
    assertThat(counts(scene).droppedFull()).isEqualTo(3);
    assertThat(idle.hearsAll()).containsExactly("1");
    idle.says(Puback.of(1));
    assertThat(idle.hearsAll()).containsExactly("5");
  }

  @Test
  void queuedBytesOfAllSessions() {
    Scene scene = Scene.within(Map.of("maximumQueuedBytes", 2_000L));
    Peer present = listens(scene, Hello.of("here"), QoS.AT_LEAST_ONCE);
    listens(scene, Hello.lasting("s"), QoS.AT_LEAST_ONCE).vanishes();
    Peer publisher = scene.connects(Hello.of("p"));
    String large = "x".repeat(1_000);

    assertThat(publish(publisher, large)).isEqualTo(ReasonCode.SUCCESS);
    assertThat(publish(publisher, large)).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    publisher.says(Scene.retained("other", large, QoS.AT_LEAST_ONCE, 1));
    assertThat(publisher.gets(Puback.class).reason()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);

    assertThat(counts(scene).queuedBytes()).isBetween(1_000L, 2_000L);
    assertThat(counts(scene).publishRefused()).isEqualTo(2);
    assertThat(present.hearsAll()).hasSize(1);
    assertThat(present.isClosed()).isFalse();
  }

  @Test
  void queuedBytesCountPropertiesToo() {
    Scene scene = Scene.within(Map.of("maximumQueuedBytes", 2_000L));
    listens(scene, Hello.lasting("s"), QoS.AT_LEAST_ONCE).vanishes();
    Peer publisher = scene.connects(Hello.of("p"));
    Properties wordy = Properties.builder().user("k", "v".repeat(1_000)).build();

    publisher.says(Scene.with(Scene.publish("t", "", QoS.AT_LEAST_ONCE, 1), wordy));
    publisher.says(Scene.with(Scene.publish("t", "", QoS.AT_LEAST_ONCE, 2), wordy));

    assertThat(publisher.gets(Puback.class).reason()).isEqualTo(ReasonCode.SUCCESS);
    assertThat(publisher.gets(Puback.class).reason()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
  }

  @Test
  void queuedBytesCountPlacesInQueuesToo() {
    Scene scene = Scene.within(Map.of("maximumQueuedBytes", 10_000L));
    for (@Var int i = 0; i < 100; i++) {
      listens(scene, Hello.lasting("s" + i), QoS.AT_LEAST_ONCE).vanishes();
    }
    Peer publisher = scene.connects(Hello.of("p"));

    @Var int taken = 0;
    while (publish(publisher, "") == ReasonCode.SUCCESS) {
      taken++;
      assertThat(taken).as("a small message to many sessions fills the memory").isLessThan(10);
    }
  }

  @Test
  void queuedBytesThatOthersHoldLeaveAWayToWhoAcknowledges() {
    Scene scene = Scene.within(Map.of("maximumQueuedBytes", 1_000L));
    Scene.listening(scene.connects(Hello.lasting("away")), "fill", QoS.AT_LEAST_ONCE).vanishes();
    Peer present = listens(scene, Hello.of("here"), QoS.AT_LEAST_ONCE);
    Peer publisher = scene.connects(Hello.of("p"));
    publisher.says(Scene.publish("fill", "x".repeat(700), QoS.AT_LEAST_ONCE, 1));
    publisher.takes();
    String large = "x".repeat(300);

    assertThat(publish(publisher, large)).isEqualTo(ReasonCode.SUCCESS);
    assertThat(publish(publisher, large)).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(present.isClosed()).isFalse();
    present.says(Puback.of(present.gets(Publish.class).packetId()));

    assertThat(publish(publisher, large)).isEqualTo(ReasonCode.SUCCESS);
  }

  @Test
  void aClientThatHoldsTooMuchOfTheMemoryEnds() {
    Scene scene =
        Scene.within(Map.of("maximumQueuedBytes", 10_000L, "maximumPendingBytes", 2_000L));
    Peer hog = listens(scene, Hello.of("hog"), QoS.AT_LEAST_ONCE);
    Peer modest = listens(scene, Hello.of("modest"), QoS.AT_LEAST_ONCE);
    Peer publisher = scene.connects(Hello.of("p"));

    for (@Var int i = 0; i < 20; i++) {
      assertThat(publish(publisher, "x".repeat(1_000))).isEqualTo(ReasonCode.SUCCESS);
      modest.says(Puback.of(modest.gets(Publish.class).packetId()));
      assertThat(counts(scene).queuedBytes()).isLessThan(11_500);
    }

    hog.wasSentAway(ReasonCode.QUOTA_EXCEEDED);
    assertThat(modest.isClosed()).isFalse();
    assertThat(counts(scene).closedFull()).isEqualTo(1);
  }

  @Test
  void retainedMessagesDropNothingFromAFullQueue() {
    Scene scene = Scene.within(Map.of("maximumQueuedMessages", 2));
    Peer publisher = scene.connects(Hello.of("p"));
    for (@Var int i = 0; i < 5; i++) {
      publisher.says(Scene.retained("kept/" + i, "kept", QoS.AT_LEAST_ONCE, 1));
    }
    publisher.takes();
    Peer subscriber =
        listens(scene, Hello.lasting("s").with(Property.RECEIVE_MAXIMUM, 1), QoS.AT_LEAST_ONCE);
    for (String payload : List.of("1", "2", "3")) {
      assertThat(publish(publisher, payload)).isEqualTo(ReasonCode.SUCCESS);
    }

    assertThat(subscriber.hears()).isEqualTo("1");
    subscriber.says(Scene.subscribe("kept/#", QoS.AT_LEAST_ONCE));
    assertThat(subscriber.takes()).hasSize(1).first().isInstanceOf(Suback.class);
    subscriber.says(Puback.of(1), Puback.of(2), Puback.of(3));

    assertThat(subscriber.hearsAll()).containsExactly("2", "3");
    assertThat(counts(scene).droppedFull()).isEqualTo(5);
  }

  @Test
  void aJournalWithoutRoomTakesNothingNewThatMustLast() {
    Scene scene = new Scene();
    Peer away = listens(scene, Hello.lasting("s"), QoS.AT_LEAST_ONCE);
    away.vanishes();
    Peer publisher = scene.connects(Hello.of("p"));
    assertThat(publish(publisher, "1")).isEqualTo(ReasonCode.SUCCESS);
    scene.journal.room = false;

    assertThat(publish(publisher, "2")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    publisher.says(Scene.retained("other", "x", QoS.AT_MOST_ONCE, 0));
    publisher.says(Scene.publish("nobody", "x", QoS.AT_LEAST_ONCE, 2));
    assertThat(publisher.gets(Puback.class).reason()).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
    Connack refused = scene.greets(Hello.lasting("new").packet()).gets(Connack.class);
    assertThat(refused.reason()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    scene.connects(Hello.of("clean"));
    Peer again = scene.connects(Hello.lasting("s"));
    again.says(
        Puback.of(again.gets(Publish.class).packetId()),
        Scene.subscribe("another", QoS.AT_LEAST_ONCE),
        Scene.subscribe("t", QoS.EXACTLY_ONCE));

    assertThat(again.gets(Suback.class).reasons()).containsExactly(ReasonCode.QUOTA_EXCEEDED);
    assertThat(again.gets(Suback.class).reasons()).containsExactly(ReasonCode.GRANTED_QOS_2);
    assertThat(counts(scene).retained()).isZero();
    assertThat(counts(scene).publishRefused()).isEqualTo(2);
    assertThat(counts(scene).connectsRefused()).isEqualTo(1);
    assertThat(counts(scene).subscribeRefused()).isEqualTo(1);
    scene.journal.room = true;
    assertThat(publish(publisher, "2")).isEqualTo(ReasonCode.SUCCESS);
  }

  @Test
  void aJournalWithoutRoomRemembersNoPacketIds() {
    Scene scene = new Scene();
    Peer lasting = scene.connects(Hello.lasting("a"));
    Peer fleeting = scene.connects(Hello.of("b"));
    scene.journal.room = false;
    int before = scene.journal.survived().size();

    lasting.says(Scene.publish("t", "x", QoS.EXACTLY_ONCE, 1));
    fleeting.says(Scene.publish("t", "x", QoS.EXACTLY_ONCE, 1));

    assertThat(lasting.gets(Pubrec.class).reason()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(fleeting.gets(Pubrec.class).reason()).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
    assertThat(scene.journal.survived()).hasSize(before);
  }

  @Test
  void aJournalWithoutRoomKeepsNoWillOfASessionThatDoesNotLast() {
    Scene scene = new Scene();
    scene.journal.room = false;

    scene.connects(Hello.of("a").leaving(Hello.will("t", "gone")));

    assertThat(scene.journal.survived()).isEmpty();
  }

  @Test
  void topicAliasesTowardsAClientAreBoundByBoth() {
    Scene scene = Scene.within(Map.of("topicAliasMaximum", 1));
    Peer subscriber =
        Scene.listening(
            scene.connects(Hello.of("s").with(Property.TOPIC_ALIAS_MAXIMUM, 65_535)),
            "#",
            QoS.AT_MOST_ONCE);
    Peer publisher = scene.connects(Hello.of("p"));

    publisher.says(
        Scene.publish("a", "1", QoS.AT_MOST_ONCE, 0), Scene.publish("b", "2", QoS.AT_MOST_ONCE, 0));

    assertThat(subscriber.gets(Publish.class).properties().has(Property.TOPIC_ALIAS)).isTrue();
    assertThat(subscriber.gets(Publish.class).properties().has(Property.TOPIC_ALIAS)).isFalse();
  }
}
