package io.fieldway.node.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.journal.DiskJournal;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.RetainHandling;
import io.fieldway.node.packet.Suback;
import io.fieldway.node.packet.Subscription;
import io.fieldway.node.packet.Will;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.config.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is kept for those who subscribe later.
final class HistoryTest {
  private static final List<String> RULES =
      List.of("secret/#=none", "last/+=last", "three/#=3", "while/#=10m", "three/never=9");

  private final Scene scene = scene(RULES, 1_000, 1 << 20);
  private final Peer publisher = scene.connects(Hello.lasting("p"));

  private static Scene scene(List<String> rules, int messages, long bytes) {
    return Scene.within(Map.of("history", config(rules, messages, bytes)));
  }

  private static HistoryConfig config(List<String> rules, int messages, long bytes) {
    return new HistoryConfig(
        rules.stream()
            .map(each -> each.split("=", 2))
            .map(each -> new HistoryConfig.Rule(each[0], Keep.parse(each[1])))
            .toList(),
        messages,
        bytes);
  }

  private void publish(String topic, String... payloads) {
    for (String payload : payloads) {
      publisher.says(Scene.publish(topic, payload, QoS.AT_LEAST_ONCE, 1));
      publisher.takes();
    }
  }

  private void retain(String topic, String payload) {
    publisher.says(Scene.retained(topic, payload, QoS.AT_LEAST_ONCE, 1));
    publisher.takes();
  }

  private Peer subscribes(String filter) {
    return Scene.listening(scene.connects(Hello.of("s")), filter, QoS.AT_LEAST_ONCE);
  }

  @Test
  void bringsWhatTheRulesSayToALateSubscriber() {
    publish("last/a", "1", "2");
    publish("last/b", "3");
    publish("three/a", "4", "5", "6", "7");
    publish("other", "8");

    assertThat(subscribes("last/+").hearsAll()).containsExactly("2", "3");
    assertThat(subscribes("three/#").hearsAll()).containsExactly("5", "6", "7");
    assertThat(subscribes("#").hearsAll()).containsExactly("2", "3", "5", "6", "7");
    subscribes("other").getsNothing();
    assertThat(scene.broker.counts().history()).isEqualTo(5);
    assertThat(scene.broker.counts().historyDropped()).isZero();
  }

  @Test
  void theFirstRuleHoldsThatATopicMatches() {
    publish("three/never", "1", "2", "3", "4");

    assertThat(subscribes("three/never").hearsAll()).containsExactly("2", "3", "4");
  }

  @Test
  void keepsWhatHasComeWithinATime() {
    publish("while/a", "1");
    scene.after(Duration.ofMinutes(6));
    publish("while/a", "2");
    assertThat(subscribes("while/a").hearsAll()).containsExactly("1", "2");

    scene.after(Duration.ofMinutes(5));
    assertThat(subscribes("while/a").hearsAll()).containsExactly("2");
    scene.after(Duration.ofMinutes(6));

    subscribes("while/a").getsNothing();
    assertThat(scene.broker.counts().history()).isZero();
  }

  @ParameterizedTest
  @EnumSource(QoS.class)
  void sendsAtTheLesserQualityAndNotAsRetained(QoS qos) {
    publisher.mutters(Scene.publish("last/a", "1", qos, 1));
    scene.commit();

    Publish publish = subscribes("last/a").gets(Publish.class);

    assertThat(publish.qos()).isEqualTo(qos.atMost(QoS.AT_LEAST_ONCE));
    assertThat(publish.retain()).isFalse(); // [MQTT-3.3.1-12]
  }

  @Test
  void sendsWhatIsRetainedTooOnceAndInItsPlace() {
    publish("three/a", "1");
    retain("three/a", "2");
    publish("three/a", "3");
    retain("other", "4");

    Peer subscriber = subscribes("#");

    assertThat(subscriber.takes())
        .extracting(each -> Peer.text((Publish) each), each -> ((Publish) each).retain())
        .containsExactly(tuple("4", true), tuple("1", false), tuple("2", true), tuple("3", false));
  }

  @Test
  void sendsARetainedMessageThatIsOlderThanWhatIsKeptBeforeIt() {
    retain("three/a", "0");
    publish("three/a", "1", "2", "3");

    assertThat(subscribes("three/a").hearsAll()).containsExactly("0", "1", "2", "3");
  }

  @Test
  void showsTheFlagOfAFormerRetainedMessageOnlyToThoseWhoAsk() {
    retain("three/a", "1");
    retain("three/a", "2");
    Peer peer = scene.connects(Hello.of("s"));

    peer.says(
        Scene.subscribe(
            new Subscription("three/a", QoS.AT_LEAST_ONCE, false, true, RetainHandling.SEND),
            Properties.NONE));

    peer.gets(Suback.class);
    assertThat(peer.takes())
        .allSatisfy(each -> assertThat(((Publish) each).retain()).isTrue()); // [MQTT-3.3.1-13]
    assertThat(subscribes("three/a").takes())
        .extracting(each -> ((Publish) each).retain())
        .containsExactly(false, true);
  }

  @Test
  void doesNotSendItAgainToASubscriptionThatIsThereAlready() {
    publish("three/a", "1");
    retain("three/a", "2");
    Peer subscriber = subscribes("three/a");
    assertThat(subscriber.hearsAll()).containsExactly("1", "2");

    Scene.listening(subscriber, "three/a", QoS.AT_LEAST_ONCE);

    assertThat(subscriber.hearsAll()).containsExactly("2"); // the retained one [MQTT-3.3.1-9]
  }

  @Test
  void leavesOutWhoWantsNoneOfItAndWhatIsTheirOwn() {
    publish("three/a", "1");
    publisher.says(
        Scene.subscribe(
            new Subscription("three/#", QoS.AT_LEAST_ONCE, true, false, RetainHandling.SEND),
            Properties.NONE));
    publisher.gets(Suback.class);
    publisher.getsNothing(); // [MQTT-3.8.3-3]
    Peer peer = scene.connects(Hello.of("s"));

    peer.says(
        Scene.subscribe(
            new Subscription(
                "three/a", QoS.AT_LEAST_ONCE, false, false, RetainHandling.DO_NOT_SEND),
            Properties.NONE),
        Scene.subscribe("$share/g/three/a", QoS.AT_LEAST_ONCE));

    assertThat(peer.hearsAll()).isEmpty();
  }

  @Test
  void comesBeforeWhatIsPublishedWhileSubackWaits() {
    publish("three/a", "1", "2");
    Peer subscriber = scene.connects(Hello.lasting("s"));

    subscriber.mutters(Scene.subscribe("three/a", QoS.AT_LEAST_ONCE));
    publisher.mutters(Scene.publish("three/a", "3", QoS.AT_LEAST_ONCE, 1));
    scene.commit();

    assertThat(subscriber.hearsAll()).containsExactly("1", "2", "3"); // [MQTT-4.6.0-6]
  }

  @Test
  void waitsForAFullWindow() {
    publish("three/a", "1", "2", "3");
    Peer subscriber = scene.connects(Hello.of("s").with(Property.RECEIVE_MAXIMUM, 1));

    subscriber.says(Scene.subscribe("three/a", QoS.AT_LEAST_ONCE));
    publish("three/a", "4");
    subscriber.gets(Suback.class);

    for (String expected : List.of("1", "2", "3", "4")) {
      Publish publish = subscriber.gets(Publish.class);
      assertThat(Peer.text(publish)).isEqualTo(expected);
      subscriber.getsNothing();
      subscriber.says(Puback.of(publish.packetId()));
    }
  }

  @Test
  void isNotAnsweredForBeforeItIsOnDisk() {
    publisher.mutters(Scene.publish("last/a", "1", QoS.AT_LEAST_ONCE, 1));
    publisher.getsNothing();

    scene.commit();

    assertThat(publisher.gets(Puback.class).reason()).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
  }

  @Test
  void survivesARestartInItsOrderAndWithoutWhatWasAtQoS0() {
    publish("three/a", "1");
    retain("three/a", "2");
    publisher.says(Scene.publish("three/a", "3", QoS.AT_MOST_ONCE, 0));
    List<HistoryView> before = scene.broker.historyViews();
    assertThat(before).extracting(HistoryView::messages).containsExactly(3);

    scene.crash();
    scene.crash();

    assertThat(subscribes("#").takes())
        .extracting(each -> Peer.text((Publish) each), each -> ((Publish) each).retain())
        .containsExactly(tuple("1", false), tuple("2", true));
  }

  @Test
  void forgetsAtARestartWhatTheRulesNoLongerSay() {
    publish("three/a", "1", "2");
    retain("three/b", "3");
    publish("last/a", "4");
    Scene other =
        new Scene(
            Scene.bounds(
                Map.of("history", config(List.of("three/b=none", "three/+=last"), 10, 10_000))),
            Scene.OPEN);

    other.journal = new DiskJournal(scene.journal.survived());
    other.crash();
    other.commit();

    Peer subscriber = Scene.listening(other.connects(Hello.of("s")), "#", QoS.AT_LEAST_ONCE);
    assertThat(subscriber.hearsAll()).containsExactly("2");
    assertThat(other.broker.counts().retained()).isZero();
    assertThat(other.journal.survived()).hasSize(3); // p's session, the message and its place
  }

  @Test
  void goesWithTheMessageThatRemovesARetainedOne() {
    publish("three/a", "1");
    retain("three/a", "2");
    publish("three/b", "3");

    retain("three/a", "");

    assertThat(subscribes("#").hearsAll()).containsExactly("3");
    assertThat(scene.broker.historyViews())
        .extracting(
            HistoryView::topic, HistoryView::keep, HistoryView::messages, HistoryView::bytes)
        .containsExactly(tuple("three/b", "3", 1, 1L));
  }

  @Test
  void forgetsWhatExpires() {
    publisher.says(
        Scene.with(
            Scene.publish("last/a", "1", QoS.AT_LEAST_ONCE, 1),
            Properties.of(Property.MESSAGE_EXPIRY_INTERVAL, 10)));
    scene.after(Duration.ofSeconds(11));
    subscribes("last/a").getsNothing();

    scene.after(Duration.ofMinutes(1));

    assertThat(scene.broker.counts().history()).isZero();
  }

  @Test
  void atItsBoundsTheOldestGoAndAreCounted() {
    Scene small = scene(List.of("#=100"), 3, 1 << 20);
    Peer talker = small.connects(Hello.of("t"));
    for (@Var int i = 0; i < 5; i++) {
      talker.says(Scene.publish("t/" + i % 2, "" + i, QoS.AT_LEAST_ONCE, 1));
    }
    assertThat(Scene.listening(small.connects(Hello.of("s")), "#", QoS.AT_LEAST_ONCE).hearsAll())
        .containsExactly("2", "3", "4");
    assertThat(small.broker.counts().historyDropped()).isEqualTo(2);

    Scene narrow = scene(List.of("#=100"), 100, 2_048);
    Peer other = narrow.connects(Hello.of("t"));
    for (@Var int i = 0; i < 50; i++) {
      other.says(Scene.publish("t", "x".repeat(100), QoS.AT_MOST_ONCE, 0));
    }
    other.says(Scene.publish("t", "x".repeat(5_000), QoS.AT_MOST_ONCE, 0));
    assertThat(narrow.broker.counts().historyBytes()).isBetween(1_024L, 2_048L);
    assertThat(narrow.broker.counts().history() + narrow.broker.counts().historyDropped())
        .isEqualTo(51);
  }

  @Test
  void retainsNothingWhereNothingIsToBeKept() {
    Peer watcher = Scene.listening(scene.connects(Hello.of("w")), "#", QoS.AT_LEAST_ONCE);
    publisher.says(Scene.retained("secret/a", "1", QoS.AT_LEAST_ONCE, 1)); // [MQTT-3.3.1-5]
    assertThat(publisher.gets(Puback.class).reason()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    watcher.getsNothing();

    publisher.says(Scene.retained("secret/a", "2", QoS.AT_MOST_ONCE, 0));
    publisher.says(Scene.publish("secret/a", "3", QoS.AT_LEAST_ONCE, 1));
    assertThat(watcher.hearsAll()).containsExactly("2", "3");
    publisher.says(Scene.retained("secret/a", "", QoS.AT_LEAST_ONCE, 1)); // removes nothing
    Peer lost =
        scene.connects(
            Hello.of("lost")
                .leaving(
                    new Will(
                        "secret/a", Bytes.utf8("4"), QoS.AT_LEAST_ONCE, true, Properties.NONE)));
    lost.vanishes();

    assertThat(watcher.hearsAll()).containsExactly("", "4");
    subscribes("secret/#").getsNothing();
    assertThat(scene.broker.counts().retained()).isZero();
    assertThat(scene.broker.counts().history()).isZero();
  }

  @Test
  void keepsWills() {
    scene.connects(Hello.of("lost").leaving(Hello.will("last/a", "gone"))).vanishes();

    assertThat(subscribes("last/a").hearsAll()).containsExactly("gone");
  }

  @Test
  void whatIsKeptLeavesNothingInTheJournalWhenItGoes() {
    publisher.vanishes();
    scene.after(Duration.ofHours(2));
    Peer talker = scene.connects(Hello.of("t"));
    talker.says(Scene.publish("while/a", "1", QoS.AT_LEAST_ONCE, 1));
    assertThat(scene.journal.survived()).hasSize(2);

    scene.after(Duration.ofMinutes(12));

    assertThat(scene.journal.survived()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "last", "7", "10", "30s", "10m", "2h", "7d"})
  void readsARuleAsItIsWritten(String text) {
    assertThat(Keep.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "all", "0s", "1w", "99999999999", "5 m"})
  void refusesWhatIsNoRule(String text) {
    assertThatThrownBy(() -> Keep.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected none, last");
  }

  @Test
  void refusesFiltersThatAreNoneOrNotOfClients() {
    HistoryConfig config =
        config(List.of("a/#/b=last", "$share/g/t=3", "$SYS/#=last", "a/+=1"), 1, 1_024);

    assertThat(config.problems())
        .extracting(Problem::key)
        .containsExactly("rules[0].filter", "rules[1].filter", "rules[2].filter");
  }

  @Test
  void withoutRulesNothingIsKept() {
    Scene plain = new Scene();
    Peer talker = plain.connects(Hello.of("t"));
    talker.says(Scene.publish("t", "1", QoS.AT_LEAST_ONCE, 1));

    Scene.listening(plain.connects(Hello.of("s")), "#", QoS.AT_LEAST_ONCE).getsNothing();
    assertThat(plain.journal.survived()).isEmpty();
  }
}
