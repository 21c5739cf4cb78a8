package io.fieldway.node.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Pingresp;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.Will;
import io.fieldway.wire.Bytes;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Wills (MQTT 5 §3.1.2.5).
final class WillTest {
  private final Scene scene = new Scene();
  private final Peer watcher =
      Scene.listening(scene.connects(Hello.of("w")), "will", QoS.EXACTLY_ONCE);

  private static Will plain() {
    return Hello.will("will", "gone");
  }

  private static Will delayed(long seconds) {
    return Hello.will("will", "gone", Property.WILL_DELAY_INTERVAL, seconds);
  }

  private static Disconnect goodbye(ReasonCode reason) {
    return new Disconnect(reason, Properties.NONE);
  }

  @Test
  void isPublishedWhenTheConnectionBreaks() {
    Peer peer = scene.connects(Hello.of("a").leaving(plain()));
    watcher.getsNothing();

    peer.vanishes();

    Publish will = watcher.gets(Publish.class); // [MQTT-3.1.2-8]
    assertThat(Peer.text(will)).isEqualTo("gone");
    assertThat(will.qos()).isEqualTo(QoS.AT_LEAST_ONCE);
    assertThat(will.retain()).isFalse();
    assertThat(scene.broker.counts().willsPublished()).isEqualTo(1);
    assertThat(scene.journal.survived()).isEmpty();
  }

  @Test
  void isDroppedAtANormalDisconnect() {
    Peer peer = scene.connects(Hello.lasting("a").leaving(plain()));

    peer.says(goodbye(ReasonCode.SUCCESS)); // [MQTT-3.14.4-3]

    watcher.getsNothing();
    scene.crash();
    assertThat(scene.broker.counts().willsPublished()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = ReasonCode.class,
      names = {"DISCONNECT_WITH_WILL", "UNSPECIFIED_ERROR", "ADMINISTRATIVE_ACTION"})
  void isPublishedAtADisconnectThatSaysSo(ReasonCode reason) {
    Peer peer = scene.connects(Hello.of("a").leaving(plain()));

    peer.says(goodbye(reason));

    assertThat(watcher.hears()).isEqualTo("gone");
    assertThat(peer.isClosed()).isTrue();
  }

  @Test
  void isPublishedWhenTheBrokerEndsTheConnection() {
    Peer peer = scene.connects(Hello.of("a").leaving(plain()));

    peer.says(new Pingresp());

    peer.wasSentAway(ReasonCode.PROTOCOL_ERROR);
    assertThat(watcher.hears()).isEqualTo("gone");
  }

  @Test
  void isPublishedWhenAnotherConnectionTakesOver() {
    scene.connects(Hello.lasting("a").leaving(plain()));

    scene.connects(Hello.lasting("a"));

    assertThat(watcher.hearsAll()).containsExactly("gone");
  }

  @Test
  void waitsForItsDelay() {
    scene.connects(Hello.lasting("a").leaving(delayed(5))).vanishes();

    scene.after(Duration.ofSeconds(4));
    watcher.getsNothing();
    scene.after(Duration.ofSeconds(2));

    assertThat(watcher.hearsAll()).containsExactly("gone");
    assertThat(scene.broker.sessionViews()).hasSize(2);
  }

  @Test
  void isDroppedWhereTheClientComesBackBeforeItsDelay() {
    scene.connects(Hello.lasting("a").leaving(delayed(5))).vanishes();
    scene.after(Duration.ofSeconds(4));

    scene.connects(Hello.lasting("a")); // [MQTT-3.1.3-9]
    scene.after(Duration.ofSeconds(10));

    watcher.getsNothing();
  }

  @Test
  void isDroppedWhereATakeoverComesBeforeItsDelay() {
    scene.connects(Hello.lasting("a").leaving(delayed(5)));

    scene.connects(Hello.lasting("a"));
    scene.after(Duration.ofSeconds(10));

    watcher.getsNothing();
  }

  @Test
  void isPublishedWithItsSessionWhateverItsDelay() {
    scene.connects(Hello.of("a").leaving(delayed(5))).vanishes();
    assertThat(watcher.hearsAll()).containsExactly("gone");

    Hello brief = Hello.of("b").with(Property.SESSION_EXPIRY_INTERVAL, 2);
    scene.connects(brief.leaving(delayed(5))).vanishes();
    scene.after(Duration.ofSeconds(3));
    assertThat(watcher.hearsAll()).containsExactly("gone");
  }

  @Test
  void isPublishedWhereACleanStartEndsItsSession() {
    scene.connects(Hello.lasting("a").leaving(delayed(500))).vanishes();

    scene.connects(Hello.lasting("a").clean());

    assertThat(watcher.hearsAll()).containsExactly("gone");
  }

  @Test
  void isPublishedOnce() {
    scene.connects(Hello.lasting("a").leaving(plain())).vanishes();
    scene.connects(Hello.lasting("a")).vanishes();
    scene.after(Duration.ofHours(2));
    scene.crash();

    assertThat(watcher.hearsAll()).containsExactly("gone");
    assertThat(scene.broker.counts().willsPublished()).isZero();
  }

  @Test
  void isRetainedWhereItSaysSo() {
    Will retained = new Will("will", Bytes.utf8("gone"), QoS.AT_MOST_ONCE, true, Properties.NONE);
    scene.connects(Hello.of("a").leaving(retained)).vanishes();

    Peer late = Scene.listening(scene.connects(Hello.of("l")), "will", QoS.AT_MOST_ONCE);

    assertThat(late.gets(Publish.class).retain()).isTrue(); // [MQTT-3.1.2-15]
  }

  @Test
  void carriesItsPropertiesAndExpiresFromItsPublicationOn() {
    Will will =
        new Will(
            "will",
            Bytes.utf8("gone"),
            QoS.AT_LEAST_ONCE,
            false,
            Properties.builder()
                .put(Property.WILL_DELAY_INTERVAL, 5)
                .put(Property.MESSAGE_EXPIRY_INTERVAL, 10)
                .put(Property.CONTENT_TYPE, "text/plain")
                .user("k", "v")
                .build());
    Peer away = Scene.listening(scene.connects(Hello.lasting("away")), "will", QoS.AT_LEAST_ONCE);
    away.vanishes();
    scene.connects(Hello.lasting("a").leaving(will)).vanishes();
    scene.after(Duration.ofSeconds(8));

    Properties properties = scene.connects(Hello.lasting("away")).gets(Publish.class).properties();

    assertThat(properties.number(Property.MESSAGE_EXPIRY_INTERVAL, -1)).isEqualTo(7);
    assertThat(properties.text(Property.CONTENT_TYPE)).contains("text/plain");
    assertThat(properties.userProperties()).hasSize(1); // [MQTT-3.1.3-10]
    assertThat(properties.has(Property.WILL_DELAY_INTERVAL)).isFalse();
  }

  @Test
  void isPublishedWhenTheBrokerStops() {
    Peer away = Scene.listening(scene.connects(Hello.lasting("away")), "will", QoS.AT_LEAST_ONCE);
    away.vanishes();
    scene.connects(Hello.of("a").leaving(plain()));

    scene.broker.stop(scene.now);
    scene.commit();
    scene.crash();

    assertThat(scene.connects(Hello.lasting("away")).hearsAll()).containsExactly("gone");
  }

  @Test
  void isPublishedAfterTheBrokerWasKilled() {
    Peer away = Scene.listening(scene.connects(Hello.lasting("away")), "will", QoS.AT_LEAST_ONCE);
    away.vanishes();
    scene.connects(Hello.of("clean").leaving(plain()));
    scene.connects(Hello.lasting("lasting").leaving(delayed(5)));

    scene.crash();
    scene.commit();
    Peer back = scene.connects(Hello.lasting("away"));
    assertThat(back.hearsAll()).containsExactly("gone");
    scene.after(Duration.ofSeconds(6));

    assertThat(back.hearsAll()).containsExactly("gone");
    assertThat(scene.broker.counts().willsPublished()).isEqualTo(2);
    scene.crash();
    scene.after(Duration.ofSeconds(6));
    assertThat(scene.broker.counts().willsPublished()).isZero();
  }

  @Test
  void reachesThoseWhoHaveRoomThoughOthersHaveNone() {
    Scene small = Scene.within(Map.of("maximumQueuedMessages", 1));
    Peer away = Scene.listening(small.connects(Hello.lasting("away")), "will", QoS.AT_LEAST_ONCE);
    away.vanishes();
    Peer present = Scene.listening(small.connects(Hello.of("here")), "will", QoS.AT_LEAST_ONCE);

    small.connects(Hello.of("a").leaving(plain())).vanishes();
    small.connects(Hello.of("a").leaving(plain())).vanishes();

    assertThat(present.hearsAll()).containsExactly("gone", "gone");
    assertThat(small.broker.counts().droppedFull()).isEqualTo(1);
  }

  @Test
  void isNotKeptFromOthersByTheFullQueueOfItsOwnSession() {
    Scene small = Scene.within(Map.of("maximumQueuedMessages", 1));
    Peer present = Scene.listening(small.connects(Hello.of("here")), "will", QoS.AT_LEAST_ONCE);
    Hello brief = Hello.of("a").with(Property.SESSION_EXPIRY_INTERVAL, 2);
    Peer self =
        Scene.listening(small.connects(brief.leaving(delayed(5))), "will", QoS.AT_LEAST_ONCE);
    self.vanishes();
    small.connects(Hello.of("p")).says(Scene.publish("will", "fill", QoS.AT_LEAST_ONCE, 1));

    small.after(Duration.ofSeconds(3));

    assertThat(present.hearsAll()).containsExactly("fill", "gone");
    assertThat(small.broker.counts().droppedFull()).isZero();
  }
}
