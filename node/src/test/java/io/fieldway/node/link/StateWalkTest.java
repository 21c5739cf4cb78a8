package io.fieldway.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.node.packet.Auth;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Pingreq;
import io.fieldway.node.packet.Pingresp;
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
import io.fieldway.wire.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every packet, and everything else that can happen, in every state of either end of a link:
/// nothing is without a defined outcome.
final class StateWalkTest {
  private static final LinkConfig CONFIG = LinkConfig.defaults();
  private static final Self SELF = new Self("plant", "a", 7);
  private static final Self OTHER = new Self("plant", "b", 9);
  private static final long NOW = 1_000_000;

  /// What can happen to a link.
  enum Event {
    CONNECT,
    CONNACK,
    PUBLISH,
    HELLO,
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
    AUTH,
    VIOLATED,
    LOST,
    TICK,
    LATE_TICK,
    DRAINED,
    CLOSE,
    SEND
  }

  enum State {
    AWAITS_CONNECT,
    AWAITS_CONNACK,
    UP_ACCEPTED,
    UP_DIALLED,
    CLOSED_ACCEPTED,
    CLOSED_DIALLED
  }

  /// What becomes of it.
  private enum Outcome {
    /// The upper hears that the link is up.
    UP,
    /// The upper hears of it, and the link lasts.
    PASSED_ON,
    /// The peer is sent something, and the link lasts.
    ANSWERED,
    /// Nothing is to be said, and the state lasts.
    TAKEN,
    /// The link ends without a word, as the peer or the connection has ended.
    ENDED,
    /// The link ends without a word, as there is no packet for it or nobody to read it.
    CUT_OFF,
    /// The link ends with DISCONNECT.
    SENT_AWAY
  }

  private static Packet packet(Event event) {
    return switch (event) {
      case CONNECT -> Introduction.connect(OTHER, CONFIG);
      case CONNACK -> Introduction.connack(OTHER, CONFIG);
      case PUBLISH ->
          new Publish("t", Bytes.utf8("x"), QoS.AT_LEAST_ONCE, false, false, 1, Properties.NONE);
      case HELLO -> new Hello(1, NOW, java.util.Optional.empty()).packet();
      case PUBACK -> Puback.of(1);
      case PUBREC -> Pubrec.of(1);
      case PUBREL -> Pubrel.of(1);
      case PUBCOMP -> Pubcomp.of(1);
      case SUBSCRIBE ->
          new Subscribe(
              1,
              List.of(new Subscription("t", QoS.AT_MOST_ONCE, false, false, RetainHandling.SEND)),
              Properties.NONE);
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
      case VIOLATED, LOST, TICK, LATE_TICK, DRAINED, CLOSE, SEND ->
          throw new IllegalArgumentException(event + " is no packet");
    };
  }

  private static void happen(Link link, Event event) {
    switch (event) {
      case VIOLATED -> link.violated(ReasonCode.MALFORMED_PACKET, "nonsense", NOW);
      case LOST -> link.lost(NOW);
      case TICK -> link.tick(NOW + 1);
      case LATE_TICK -> link.tick(NOW + 60_000);
      case DRAINED -> link.drained(NOW);
      case CLOSE -> link.close(ReasonCode.SERVER_SHUTTING_DOWN, "bye", NOW);
      case SEND -> link.send(Puback.of(1));
      default -> link.received(packet(event), NOW);
    }
  }

  private static Link in(State state, End end, Above above) {
    boolean dialled =
        switch (state) {
          case AWAITS_CONNACK, UP_DIALLED, CLOSED_DIALLED -> true;
          case AWAITS_CONNECT, UP_ACCEPTED, CLOSED_ACCEPTED -> false;
        };
    Link link =
        dialled
            ? Link.dialled(SELF, CONFIG, end, above, NOW)
            : Link.accepted(SELF, CONFIG, end, above, NOW);
    switch (state) {
      case AWAITS_CONNECT, AWAITS_CONNACK -> {}
      case UP_ACCEPTED -> link.received(packet(Event.CONNECT), NOW);
      case UP_DIALLED -> link.received(packet(Event.CONNACK), NOW);
      case CLOSED_ACCEPTED, CLOSED_DIALLED -> {
        link.received(packet(dialled ? Event.CONNACK : Event.CONNECT), NOW);
        link.lost(NOW);
      }
    }
    end.takes();
    above.hears();
    return link;
  }

  private static Outcome expected(State state, Event event) {
    return switch (state) {
      case AWAITS_CONNECT ->
          switch (event) {
            case CONNECT -> Outcome.UP;
            case TICK, DRAINED, SEND -> Outcome.TAKEN;
            case LOST -> Outcome.ENDED;
            default -> Outcome.CUT_OFF;
          };
      case AWAITS_CONNACK ->
          switch (event) {
            case CONNACK -> Outcome.UP;
            case TICK, DRAINED, SEND -> Outcome.TAKEN;
            case LOST -> Outcome.ENDED;
            case LATE_TICK -> Outcome.CUT_OFF;
            default -> Outcome.SENT_AWAY;
          };
      case UP_ACCEPTED -> event == Event.PINGREQ ? Outcome.ANSWERED : whileUp(event);
      case UP_DIALLED -> whileUp(event);
      case CLOSED_ACCEPTED, CLOSED_DIALLED -> Outcome.TAKEN;
    };
  }

  private static Outcome whileUp(Event event) {
    return switch (event) {
      case PUBLISH, PUBACK, DRAINED -> Outcome.PASSED_ON;
      case HELLO, TICK -> Outcome.TAKEN;
      case SEND -> Outcome.ANSWERED;
      case DISCONNECT, LOST -> Outcome.ENDED;
      case CONNECT,
          CONNACK,
          PUBREC,
          PUBREL,
          PUBCOMP,
          SUBSCRIBE,
          SUBACK,
          UNSUBSCRIBE,
          UNSUBACK,
          PINGREQ,
          PINGRESP,
          AUTH,
          VIOLATED,
          LATE_TICK,
          CLOSE ->
          Outcome.SENT_AWAY;
    };
  }

  private static Stream<Arguments> walks() {
    return Arrays.stream(State.values())
        .flatMap(state -> Arrays.stream(Event.values()).map(event -> Arguments.of(state, event)));
  }

  @ParameterizedTest
  @MethodSource("walks")
  void everythingHasAnOutcomeInEveryState(State state, Event event) {
    End end = new End();
    Above above = new Above();
    Link link = in(state, end, above);
    boolean before = end.isClosed();
    boolean wasUp = link.isUp();

    happen(link, event);

    List<Packet> sent = end.takes();
    List<String> heard = above.hears();
    List<Packet> received = above.receives();
    Outcome outcome = expected(state, event);
    switch (outcome) {
      case UP -> assertThat(heard).containsExactly("up b 9");
      case PASSED_ON -> assertThat(heard.size() + received.size()).isEqualTo(1);
      case ANSWERED -> assertThat(sent).hasSize(1);
      case TAKEN -> assertThat(sent.size() + heard.size() + received.size()).isZero();
      case ENDED, CUT_OFF -> assertThat(sent).isEmpty();
      case SENT_AWAY -> assertThat(sent).singleElement().isInstanceOf(Disconnect.class);
    }
    boolean ends =
        switch (outcome) {
          case ENDED, CUT_OFF, SENT_AWAY -> true;
          case UP, PASSED_ON, ANSWERED, TAKEN -> false;
        };
    assertThat(end.isClosed()).isEqualTo(before || ends);
    assertThat(link.end().isPresent()).isEqualTo(before || ends);
    if (ends) {
      assertThat(link.isUp()).isFalse();
      assertThat(heard.stream().filter(each -> each.startsWith("down")).count())
          .as("down is heard once, and only of a link that was up")
          .isEqualTo(wasUp ? 1 : 0);
    } else {
      assertThat(link.isUp()).isEqualTo(wasUp || outcome == Outcome.UP);
    }
  }
}
