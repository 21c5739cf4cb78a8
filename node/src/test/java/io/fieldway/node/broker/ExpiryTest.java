package io.fieldway.node.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Messages and sessions that end by themselves.
final class ExpiryTest {
  private final Scene scene = new Scene();
  private final Peer publisher = scene.connects(Hello.of("p"));
  private final Peer subscriber =
      Scene.listening(scene.connects(Hello.lasting("s")), "t", QoS.EXACTLY_ONCE);

  private void publish(String payload, QoS qos, long seconds) {
    publisher.says(
        Scene.with(
            Scene.publish("t", payload, qos, 1),
            Properties.of(Property.MESSAGE_EXPIRY_INTERVAL, seconds)));
  }

  private static long left(Publish publish) {
    return publish.properties().number(Property.MESSAGE_EXPIRY_INTERVAL, -1);
  }

  @Test
  void forwardsTheWholeIntervalAtOnce() {
    publish("x", QoS.AT_MOST_ONCE, 10);

    assertThat(left(subscriber.gets(Publish.class))).isEqualTo(10);
  }

  @Test
  void countsDownWhileAMessageWaits() {
    subscriber.vanishes();
    publish("x", QoS.AT_LEAST_ONCE, 10);
    scene.after(Duration.ofMillis(3_500));

    Publish late = scene.connects(Hello.lasting("s")).gets(Publish.class);

    assertThat(left(late)).isEqualTo(7); // [MQTT-3.3.2-6]
  }

  @Test
  void deliversNothingThatHasExpired() {
    subscriber.vanishes();
    publish("short", QoS.AT_LEAST_ONCE, 10);
    publish("long", QoS.AT_LEAST_ONCE, 4_294_967_295L);
    scene.after(Duration.ofSeconds(11));

    Peer again = scene.connects(Hello.lasting("s"));

    assertThat(again.hearsAll()).containsExactly("long"); // [MQTT-3.3.2-5]
    assertThat(scene.broker.counts().expiredMessages()).isEqualTo(1);
    assertThat(scene.broker.counts().queuedMessages()).isEqualTo(1);
  }

  @Test
  void countsOnOverARestart() {
    subscriber.vanishes();
    publish("short", QoS.AT_LEAST_ONCE, 2);
    publish("long", QoS.AT_LEAST_ONCE, 10);
    scene.crash();
    scene.after(Duration.ofSeconds(3));

    Peer again = scene.connects(Hello.lasting("s"));

    assertThat(left(again.gets(Publish.class))).isEqualTo(7);
    again.getsNothing();
  }

  @Test
  void bringsAMessageOfNoSecondsToWhoCanHaveItAtOnce() {
    publish("now", QoS.AT_MOST_ONCE, 0);
    publish("now", QoS.AT_LEAST_ONCE, 0);
    assertThat(left(subscriber.gets(Publish.class))).isZero();
    assertThat(left(subscriber.gets(Publish.class))).isZero();
    subscriber.vanishes();
    publish("never", QoS.AT_LEAST_ONCE, 0);
    scene.after(Duration.ofSeconds(1));

    assertThat(scene.connects(Hello.lasting("s")).hearsAll()).containsExactly("now");
  }

  @Test
  void repeatsWhatItSentThoughItHasExpired() {
    publish("x", QoS.AT_LEAST_ONCE, 2);
    assertThat(subscriber.hears()).isEqualTo("x");
    subscriber.vanishes();
    scene.after(Duration.ofSeconds(5));

    Publish again = scene.connects(Hello.lasting("s")).gets(Publish.class);

    assertThat(again.dup()).isTrue(); // [MQTT-4.4.0-1]: its delivery had begun
    assertThat(left(again)).isZero();
  }

  @Test
  void endsASessionWhenItsIntervalIsOver() {
    subscriber.vanishes();
    publish("x", QoS.AT_LEAST_ONCE, 4_294_967_295L);
    scene.after(Duration.ofMinutes(59));
    assertThat(scene.broker.sessionViews()).hasSize(2);

    scene.after(Duration.ofMinutes(2));

    assertThat(scene.broker.sessionViews()).hasSize(1); // [MQTT-4.1.0-2]
    assertThat(scene.broker.counts().subscriptions()).isZero();
    assertThat(scene.broker.counts().queuedMessages()).isZero();
    assertThat(scene.broker.counts().queuedBytes()).isZero();
    assertThat(scene.broker.counts().expiredSessions()).isEqualTo(1);
    assertThat(scene.journal.survived()).isEmpty();
  }

  @Test
  void endsNoSessionWhoseClientIsConnected() {
    scene.after(Duration.ofHours(3));

    assertThat(scene.broker.sessionViews()).hasSize(2);
  }

  @Test
  void countsASessionsIntervalFromTheLastConnection() {
    subscriber.vanishes();
    scene.after(Duration.ofMinutes(50));
    scene.connects(Hello.lasting("s")).vanishes();
    scene.after(Duration.ofMinutes(50));
    assertThat(scene.broker.sessionViews()).hasSize(2);

    scene.after(Duration.ofMinutes(11));

    assertThat(scene.broker.sessionViews()).hasSize(1);
  }
}
