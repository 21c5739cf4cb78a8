package io.fieldway.node.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.journal.DiskJournal;
import io.fieldway.node.packet.Connack;
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
import io.fieldway.node.packet.Subscription;
import io.fieldway.node.packet.Unsubscribe;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.MalformedException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A broker that is killed and started again: what survives, and what must not.
final class RestartTest {
  private final Scene scene = new Scene();

  private Peer listens(String clientId, String filter, QoS qos) {
    return Scene.listening(scene.connects(Hello.lasting(clientId)), filter, qos);
  }

  private Peer publisher() {
    return scene.connects(Hello.lasting("p"));
  }

  @Test
  void keepsASession() {
    scene.connects(Hello.lasting("a").as("one"));

    scene.crash();

    Peer other = scene.greets(Hello.lasting("a").as("other").packet());
    assertThat(other.gets(Connack.class).reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    Peer owner = scene.greets(Hello.lasting("a").as("one").packet());
    assertThat(owner.gets(Connack.class).sessionPresent()).isTrue();
  }

  @Test
  void keepsNoSessionThatEndsWithItsConnection() {
    scene.connects(Hello.of("a"));
    scene.connects(Hello.of("b").leaving(Hello.will("t", "gone")));

    scene.crash();
    scene.commit();

    assertThat(scene.broker.sessionViews()).isEmpty();
    assertThat(scene.journal.survived()).isEmpty();
  }

  @Test
  void keepsNoSessionThatWasTakenUpToEndWithItsConnection() {
    listens("a", "t", QoS.AT_LEAST_ONCE).vanishes();
    scene.connects(Hello.of("a").going());

    scene.crash();
    scene.commit();

    assertThat(scene.broker.sessionViews()).isEmpty();
    assertThat(scene.journal.survived()).isEmpty();
  }

  @Test
  void countsAClientThatWasConnectedAsLost() {
    scene.connects(Hello.lasting("a"));
    scene.after(Duration.ofMinutes(50));

    scene.crash();
    scene.after(Duration.ofMinutes(59));
    assertThat(scene.broker.sessionViews()).hasSize(1);
    scene.after(Duration.ofMinutes(2));

    assertThat(scene.broker.sessionViews()).isEmpty();
  }

  @Test
  void goesOnWithTheIntervalOfASessionThatWasAway() {
    scene.connects(Hello.lasting("a")).vanishes();
    scene.after(Duration.ofMinutes(50));

    scene.crash();
    scene.after(Duration.ofMinutes(11));

    assertThat(scene.broker.sessionViews()).isEmpty();
    assertThat(scene.journal.survived()).isEmpty();
  }

  @Test
  void keepsSubscriptionsWithAllTheirOptions() {
    Peer peer = scene.connects(Hello.lasting("a"));
    peer.says(
        Scene.subscribe(
            new Subscription("t/#", QoS.EXACTLY_ONCE, true, true, RetainHandling.SEND_IF_NEW),
            Properties.of(Property.SUBSCRIPTION_IDENTIFIER, 9)),
        Scene.subscribe("$share/group/u", QoS.AT_LEAST_ONCE),
        Scene.subscribe("over", QoS.AT_LEAST_ONCE),
        new Unsubscribe(2, List.of("over"), Properties.NONE));
    List<SubscriptionView> before = scene.broker.subscriptionViews();

    scene.crash();

    assertThat(scene.broker.subscriptionViews()).isEqualTo(before).hasSize(2);
    Peer again = scene.connects(Hello.lasting("a"));
    publisher().says(Scene.retained("t/x", "1", QoS.AT_MOST_ONCE, 0));
    Publish publish = again.gets(Publish.class);
    assertThat(publish.retain()).isTrue();
    assertThat(publish.properties().number(Property.SUBSCRIPTION_IDENTIFIER, 0)).isEqualTo(9);
    again.says(Scene.publish("t/x", "mine", QoS.AT_MOST_ONCE, 0));
    again.getsNothing();
  }

  @Test
  void keepsSubscriptionsDeeperThanTheDefaultLimit() {
    Scene deep = Scene.within(Map.of("maximumTopicLevels", 1_000));
    String filter = "a/".repeat(500) + "#";
    Scene.listening(deep.connects(Hello.lasting("a")), filter, QoS.AT_LEAST_ONCE);

    deep.crash();

    assertThat(deep.broker.subscriptionViews())
        .extracting(SubscriptionView::filter)
        .containsExactly(filter);
  }

  @Test
  void keepsAQueueInItsOrder() {
    listens("s", "t", QoS.EXACTLY_ONCE).vanishes();
    Peer publisher = publisher();
    for (@Var int i = 0; i < 20; i++) {
      publisher.says(Scene.publish("t", "" + i, QoS.of(1 + i % 2), i + 1));
    }

    scene.crash();

    List<Integer> numbers =
        scene.connects(Hello.lasting("s")).hearsAll().stream().map(Integer::valueOf).toList();
    assertThat(numbers.stream().filter(number -> number % 2 == 0)) // [MQTT-4.6.0-5]
        .containsExactly(0, 2, 4, 6, 8, 10, 12, 14, 16, 18);
    assertThat(numbers.stream().filter(number -> number % 2 == 1))
        .containsExactly(1, 3, 5, 7, 9, 11, 13, 15, 17, 19);
  }

  @Test
  void keepsTheWholeMessage() {
    listens("s", "t", QoS.AT_LEAST_ONCE).vanishes();
    Properties said =
        Properties.builder()
            .put(Property.PAYLOAD_FORMAT_INDICATOR, 1)
            .put(Property.CONTENT_TYPE, "text/plain")
            .put(Property.RESPONSE_TOPIC, "answers")
            .put(Property.CORRELATION_DATA, Bytes.utf8("42"))
            .user("b", "1")
            .user("a", "2")
            .build();
    publisher().says(Scene.with(Scene.publish("t", "x", QoS.AT_LEAST_ONCE, 1), said));

    scene.crash();

    Publish publish = scene.connects(Hello.lasting("s")).gets(Publish.class);
    assertThat(Peer.text(publish)).isEqualTo("x");
    assertThat(publish.properties()).isEqualTo(said);
    assertThat(publish.dup()).isFalse();
  }

  @Test
  void repeatsWhatWasUnacknowledgedUnderItsPacketId() {
    Peer subscriber = listens("s", "t", QoS.EXACTLY_ONCE);
    Peer publisher = publisher();
    publisher.says(
        Scene.publish("t", "first", QoS.EXACTLY_ONCE, 1),
        Scene.publish("t", "second", QoS.EXACTLY_ONCE, 2),
        Scene.publish("t", "third", QoS.EXACTLY_ONCE, 3));
    publisher.says(Scene.publish("t", "fourth", QoS.AT_LEAST_ONCE, 4));
    List<Integer> ids =
        subscriber.takes().stream().map(packet -> ((Publish) packet).packetId()).toList();
    subscriber.says(Pubrec.of(ids.get(0)), Pubcomp.of(ids.get(0)), Pubrec.of(ids.get(1)));

    scene.crash();
    Peer again = scene.connects(Hello.lasting("s"));

    assertThat(again.gets(Pubrel.class).packetId()).isEqualTo(ids.get(1));
    Publish third = again.gets(Publish.class);
    assertThat(third.packetId()).isEqualTo(ids.get(2));
    assertThat(third.dup()).isTrue();
    assertThat(again.gets(Publish.class).packetId()).isEqualTo(ids.get(3));
    again.getsNothing();
    again.says(Pubcomp.of(ids.get(1)), Pubrec.of(ids.get(2)), Puback.of(ids.get(3)));
    again.getsOnly(Pubrel.of(ids.get(2)));
    again.says(Pubcomp.of(ids.get(2)));
    assertThat(scene.broker.counts().queuedMessages()).isZero();
    publisher().says(Scene.publish("t", "fifth", QoS.AT_LEAST_ONCE, 5));
    assertThat(again.hears()).isEqualTo("fifth");
  }

  @Test
  void keepsPacketIdsOfQoS2FromClients() {
    Peer subscriber = listens("s", "t", QoS.AT_LEAST_ONCE);
    Publish once = Scene.publish("t", "once", QoS.EXACTLY_ONCE, 7);
    publisher().says(once);
    assertThat(subscriber.hearsAll()).containsExactly("once");

    scene.crash();
    Peer publisher = publisher();
    publisher.says(Scene.again(once));

    publisher.getsOnly(Pubrec.of(7)); // [MQTT-4.3.3-10]
    Peer again = scene.connects(Hello.lasting("s"));
    assertThat(again.hearsAll()).containsExactly("once"); // the same, unacknowledged
    publisher.says(Pubrel.of(7));
    scene.crash();
    publisher().says(Scene.publish("t", "another", QoS.EXACTLY_ONCE, 7));
    assertThat(scene.connects(Hello.lasting("s")).hearsAll()).containsExactly("once", "another");
  }

  @Test
  void keepsRetainedMessagesAndForgetsRemovedOnes() {
    Peer publisher = publisher();
    publisher.says(
        Scene.retained("a", "1", QoS.AT_MOST_ONCE, 0),
        Scene.retained("a", "2", QoS.AT_LEAST_ONCE, 1),
        Scene.retained("b", "3", QoS.AT_LEAST_ONCE, 2),
        Scene.retained("b", "", QoS.AT_LEAST_ONCE, 3),
        Scene.with(
            Scene.retained("c", "4", QoS.AT_LEAST_ONCE, 4),
            Properties.of(Property.MESSAGE_EXPIRY_INTERVAL, 5)));

    scene.crash();
    Peer subscriber = Scene.listening(scene.connects(Hello.of("s")), "#", QoS.AT_LEAST_ONCE);
    assertThat(subscriber.hearsAll()).containsExactlyInAnyOrder("2", "4");
    scene.after(Duration.ofSeconds(6));

    assertThat(Scene.listening(scene.connects(Hello.of("l")), "#", QoS.AT_LEAST_ONCE).hearsAll())
        .containsExactly("2");
  }

  @Test
  void keepsOneMessageForQueuesAndItsRetainedPlace() {
    listens("s1", "t", QoS.AT_LEAST_ONCE).vanishes();
    listens("s2", "t", QoS.AT_LEAST_ONCE).vanishes();
    scene.connects(Hello.of("c")).says(Scene.retained("t", "x", QoS.AT_LEAST_ONCE, 1));
    // Two sessions, two subscriptions, two deliveries, a place, and one message.
    assertThat(scene.journal.survived()).hasSize(8);

    scene.crash();
    Peer first = scene.connects(Hello.lasting("s1"));
    first.says(Puback.of(first.gets(Publish.class).packetId()));
    Peer second = scene.connects(Hello.lasting("s2"));
    second.says(Puback.of(second.gets(Publish.class).packetId()));

    assertThat(scene.journal.survived()).hasSize(6);
    scene.connects(Hello.of("c")).says(Scene.retained("t", "", QoS.AT_MOST_ONCE, 0));
    assertThat(scene.journal.survived()).hasSize(4);
    scene.crash();
    assertThat(scene.broker.counts().queuedBytes()).isZero();
  }

  @Test
  void goesOnSharingWhatAGroupHad() {
    Scene.listening(
            scene.connects(Hello.lasting("a").with(Property.RECEIVE_MAXIMUM, 1)),
            "$share/group/t",
            QoS.AT_LEAST_ONCE)
        .vanishes();
    publisher()
        .says(
            Scene.publish("t", "1", QoS.AT_LEAST_ONCE, 1),
            Scene.publish("t", "2", QoS.AT_LEAST_ONCE, 2));

    scene.crash();
    Peer other =
        Scene.listening(scene.connects(Hello.lasting("b")), "$share/group/t", QoS.AT_LEAST_ONCE);
    scene.connects(Hello.lasting("a").with(Property.RECEIVE_MAXIMUM, 1)).vanishes();

    assertThat(other.hearsAll()).containsExactly("2"); // what left at QoS 1 waits for its member
  }

  @Test
  void forgetsWhatWasNotDurableAsAWhole() {
    Peer subscriber = listens("s", "t", QoS.AT_LEAST_ONCE);
    Peer publisher = publisher();
    publisher.mutters(Scene.publish("t", "x", QoS.EXACTLY_ONCE, 7));
    publisher.getsNothing();

    scene.crash();

    assertThat(scene.broker.counts().queuedMessages()).isZero();
    Peer again = publisher();
    Peer listener = scene.connects(Hello.lasting("s"));
    again.says(Scene.again(Scene.publish("t", "x", QoS.EXACTLY_ONCE, 7)));
    again.gets(Pubrec.class);
    assertThat(listener.hearsAll()).containsExactly("x");
    assertThat(subscriber.hearsAll()).hasSize(1); // at QoS 1 it may have come twice
  }

  @Test
  void forgetsWhoseOwnerIsGone() {
    listens("s", "t", QoS.AT_LEAST_ONCE).vanishes();
    publisher().says(Scene.retained("t", "x", QoS.EXACTLY_ONCE, 1));
    for (long key : scene.journal.survived().keySet()) {
      Map<Long, Bytes> without = new HashMap<>(scene.journal.survived());
      without.remove(key);
      DiskJournal journal = new DiskJournal(without);

      scene.broker(journal, without);

      journal.force();
      DiskJournal second = new DiskJournal(journal.survived());
      scene.broker(second, journal.survived());
      assertThat(second.position()).as("everything is cleaned up at the first start").isZero();
    }
  }

  @Test
  void refusesToStartFromDamage() {
    Map<Long, Bytes> damaged = Map.of(1L, Bytes.utf8("?"));

    assertThatThrownBy(() -> scene.broker(new DiskJournal(damaged), damaged))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("kept value");
  }
}
