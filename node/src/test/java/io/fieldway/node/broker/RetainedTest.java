package io.fieldway.node.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.RetainHandling;
import io.fieldway.node.packet.Suback;
import io.fieldway.node.packet.Subscribe;
import io.fieldway.node.packet.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Retained messages.
final class RetainedTest {
  private final Scene scene = new Scene();
  private final Peer publisher = scene.connects(Hello.of("p"));

  private void retain(String topic, String payload) {
    publisher.says(Scene.retained(topic, payload, QoS.AT_LEAST_ONCE, 1));
    publisher.takes();
  }

  private Peer subscribes(String filter, QoS qos) {
    return Scene.listening(scene.connects(Hello.of("s")), filter, qos);
  }

  @Test
  void keepsTheLastOfATopic() {
    retain("t", "1");
    retain("t", "2"); // [MQTT-3.3.1-5]
    publisher.says(Scene.publish("t", "3", QoS.AT_LEAST_ONCE, 1)); // [MQTT-3.3.1-8]

    Peer subscriber = subscribes("t", QoS.AT_LEAST_ONCE);

    assertThat(subscriber.hearsAll()).containsExactly("2");
    assertThat(scene.broker.counts().retained()).isEqualTo(1);
  }

  @Test
  void keepsMessagesOfQoS0Too() {
    publisher.says(Scene.retained("t", "0", QoS.AT_MOST_ONCE, 0));

    assertThat(subscribes("t", QoS.AT_LEAST_ONCE).gets(Publish.class).qos())
        .isEqualTo(QoS.AT_MOST_ONCE);
  }

  @Test
  void removesATopicByAnEmptyMessageThatItForwards() {
    retain("t", "1");
    Peer watcher = Scene.listening(scene.connects(Hello.of("w")), "t", QoS.AT_LEAST_ONCE);
    assertThat(watcher.hears()).isEqualTo("1");

    retain("t", ""); // [MQTT-3.3.1-6], [MQTT-3.3.1-7]

    assertThat(watcher.gets(Publish.class).payload().size()).isZero();
    subscribes("t", QoS.AT_LEAST_ONCE).getsNothing();
    assertThat(scene.broker.retainedViews()).isEmpty();
    assertThat(scene.broker.counts().queuedBytes()).isPositive(); // the watcher's two
    assertThat(scene.journal.survived()).isEmpty();
  }

  @Test
  void bringsAllThatAFilterMatches() {
    retain("a/b", "1");
    retain("a/b/c", "2");
    retain("a", "3");
    retain("b", "4");
    retain("$x/b", "5");

    assertThat(subscribes("a/#", QoS.AT_MOST_ONCE).hearsAll())
        .containsExactlyInAnyOrder("1", "2", "3");
    assertThat(subscribes("+", QoS.AT_MOST_ONCE).hearsAll()).containsExactlyInAnyOrder("3", "4");
    assertThat(subscribes("$x/+", QoS.AT_MOST_ONCE).hearsAll()).containsExactly("5");
  }

  @Test
  void followsSuback() {
    retain("t", "1");
    Peer subscriber = scene.connects(Hello.lasting("s"));

    subscriber.mutters(Scene.subscribe("t", QoS.AT_MOST_ONCE));
    subscriber.getsNothing();
    scene.commit();

    subscriber.gets(Suback.class);
    assertThat(subscriber.hears()).isEqualTo("1");
  }

  @ParameterizedTest
  @EnumSource(QoS.class)
  void precedeWhatIsPublishedWhileSubackWaits(QoS qos) {
    retain("t", "older");
    Peer subscriber = scene.connects(Hello.lasting("s"));

    subscriber.mutters(Scene.subscribe("t", QoS.EXACTLY_ONCE));
    publisher.mutters(Scene.publish("t", "newer", qos, 1));
    subscriber.getsNothing();
    scene.commit();

    subscriber.gets(Suback.class);
    assertThat(subscriber.hearsAll()).containsExactly("older", "newer"); // [MQTT-4.6.0-6]
    publisher.says(Scene.publish("t", "newest", QoS.AT_MOST_ONCE, 0));
    assertThat(subscriber.hears()).isEqualTo("newest");
  }

  @Test
  void carriesTheIdentifierAndThePropertiesAndWhatIsLeftOfTheExpiry() {
    publisher.says(
        Scene.with(
            Scene.retained("t", "1", QoS.AT_MOST_ONCE, 0),
            Properties.builder()
                .put(Property.MESSAGE_EXPIRY_INTERVAL, 10)
                .put(Property.CONTENT_TYPE, "text/plain")
                .build()));
    scene.after(Duration.ofSeconds(3));
    Peer subscriber = scene.connects(Hello.of("s"));

    subscriber.says(
        Scene.subscribe(
            new Subscription("t", QoS.AT_MOST_ONCE, false, false, RetainHandling.SEND),
            Properties.of(Property.SUBSCRIPTION_IDENTIFIER, 6)));

    subscriber.gets(Suback.class);
    Properties properties = subscriber.gets(Publish.class).properties();
    assertThat(properties.number(Property.MESSAGE_EXPIRY_INTERVAL, -1)).isEqualTo(7);
    assertThat(properties.number(Property.SUBSCRIPTION_IDENTIFIER, -1)).isEqualTo(6);
    assertThat(properties.text(Property.CONTENT_TYPE)).contains("text/plain");
  }

  @Test
  void forgetsWhatExpires() {
    publisher.says(
        Scene.with(
            Scene.retained("t", "1", QoS.AT_LEAST_ONCE, 1),
            Properties.of(Property.MESSAGE_EXPIRY_INTERVAL, 10)));
    scene.after(Duration.ofSeconds(11));

    subscribes("t", QoS.AT_MOST_ONCE).getsNothing();

    assertThat(scene.broker.counts().retained()).isZero();
    assertThat(scene.broker.counts().queuedBytes()).isZero();
    assertThat(scene.journal.survived()).isEmpty();
  }

  @Test
  void forgetsWhatExpiresThoughNobodyAsks() {
    publisher.says(
        Scene.with(
            Scene.retained("t", "1", QoS.AT_LEAST_ONCE, 1),
            Properties.of(Property.MESSAGE_EXPIRY_INTERVAL, 10)));

    scene.after(Duration.ofMinutes(2));

    assertThat(scene.broker.counts().retained()).isZero();
    assertThat(scene.broker.counts().expiredMessages()).isEqualTo(1);
  }

  @Test
  void waitForAFullWindowAndKeepTheirOrderWithWhatFollows() {
    for (@Var int i = 0; i < 5; i++) {
      publisher.says(Scene.retained("kept/" + i, "kept", QoS.AT_LEAST_ONCE, 1));
    }
    publisher.says(Scene.retained("t/x", "former", QoS.AT_MOST_ONCE, 0));
    Peer subscriber = scene.connects(Hello.of("s").with(Property.RECEIVE_MAXIMUM, 1));

    subscriber.says(new Subscribe(1, List.of(simple("kept/#"), simple("t/x")), Properties.NONE));
    publisher.says(Scene.retained("t/x", "latter", QoS.AT_MOST_ONCE, 0));
    subscriber.gets(Suback.class);
    @Var int heard = 0;
    @Var String last = "";
    while (subscriber.peek().isPresent()) {
      Publish publish = subscriber.gets(Publish.class);
      heard++;
      if (publish.topic().equals("t/x")) {
        last = Peer.text(publish);
      }
      if (publish.qos() == QoS.AT_LEAST_ONCE) {
        subscriber.says(Puback.of(publish.packetId()));
      }
    }

    assertThat(heard).isEqualTo(7);
    assertThat(last).isEqualTo("latter"); // [MQTT-4.6.0-5]
    assertThat(scene.broker.counts().queuedMessages()).isZero();
  }

  private static Subscription simple(String filter) {
    return new Subscription(filter, QoS.AT_LEAST_ONCE, false, false, RetainHandling.SEND);
  }

  @Test
  void showsItsPlacesWithoutWhatTheySay() {
    retain("b", "22");
    retain("a", "1");

    assertThat(scene.broker.retainedViews())
        .extracting(RetainedView::topic, RetainedView::bytes)
        .containsExactly(tuple("a", 1), tuple("b", 2));
  }

  @Test
  void holdsStatisticsThatTellOfTheBroker() {
    Scene telling = Scene.within(Map.of("statisticsInterval", Duration.ofSeconds(5)));
    Peer watcher = Scene.listening(telling.connects(Hello.of("w")), "$SYS/#", QoS.AT_MOST_ONCE);

    telling.after(Duration.ofSeconds(1));
    assertThat(watcher.takes())
        .anySatisfy(packet -> {
          Publish publish = (Publish) packet;
          assertThat(publish.topic()).isEqualTo("$SYS/broker/clients/connected");
          assertThat(Peer.text(publish)).isEqualTo("1");
        });
    telling.connects(Hello.of("other"));
    telling.after(Duration.ofSeconds(5));

    assertThat(watcher.takes())
        .anySatisfy(packet -> {
          Publish publish = (Publish) packet;
          assertThat(publish.topic()).isEqualTo("$SYS/broker/clients/connected");
          assertThat(Peer.text(publish)).isEqualTo("2");
        });
    assertThat(telling.journal.survived()).isEmpty();
  }
}
