package io.fieldway.node.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.kept.Ledger;
import io.fieldway.node.link.Certified;
import io.fieldway.node.link.Guest;
import io.fieldway.node.link.LinkOutbound;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Pingreq;
import io.fieldway.node.packet.Pingresp;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.Subscribe;
import io.fieldway.node.packet.Version;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.control.Beat;
import io.fieldway.wire.control.Behaviour;
import io.fieldway.wire.control.Claim;
import io.fieldway.wire.control.ControlMessage;
import io.fieldway.wire.control.ControlWords;
import io.fieldway.wire.control.Copy;
import io.fieldway.wire.control.Disarm;
import io.fieldway.wire.control.Load;
import io.fieldway.wire.control.Order;
import io.fieldway.wire.control.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// How a node hears controllers and answers them.
final class ControlDeskTest {
  private final Paper paper = new Paper();
  private final List<Order> obeyed = new ArrayList<>();
  @Var private Map<String, Long> links = Map.of("b2", 1L);
  @Var private String fault = "";

  private final ControlDesk desk =
      new ControlDesk(
          "farm",
          "b1",
          ControlConfig.defaults(),
          new Grants(Map.of(), new Ledger(paper), () -> Long.MAX_VALUE, Duration.ofSeconds(3), 0),
          new Office() {
            @Override
            public Status status(long now) {
              return new Status(
                  "b1",
                  7,
                  "",
                  List.of("mqtt://127.0.0.1:1883"),
                  "",
                  Optional.empty(),
                  links,
                  List.of("b2"),
                  Load.NONE,
                  Behaviour.NONE,
                  Copy.NONE,
                  List.of(),
                  List.of(),
                  List.of(),
                  false,
                  false,
                  List.of());
            }

            @Override
            public Optional<String> obey(Order order, long now) {
              obeyed.add(order);
              return fault.isEmpty() ? Optional.empty() : Optional.of(fault);
            }
          });

  private static final class Line implements LinkOutbound {
    final List<Packet> sent = new ArrayList<>();
    @Var Optional<Certified> certified = Optional.empty();
    @Var boolean closed;
    @Var long pending;

    @Override
    public Optional<Certified> certified() {
      return certified;
    }

    @Override
    public void send(Packet packet) {
      sent.add(packet);
    }

    @Override
    public void close() {
      closed = true;
    }

    @Override
    public long pendingBytes() {
      return pending;
    }

    /// What was said since it was asked last.
    List<Packet> takes() {
      List<Packet> taken = List.copyOf(sent);
      sent.clear();
      return taken;
    }

    Status status() {
      Publish last = (Publish) takes().getLast();
      assertThat(last.topic()).isEqualTo(ControlWords.STATUS);
      return Status.parse(new String(last.payload().toArray(), StandardCharsets.UTF_8));
    }
  }

  private static Connect connect(String clientId, String controller, String mesh) {
    return new Connect(
        Version.MQTT_5,
        true,
        60,
        clientId,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Properties.builder()
            .user(ControlWords.MESH, mesh)
            .user(ControlWords.CONTROLLER, controller)
            .build());
  }

  private Guest welcomed(String controller, Line line, long now) {
    Guest guest = desk.received(connect(controller, controller, "farm"), line, now).orElseThrow();
    assertThat(line.sent.getFirst())
        .isInstanceOfSatisfying(
            Connack.class, ack -> assertThat(ack.reason()).isEqualTo(ReasonCode.SUCCESS));
    return guest;
  }

  private static Publish says(ControlMessage message) {
    return says(Json.write(message.json()));
  }

  private static Publish says(String payload) {
    return new Publish(
        ControlWords.CONTROL,
        Bytes.utf8(payload),
        QoS.AT_MOST_ONCE,
        false,
        false,
        0,
        Properties.NONE);
  }

  @Test
  void leavesToOthersWhoeverIsNoController() {
    Connect neighbour =
        new Connect(
            Version.MQTT_5,
            true,
            0,
            "b2",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Properties.builder().user(ControlWords.MESH, "farm").build());
    Line line = new Line();

    assertThat(desk.received(neighbour, line, 0)).isEmpty();
    assertThat(line.sent).isEmpty();
  }

  @Test
  void tellsAControllerHowTheNodeStandsAsSoonAsItComes() {
    Line line = new Line();
    welcomed("c1", line, 0);

    assertThat(line.status().service()).containsExactly("mqtt://127.0.0.1:1883");
  }

  @Test
  void refusesAControllerOfAnotherMeshInWords() {
    Line line = new Line();
    desk.received(connect("c1", "c1", "forest"), line, 0);

    Connack refusal = (Connack) line.takes().getFirst();
    assertThat(refusal.reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    assertThat(refusal.properties().text(Property.REASON_STRING))
        .contains("expected a controller of the mesh \"farm\", got one of \"forest\"");
    assertThat(line.closed).isTrue();
    assertThat(desk.isAttended()).isFalse();
  }

  @Test
  void refusesAClientIdThatIsNotTheControllersName() {
    Line line = new Line();
    desk.received(connect("c2", "c1", "farm"), line, 0);

    assertThat(((Connack) line.takes().getFirst()).reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
  }

  @Test
  void refusesMoreControllersThanItsBound() {
    for (@Var int i = 0; i < ControlConfig.defaults().maximumControllers(); i++) {
      welcomed("c" + i, new Line(), 0);
    }
    Line line = new Line();
    desk.received(connect("late", "late", "farm"), line, 0);

    assertThat(((Connack) line.takes().getFirst()).reason()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    assertThat(desk.counts().refused()).isEqualTo(1);
  }

  @Test
  void closesTheFormerConnectionOfAControllerThatComesAgain() {
    Line former = new Line();
    welcomed("c1", former, 0);
    former.takes();
    welcomed("c1", new Line(), 10);

    assertThat(former.closed).isTrue();
    assertThat(((Disconnect) former.takes().getFirst()).reason())
        .isEqualTo(ReasonCode.SESSION_TAKEN_OVER);
    assertThat(desk.counts().connected()).isEqualTo(1);
  }

  @Test
  void obeysTheControllerItGrantedAndShowsTheGrant() {
    Line line = new Line();
    Guest controller = welcomed("c1", line, 0);
    controller.received(says(new Claim("c1", 3)), 10);
    controller.received(says(new Disarm(3, "b1", 1, 10)), 20);

    assertThat(obeyed).containsExactly(new Disarm(3, "b1", 1, 10));
    assertThat(line.status().granted().orElseThrow().term()).isEqualTo(3);
  }

  @Test
  void refusesAnOrderOfAnOldTermAndSaysSoInItsStatus() {
    Line line = new Line();
    Guest controller = welcomed("c1", line, 0);
    controller.received(says(new Claim("c1", 3)), 10);
    controller.received(says(new Disarm(2, "b1", 1, 10)), 20);

    assertThat(obeyed).isEmpty();
    assertThat(line.status().refusals().getFirst().why()).contains("in term 3").contains("term 2");
  }

  @Test
  void refusesAnOrderThatWasUnderWayTooLong() {
    Line line = new Line();
    Guest controller = welcomed("c1", line, 0);
    controller.received(says(new Claim("c1", 3)), 10);
    controller.received(says(new Disarm(3, "b1", 1, 10)), 1_011);

    assertThat(obeyed).isEmpty();
    assertThat(line.status().refusals().getFirst().why())
        .isEqualTo(
            "expected an order that answers what this node said at most 1000 ms ago, got one of"
                + " 1001");
  }

  @Test
  void saysWhyTheNodeCannotDoWhatIsOrdered() {
    fault = "no room";
    Line line = new Line();
    Guest controller = welcomed("c1", line, 0);
    controller.received(says(new Claim("c1", 3)), 10);
    controller.received(says(new Disarm(3, "b1", 9, 10)), 20);
    controller.received(says(new Disarm(3, "b1", 9, 10)), 30);

    Status status = line.status();
    assertThat(status.refusals()).hasSize(1);
    assertThat(status.refusals().getFirst().order()).isEqualTo("disarm 9");
    assertThat(status.refusals().getFirst().why()).isEqualTo("no room");
  }

  @Test
  void tellsAllControllersAtAnIntervalAndAtOnceWhenALinkIsGone() {
    Line one = new Line();
    Line other = new Line();
    Guest first = welcomed("c1", one, 0);
    Guest second = welcomed("c2", other, 0);
    one.takes();
    other.takes();

    desk.tick(100);
    assertThat(one.sent).isEmpty();
    desk.tick(500);
    assertThat(one.takes()).hasSize(1);
    assertThat(other.takes()).hasSize(1);

    links = Map.of();
    desk.tick(600);
    assertThat(one.status().links()).isEmpty();
    assertThat(other.status().links()).isEmpty();
    first.lost(700);
    second.lost(700);
    assertThat(desk.isAttended()).isFalse();
  }

  @Test
  void tellsNothingToOneThatDoesNotTakeIt() {
    Line line = new Line();
    welcomed("c1", line, 0);
    line.takes();
    line.pending = 64L << 20;
    desk.tick(600);

    assertThat(line.sent).isEmpty();
  }

  @Test
  void cutsOffAControllerThatSaysNothing() {
    Line line = new Line();
    welcomed("c1", line, 0);
    desk.tick(10_001);

    assertThat(line.closed).isTrue();
    assertThat(desk.isAttended()).isFalse();
  }

  @Test
  void endsAConnectionThatBreaksTheProtocol() {
    Line line = new Line();
    Guest controller = welcomed("c1", line, 0);
    line.takes();
    controller.received(says("{\"type\":\"dance\"}"), 10);

    Disconnect farewell = (Disconnect) line.takes().getFirst();
    assertThat(farewell.reason()).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
    assertThat(farewell.properties().text(Property.REASON_STRING).orElse("")).contains("type");
    assertThat(desk.counts().malformed()).isEqualTo(1);
    assertThat(desk.isAttended()).isFalse();
  }

  @Test
  void endsAConnectionThatSpeaksForAnotherController() {
    Line line = new Line();
    Guest controller = welcomed("c1", line, 0);
    controller.received(says(new Beat("c2", 1, true)), 10);

    assertThat(line.closed).isTrue();
  }

  @Test
  void answersPingsAndNothingElseOfMqtt() {
    Line line = new Line();
    Guest controller = welcomed("c1", line, 0);
    line.takes();
    controller.received(new Pingreq(), 10);
    assertThat(line.takes()).containsExactly(new Pingresp());

    controller.received(new Subscribe(1, List.of(), Properties.NONE), 20);
    assertThat(((Disconnect) line.takes().getFirst()).reason())
        .isEqualTo(ReasonCode.PROTOCOL_ERROR);
  }

  @Test
  void aCertificateMustBeTheControllersOwn() {
    Line own = new Line();
    own.certified = Optional.of(new Certified("c1", true));
    welcomed("c1", own, 0);

    for (Certified other : List.of(new Certified("c1", false), new Certified("c2", true))) {
      Line line = new Line();
      line.certified = Optional.of(other);
      desk.received(connect("c1", "c1", "farm"), line, 1);

      Connack refusal = (Connack) line.takes().getFirst();
      assertThat(refusal.reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
      assertThat(refusal.properties().text(Property.REASON_STRING))
          .hasValueSatisfying(why ->
              assertThat(why)
                  .startsWith(
                      "expected the certificate of the controller \"c1\", got that of " + other));
    }
  }
}
