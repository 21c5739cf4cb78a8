package io.fieldway.node.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.access.Access;
import io.fieldway.node.access.Credentials;
import io.fieldway.node.access.Exchange;
import io.fieldway.node.access.Rights;
import io.fieldway.node.access.Verdict;
import io.fieldway.node.packet.Auth;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Pingreq;
import io.fieldway.node.packet.Pingresp;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Pubcomp;
import io.fieldway.node.packet.Pubrec;
import io.fieldway.node.packet.Pubrel;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.Suback;
import io.fieldway.node.packet.Unsuback;
import io.fieldway.node.packet.Unsubscribe;
import io.fieldway.wire.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every packet in every state of a connection: nothing is without a defined outcome.
final class StateWalkTest {
  /// Every packet of the protocol.
  enum Kind {
    CONNECT,
    CONNACK,
    PUBLISH,
    PUBACK,
    PUBREC,
    PUBREL,
    PUBCOMP,
    SUBSCRIBE,
    SUBACK,
    UNSUBSCRIBE,
    UNSUBACK,
    PINGREQ,
    PINGRESP,
    DISCONNECT,
    AUTH
  }

  /// What becomes of a packet.
  private enum Outcome {
    /// An answer comes, and the connection lasts.
    ANSWERED,
    /// Nothing is to be said, and the connection lasts.
    TAKEN,
    /// The connection ends without a word, as the client wants it.
    CLOSED,
    /// The connection ends without a word, for the client broke the protocol.
    CUT_OFF,
    /// CONNACK says Protocol error, and the connection ends.
    REFUSED,
    /// DISCONNECT says Protocol error, and the connection ends.
    SENT_AWAY,
    /// Nothing, for the connection is over.
    IGNORED
  }

  private final Scene scene = new Scene(Scene.bounds(Map.of()), new Asking());

  private static final class Asking implements Access {
    @Override
    public Verdict authenticate(Credentials credentials) {
      return new Verdict.Granted(credentials.userName(), Rights.ALL);
    }

    @Override
    public Optional<Exchange> exchange(String method, Credentials credentials) {
      return Optional.of(data -> new Exchange.Step.Continue(Bytes.utf8("more")));
    }
  }

  private static Packet packet(Kind type) {
    return switch (type) {
      case CONNECT -> Hello.of("a").packet();
      case CONNACK -> new Connack(false, ReasonCode.SUCCESS, Properties.NONE);
      case PUBLISH -> Scene.publish("t", "x", QoS.AT_LEAST_ONCE, 1);
      case PUBACK -> Puback.of(1);
      case PUBREC -> Pubrec.of(1);
      case PUBREL -> Pubrel.of(1);
      case PUBCOMP -> Pubcomp.of(1);
      case SUBSCRIBE -> Scene.subscribe("t", QoS.AT_MOST_ONCE);
      case SUBACK -> new Suback(1, List.of(ReasonCode.SUCCESS), Properties.NONE);
      case UNSUBSCRIBE -> new Unsubscribe(1, List.of("t"), Properties.NONE);
      case UNSUBACK -> new Unsuback(1, List.of(ReasonCode.SUCCESS), Properties.NONE);
      case PINGREQ -> new Pingreq();
      case PINGRESP -> new Pingresp();
      case DISCONNECT -> new Disconnect(ReasonCode.SUCCESS, Properties.NONE);
      case AUTH ->
          new Auth(
              ReasonCode.CONTINUE_AUTHENTICATION,
              Properties.of(Property.AUTHENTICATION_METHOD, "M"));
    };
  }

  private void expect(Peer peer, Kind type, Outcome outcome) {
    long errors = scene.broker.counts().protocolErrors();
    peer.takes();
    boolean before = peer.isClosed();

    peer.mutters(packet(type));
    scene.judge();
    scene.commit();

    List<Packet> said = peer.takes();
    @Var boolean blamed = false;
    switch (outcome) {
      case ANSWERED -> assertThat(said).hasSize(1);
      case TAKEN, CLOSED, IGNORED -> assertThat(said).isEmpty();
      case CUT_OFF -> {
        blamed = true;
        assertThat(said).isEmpty();
      }
      case REFUSED -> {
        blamed = true;
        assertThat(said)
            .singleElement()
            .isInstanceOfSatisfying(
                Connack.class,
                connack -> assertThat(connack.reason()).isEqualTo(ReasonCode.PROTOCOL_ERROR));
      }
      case SENT_AWAY -> {
        blamed = true;
        assertThat(said)
            .singleElement()
            .isInstanceOfSatisfying(
                Disconnect.class,
                disconnect -> assertThat(disconnect.reason()).isEqualTo(ReasonCode.PROTOCOL_ERROR));
      }
    }
    boolean lasts = outcome == Outcome.ANSWERED || outcome == Outcome.TAKEN;
    assertThat(peer.isClosed()).isEqualTo(before || !lasts);
    assertThat(scene.broker.counts().protocolErrors() - errors).isEqualTo(blamed ? 1 : 0);
  }

  @Test
  void walksWithEveryPacket() {
    assertThat(
            Arrays.stream(Kind.values())
                .map(kind -> packet(kind).getClass())
                .collect(Collectors.<Class<?>>toSet()))
        .isEqualTo(Set.of(Packet.class.getPermittedSubclasses()));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void beforeConnect(Kind type) {
    expect(
        scene.arrives(),
        type,
        type == Kind.CONNECT ? Outcome.ANSWERED : Outcome.CUT_OFF); // [MQTT-3.1.0-1]
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whileItAuthenticates(Kind type) {
    Peer peer = scene.greets(Hello.of("a").with(Property.AUTHENTICATION_METHOD, "M").packet());

    expect(
        peer,
        type,
        switch (type) {
          case AUTH -> Outcome.ANSWERED;
          case DISCONNECT -> Outcome.CLOSED;
          default -> Outcome.REFUSED; // [MQTT-3.1.2-30]
        });
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whileTheVerdictIsAwaited(Kind type) {
    Peer peer = scene.arrives();
    peer.mutters(Hello.of("a").packet());

    peer.mutters(packet(type));

    peer.getsNothing();
    assertThat(peer.isClosed()).isFalse();
    scene.judge();
    scene.commit();
    Outcome then = connected(type);
    assertThat(peer.isClosed()).isEqualTo(then == Outcome.CLOSED || then == Outcome.SENT_AWAY);
    assertThat(peer.takes()).first().isInstanceOf(Connack.class);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whenItIsConnected(Kind type) {
    expect(scene.connects(Hello.of("a")), type, connected(type));
  }

  private static Outcome connected(Kind type) {
    return switch (type) {
      case PUBLISH, PUBREC, PUBREL, SUBSCRIBE, UNSUBSCRIBE, PINGREQ -> Outcome.ANSWERED;
      case PUBACK, PUBCOMP -> Outcome.TAKEN;
      case DISCONNECT -> Outcome.CLOSED;
      case CONNECT -> Outcome.SENT_AWAY; // [MQTT-3.1.0-2]
      case CONNACK, SUBACK, UNSUBACK, PINGRESP -> Outcome.SENT_AWAY;
      case AUTH -> Outcome.SENT_AWAY; // without a method in CONNECT [MQTT-4.12.0-6]
    };
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whenItIsOver(Kind type) {
    Peer peer = scene.connects(Hello.of("a"));
    peer.vanishes();

    expect(peer, type, Outcome.IGNORED); // [MQTT-3.14.4-1]
    peer.client().violated(ReasonCode.MALFORMED_PACKET, "late", scene.now);
    peer.client().drained(scene.now);
    peer.client().lost(scene.now);
    peer.getsNothing();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void betweenTheVerdictAndConnack(Kind type) {
    Peer peer = scene.arrives();
    peer.mutters(Hello.lasting("a").packet());
    scene.judge();

    peer.mutters(packet(type));
    peer.getsNothing();
    scene.commit();

    // What ends the connection here ends it without a word [MQTT-3.14.0-1].
    Outcome then = connected(type);
    if (then == Outcome.CLOSED || then == Outcome.SENT_AWAY) {
      peer.getsNothing();
      assertThat(peer.isClosed()).isTrue();
    } else {
      assertThat(peer.takes()).hasSize(then == Outcome.ANSWERED ? 2 : 1);
    }
  }
}
