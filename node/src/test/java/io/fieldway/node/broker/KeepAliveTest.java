package io.fieldway.node.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.Pingreq;
import io.fieldway.node.packet.Pingresp;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The keep-alive, and the time that a handshake may take.
final class KeepAliveTest {
  private final Scene scene = new Scene();

  @Test
  void answersAPing() {
    Peer peer = scene.connects(Hello.of("a"));

    peer.says(new Pingreq());

    peer.getsOnly(new Pingresp()); // [MQTT-3.12.4-1]
  }

  @Test
  void endsASilentConnectionAfterOneAndAHalf() {
    Peer peer = scene.connects(Hello.of("a").keepAlive(10));
    Peer old = scene.connects(Hello.old("o", true).keepAlive(10));

    scene.after(Duration.ofSeconds(15));
    assertThat(peer.isClosed()).isFalse();
    scene.after(Duration.ofSeconds(2));

    peer.wasSentAway(ReasonCode.KEEP_ALIVE_TIMEOUT); // [MQTT-3.1.2-22]
    old.getsNothing();
    assertThat(old.isClosed()).isTrue();
    assertThat(scene.broker.counts().keepAliveTimeouts()).isEqualTo(2);
  }

  @Test
  void takesAnyPacketForASignOfLife() {
    Peer peer = scene.connects(Hello.of("a").keepAlive(10));

    for (@Var int i = 0; i < 10; i++) {
      scene.after(Duration.ofSeconds(14));
      peer.says(i % 2 == 0 ? new Pingreq() : Scene.publish("t", "x", QoS.AT_MOST_ONCE, 0));
    }

    assertThat(peer.isClosed()).isFalse();
  }

  @Test
  void watchesNobodyWhoWantsNoKeepAlive() {
    Peer peer = scene.connects(Hello.of("a").keepAlive(0));

    scene.after(Duration.ofHours(12));

    assertThat(peer.isClosed()).isFalse();
  }

  @Test
  void holdsAClientToTheShorterKeepAliveOfTheBroker() {
    Scene strict = Scene.within(Map.of("maximumKeepAlive", Duration.ofSeconds(10)));
    Peer peer = strict.connects(Hello.of("a").keepAlive(60));

    strict.after(Duration.ofSeconds(17));

    peer.wasSentAway(ReasonCode.KEEP_ALIVE_TIMEOUT);
  }

  @Test
  void endsAConnectionThatSaysNothing() {
    Peer silent = scene.arrives();

    scene.after(Duration.ofSeconds(10));
    assertThat(silent.isClosed()).isFalse();
    scene.after(Duration.ofSeconds(2));

    silent.getsNothing();
    assertThat(silent.isClosed()).isTrue();
    assertThat(scene.broker.counts().connectsRefused()).isEqualTo(1);
  }

  @Test
  void endsAConnectionWhoseVerdictDoesNotCome() {
    Peer peer = scene.arrives();
    peer.mutters(Hello.of("a").packet());

    scene.after(Duration.ofSeconds(12));
    scene.judge();

    assertThat(peer.isClosed()).isTrue();
    assertThat(scene.broker.sessionViews()).isEmpty();
  }

  @Test
  void blamesNoClientForAJournalThatIsBusy() {
    Scene narrow = Scene.within(Map.of("receiveMaximum", 2));
    Scene.listening(narrow.connects(Hello.lasting("s")), "t", QoS.AT_LEAST_ONCE);
    Peer peer = narrow.connects(Hello.old("o", true).keepAlive(10));
    peer.mutters(
        Scene.publish("t", "1", QoS.AT_LEAST_ONCE, 1),
        Scene.publish("t", "2", QoS.AT_LEAST_ONCE, 2));
    assertThat(peer.isHeld()).isTrue();

    for (@Var int i = 0; i < 30; i++) {
      narrow.now += 1_000;
      narrow.broker.tick(narrow.now);
    }
    assertThat(peer.isClosed()).isFalse();
    narrow.commit();

    assertThat(peer.takes()).hasSize(2);
    assertThat(peer.isHeld()).isFalse();
  }

  @Test
  void letsASlowClientLiveThatGoesOnTaking() {
    Peer slow = held();

    for (@Var int i = 0; i < 30; i++) {
      slow.pending -= 1_000;
      scene.after(Duration.ofSeconds(1));
    }

    assertThat(slow.isClosed()).isFalse();
    assertThat(slow.isHeld()).isTrue();
  }

  @Test
  void endsASlowClientThatTakesNothingMore() {
    Peer slow = held();

    scene.after(Duration.ofSeconds(18));

    slow.wasSentAway(ReasonCode.KEEP_ALIVE_TIMEOUT);
  }

  private Peer held() {
    Peer slow = scene.connects(Hello.of("a").keepAlive(10));
    slow.pending = 2 * scene.config.maximumPendingBytes();
    slow.says(new Pingreq());
    assertThat(slow.isHeld()).isTrue();
    return slow;
  }

  @Test
  void doesNotTakeWhatItSendsForASignOfLife() {
    Peer subscriber =
        Scene.listening(scene.connects(Hello.of("s").keepAlive(10)), "t", QoS.AT_MOST_ONCE);
    Peer publisher = scene.connects(Hello.of("p"));

    for (@Var int i = 0; i < 18; i++) {
      publisher.says(Scene.publish("t", "x", QoS.AT_MOST_ONCE, 0));
      scene.after(Duration.ofSeconds(1));
    }

    assertThat(subscriber.isClosed()).isTrue();
    subscriber.gets(Publish.class);
  }
}
