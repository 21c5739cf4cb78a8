package io.fieldway.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.wire.Bytes;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A link that is up: what goes through it, how far away its ends are, and how it dies.
final class LinkTest {
  private static final LinkConfig CONFIG = LinkConfig.defaults();

  private static Publish message(QoS qos, int packetId) {
    return new Publish("t", Bytes.utf8("x"), qos, false, false, packetId, Properties.NONE);
  }

  @Test
  void comesUpAtBothEnds() {
    Pair pair = new Pair(CONFIG, 5);
    pair.run(10);
    assertThat(pair.aboveB.hears()).containsExactly("up a 7");
    assertThat(pair.aboveA.hears()).containsExactly("up b 9");
    assertThat(pair.a.isUp()).isTrue();
    assertThat(pair.a.isDialled()).isTrue();
    assertThat(pair.b.isUp()).isTrue();
    assertThat(pair.b.isDialled()).isFalse();
    assertThat(pair.a.receiveMaximum()).isEqualTo(CONFIG.receiveMaximum());
    assertThat(pair.b.maximumPacketSize()).isEqualTo(CONFIG.maximumPacketSize());
  }

  @Test
  void carriesMessagesAndAcknowledgementsBothWays() {
    Pair pair = Pair.up(CONFIG, 5);
    pair.a.send(message(QoS.AT_LEAST_ONCE, 3));
    pair.b.send(message(QoS.AT_MOST_ONCE, 0));
    pair.b.send(Puback.of(3));
    pair.run(5);
    assertThat(pair.aboveB.receives()).containsExactly(message(QoS.AT_LEAST_ONCE, 3));
    assertThat(pair.aboveA.receives()).containsExactly(message(QoS.AT_MOST_ONCE, 0), Puback.of(3));
  }

  @Test
  void staysUpAsLongAsHellosCome() {
    Pair pair = Pair.up(CONFIG, 40);
    pair.run(Duration.ofMinutes(10).toMillis());
    assertThat(pair.a.isUp()).isTrue();
    assertThat(pair.b.isUp()).isTrue();
    assertThat(pair.a.helloMisses() + pair.b.helloMisses()).isZero();
    assertThat(pair.aboveA.receives()).as("hellos go no further").isEmpty();
  }

  @Test
  void saysHelloOnceEachInterval() {
    Pair pair = Pair.up(CONFIG, 0);
    pair.silentA = true;
    pair.outOfA.takes();
    @Var int hellos = 0;
    for (@Var int tick = 0; tick < 30; tick++) {
      pair.a.tick(pair.now + 1 + tick * 100L);
      hellos += pair.outOfA.takes().size();
    }
    assertThat(hellos).isEqualTo(2);
  }

  @Test
  void measuresTheRoundTripWithoutTheTimeThatAHelloWasHeld() {
    Pair pair = Pair.up(CONFIG, 20);
    pair.run(5_000);
    assertThat(pair.a.roundTripMicros()).isEqualTo(40_000);
    assertThat(pair.b.roundTripMicros()).isEqualTo(40_000);
    assertThat(pair.aboveA.hears()).contains("measured 40000").doesNotContain("measured -1");
  }

  @Test
  void isDeadWhenSoManyHellosAreMissing() {
    Pair pair = Pair.up(CONFIG, 0);
    pair.silentA = true;
    long last = pair.now;
    while (pair.b.isUp()) {
      pair.run(1);
    }
    assertThat(pair.now - last).isBetween(3_000L, 3_400L);
    assertThat(pair.b.helloMisses()).isEqualTo(3);
    assertThat(pair.b.end().orElseThrow().kind()).isEqualTo(LinkEnd.Kind.SILENT);
    assertThat(pair.aboveB.hears()).last().asString().startsWith("down nothing came for 3");
    assertThat(pair.outOfB.isClosed()).isTrue();
    pair.run(0);
    assertThat(pair.aboveA.hears())
        .last()
        .asString()
        .startsWith("down the peer said KEEP_ALIVE_TIMEOUT: \"nothing came for 3");
    assertThat(pair.a.end().orElseThrow().kind()).isEqualTo(LinkEnd.Kind.LEFT);
  }

  @Test
  void livesOnAnyPacketAndCountsTheHellosThatAreMissing() {
    Pair pair = Pair.up(CONFIG, 0);
    pair.silentA = true;
    for (@Var int i = 0; i < 10; i++) {
      pair.run(2_500);
      pair.b.received(message(QoS.AT_MOST_ONCE, 0), pair.now);
    }
    assertThat(pair.b.isUp()).isTrue();
    assertThat(pair.b.helloMisses()).isEqualTo(20);
  }

  @Test
  void endsOnceWhereTheConnectionIsLost() {
    Pair pair = Pair.up(CONFIG, 0);
    pair.a.lost(pair.now);
    pair.a.lost(pair.now);
    pair.a.close(ReasonCode.SUCCESS, "bye", pair.now);
    assertThat(pair.aboveA.hears()).containsExactly("down the connection was lost");
    assertThat(pair.a.end().orElseThrow().kind()).isEqualTo(LinkEnd.Kind.LOST);
    pair.a.send(message(QoS.AT_MOST_ONCE, 0));
    assertThat(pair.outOfA.takes()).isEmpty();
  }

  @Test
  void takesLeaveWithAReason() {
    Pair pair = Pair.up(CONFIG, 0);
    pair.b.close(ReasonCode.SERVER_SHUTTING_DOWN, "the node stops", pair.now);
    pair.run(0);
    assertThat(pair.aboveB.hears()).containsExactly("down the node stops");
    assertThat(pair.aboveA.hears())
        .containsExactly("down the peer said SERVER_SHUTTING_DOWN: \"the node stops\"");
    assertThat(pair.outOfA.isClosed()).isTrue();
  }

  @Test
  void endsWhereThePeerHasMoreUnacknowledgedThanItMay() {
    Pair pair = Pair.up(CONFIG.withReceiveMaximum(2), 0);
    assertThat(pair.a.receiveMaximum()).isEqualTo(2);
    pair.a.send(message(QoS.AT_LEAST_ONCE, 1));
    pair.a.send(message(QoS.AT_LEAST_ONCE, 2));
    pair.run(0);
    pair.b.send(Puback.of(1));
    pair.a.send(message(QoS.AT_LEAST_ONCE, 3));
    pair.run(0);
    assertThat(pair.b.isUp()).isTrue();
    pair.a.send(message(QoS.AT_LEAST_ONCE, 4));
    pair.run(0);
    assertThat(pair.b.end().orElseThrow().kind()).isEqualTo(LinkEnd.Kind.BREACH);
    assertThat(pair.aboveB.receives()).hasSize(3);
    assertThat(pair.aboveA.hears())
        .containsExactly(
            "down the peer said RECEIVE_MAXIMUM_EXCEEDED: \"expected at most 2 messages without"
                + " PUBACK\"");
  }

  @Test
  void saysWhetherThereIsRoomAndEndsFarBeyondTheBound() {
    Pair pair = Pair.up(CONFIG.withBytes(2_048, 10_000), 0);
    pair.outOfA.pending = 10_000;
    assertThat(pair.a.hasRoom()).isTrue();
    assertThat(pair.a.pendingBytes()).isEqualTo(10_000);
    pair.outOfA.pending = 10_001;
    assertThat(pair.a.hasRoom()).isFalse();
    pair.a.drained(pair.now);
    assertThat(pair.aboveA.hears()).containsExactly("drained");
    pair.outOfA.pending = 22_048;
    pair.a.tick(pair.now);
    assertThat(pair.a.isUp()).isTrue();
    pair.outOfA.pending = 22_049;
    pair.a.tick(pair.now);
    assertThat(pair.outOfA.takesOne(Disconnect.class).reason())
        .isEqualTo(ReasonCode.QUOTA_EXCEEDED);
  }

  @Test
  void endsWhereAMessageComesUnderAnAliasOrAtQos2() {
    Pair first = Pair.up(CONFIG, 0);
    first.a.send(
        new Publish(
            "t",
            Bytes.EMPTY,
            QoS.AT_MOST_ONCE,
            false,
            false,
            0,
            Properties.of(Property.TOPIC_ALIAS, 1)));
    first.run(0);
    assertThat(first.b.end().orElseThrow().why()).contains("[MQTT-3.2.2-17]");
    Pair second = Pair.up(CONFIG, 0);
    second.a.send(message(QoS.EXACTLY_ONCE, 1));
    second.run(0);
    assertThat(second.b.end().orElseThrow().why()).contains("[MQTT-3.2.2-11]");
  }
}
