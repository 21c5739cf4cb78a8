package io.fieldway.node.attach;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.access.Credentials;
import io.fieldway.node.access.Rights;
import io.fieldway.node.access.Verdict;
import io.fieldway.node.broker.BrokerConfig;
import io.fieldway.node.broker.Client;
import io.fieldway.node.broker.Origin;
import io.fieldway.node.broker.Outbound;
import io.fieldway.node.broker.RetainedView;
import io.fieldway.node.packet.Auth;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Connect;
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
import io.fieldway.node.packet.Suback;
import io.fieldway.node.packet.Subscribe;
import io.fieldway.node.packet.Unsuback;
import io.fieldway.node.packet.UserProperty;
import io.fieldway.node.packet.Version;
import io.fieldway.wire.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// A wire whose other end says what the test wants; this end is a broker.
final class WireTest {
  private final Deque<Packet> sent = new ArrayDeque<>();
  @Var private int closed;
  @Var private long now = 1_000_000;
  private final Home home = new Home(BrokerConfig.defaults(), Home.terms(), now);

  private Wire dial() {
    sent.clear();
    closed = 0;
    return home.connect(
        new Foreign() {
          @Override
          public void send(Packet packet) {
            sent.add(packet);
          }

          @Override
          public void close() {
            closed++;
          }
        },
        now);
  }

  private void says(Packet packet) {
    wire().fromForeign(packet, now);
    home.commit(now);
  }

  private Wire wire() {
    if (home.wire == null) {
      throw new AssertionError("there is no wire");
    }
    return home.wire;
  }

  private <P extends Packet> P gets(Class<P> type) {
    Packet first = sent.poll();
    assertThat(first).as("then %s", sent).isInstanceOf(type);
    return type.cast(first);
  }

  private void connected(boolean present, Properties properties) {
    if (home.wire != null) {
      home.wire.lost(now);
    }
    dial();
    if (gets(Connect.class).cleanStart()) {
      says(new Connack(false, ReasonCode.SUCCESS, properties));
      gets(Disconnect.class);
      dial();
      gets(Connect.class);
    }
    says(new Connack(present, ReasonCode.SUCCESS, properties));
  }

  private void connected() {
    connected(false, Properties.NONE);
  }

  /// Somebody publishes here.
  private void published(String topic, QoS qos, int count) {
    Client client =
        home.broker.connected(new Origin("here", true, Optional.empty()), new Deaf(), now);
    client.received(
        new Connect(
            Version.MQTT_5,
            true,
            0,
            "somebody",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Properties.NONE),
        now);
    client.judged(new Verdict.Granted(Optional.empty(), Rights.ALL), now);
    home.commit(now);
    for (@Var int i = 1; i <= count; i++) {
      client.received(message(topic + i, qos, i), now);
      home.commit(now);
    }
  }

  /// The way to a client that is not listened to.
  private static final class Deaf implements Outbound {
    @Override
    public void send(Packet packet) {}

    @Override
    public void close() {}

    @Override
    public long pendingBytes() {
      return 0;
    }

    @Override
    public long pendingBytesOfAll() {
      return 0;
    }

    @Override
    public void hold(boolean held) {}

    @Override
    public void authenticate(Credentials credentials) {}
  }

  private static Publish message(String topic, QoS qos, int packetId) {
    return new Publish(
        topic,
        Bytes.utf8("x"),
        qos,
        false,
        false,
        qos == QoS.AT_MOST_ONCE ? 0 : packetId,
        Properties.NONE);
  }

  private static Publish again(Publish publish) {
    return new Publish(
        publish.topic(),
        publish.payload(),
        publish.qos(),
        publish.retain(),
        true,
        publish.packetId(),
        publish.properties());
  }

  private Map<ReasonCode, Long> refusedOut() {
    return home.attachment.view().refusedOut();
  }

  @Test
  void beginsAnewThereWhereThereIsNoSessionHere() {
    dial();
    Connect clearing = gets(Connect.class);
    assertThat(clearing.cleanStart()).isTrue();
    assertThat(clearing.properties().number(Property.SESSION_EXPIRY_INTERVAL, -1)).isZero();
    says(new Connack(false, ReasonCode.SUCCESS, Properties.NONE));
    gets(Disconnect.class);
    assertThat(closed).isEqualTo(1);
    dial();
    assertThat(gets(Connect.class).cleanStart()).isFalse();
    says(new Connack(false, ReasonCode.SUCCESS, Properties.NONE));
    assertThat(wire().isUp()).isTrue();
    wire().lost(now);
    dial();
    assertThat(gets(Connect.class).cleanStart()).isFalse();
  }

  @Test
  void marksWhatItPublishesAndTakesNothingMarked() {
    connected();
    published("t", QoS.AT_MOST_ONCE, 1);
    assertThat(gets(Publish.class).properties().userProperties())
        .containsExactly(new UserProperty("fieldway-attached", "mesh/home"));
    says(
        new Publish(
            "t",
            Bytes.EMPTY,
            QoS.AT_LEAST_ONCE,
            false,
            false,
            7,
            Properties.builder().user("fieldway-attached", "another/node").build()));
    assertThat(gets(Puback.class)).isEqualTo(Puback.of(7));
    assertThat(home.attachment.view().loopsStopped()).isEqualTo(1);
    assertThat(home.attachment.view().in()).isZero();
  }

  @Test
  void lowersAtQoS1WhatIsAtQoS2Here() {
    connected(false, Properties.of(Property.MAXIMUM_QOS, 1));
    published("t", QoS.EXACTLY_ONCE, 1);
    Publish publish = gets(Publish.class);
    assertThat(publish.qos()).isEqualTo(QoS.AT_LEAST_ONCE);
    says(Puback.of(publish.packetId()));
    home.commit(now);
    assertThat(sent).as("no PUBREL").isEmpty();
    assertThat(home.broker.sessionViews().getFirst().inflight()).isZero();
  }

  @Test
  void lowersAtQoS0WhatIsHigherHere() {
    connected(false, Properties.of(Property.MAXIMUM_QOS, 0));
    published("a", QoS.EXACTLY_ONCE, 1);
    published("b", QoS.AT_LEAST_ONCE, 1);
    assertThat(gets(Publish.class).qos()).isEqualTo(QoS.AT_MOST_ONCE);
    assertThat(gets(Publish.class).qos()).isEqualTo(QoS.AT_MOST_ONCE);
    home.commit(now);
    assertThat(home.broker.sessionViews().getFirst().inflight()).isZero();
  }

  @Test
  void refusesWhatIsTooLargeThereAndNamesTheFirst() {
    connected(false, Properties.of(Property.MAXIMUM_PACKET_SIZE, 40));
    published("topic", QoS.EXACTLY_ONCE, 3);
    home.commit(now);
    assertThat(sent).isEmpty();
    assertThat(refusedOut()).containsExactly(Map.entry(ReasonCode.PACKET_TOO_LARGE, 3L));
    assertThat(home.said).filteredOn(each -> each.startsWith("OUT")).hasSize(1);
    assertThat(home.broker.sessionViews().getFirst().inflight()).isZero();
  }

  @Test
  void countsWhatIsRefusedThereAndGoesOn() {
    connected();
    published("t", QoS.AT_LEAST_ONCE, 1);
    says(new Puback(gets(Publish.class).packetId(), ReasonCode.NOT_AUTHORIZED, Properties.NONE));
    published("u", QoS.EXACTLY_ONCE, 1);
    says(new Pubrec(gets(Publish.class).packetId(), ReasonCode.QUOTA_EXCEEDED, Properties.NONE));
    assertThat(refusedOut()).containsOnlyKeys(ReasonCode.NOT_AUTHORIZED, ReasonCode.QUOTA_EXCEEDED);
    assertThat(home.broker.sessionViews().getFirst().inflight()).isZero();
  }

  @Test
  void dropsTheMessageOverWhichTheConnectionEndsAgain() {
    connected();
    published("t", QoS.AT_LEAST_ONCE, 3);
    for (@Var int i = 0; i < 2; i++) {
      says(new Disconnect(ReasonCode.PACKET_TOO_LARGE, Properties.NONE));
      connected(true, Properties.NONE);
    }
    List<String> topics = new ArrayList<>();
    while (!sent.isEmpty()) {
      Publish publish = gets(Publish.class);
      topics.add(publish.topic());
      says(Puback.of(publish.packetId()));
    }
    assertThat(topics).containsExactly("t2", "t3");
    assertThat(refusedOut()).containsExactly(Map.entry(ReasonCode.PACKET_TOO_LARGE, 1L));
  }

  @Test
  void takesUnderAKnownPacketIdWhatHasNoDup() {
    connected();
    says(retained("first"));
    connected(true, Properties.NONE);
    says(again(retained("repeated")));
    assertThat(retained()).as("it is taken for the first one").containsExactly("first");
    connected(true, Properties.NONE);
    says(retained("new"));
    assertThat(retained()).containsExactly("first", "new");
    connected(false, Properties.NONE);
    says(again(retained("of a new session")));
    assertThat(retained()).containsExactly("first", "new", "of a new session");
    assertThat(home.attachment.view().sessionsLost()).isEqualTo(1);
  }

  private static Publish retained(String topic) {
    return new Publish(topic, Bytes.utf8("x"), QoS.EXACTLY_ONCE, true, false, 5, Properties.NONE);
  }

  private List<String> retained() {
    return home.broker.retainedViews().stream()
        .map(RetainedView::topic)
        .filter(each -> !each.startsWith("$"))
        .toList();
  }

  @Test
  void refusesWhatTheBrokerHereWouldEndTheConnectionOver() {
    connected();
    says(message("$other", QoS.AT_LEAST_ONCE, 1));
    assertThat(gets(Puback.class).reason().isRefusal()).isTrue();
    says(
        new Publish(
            "t",
            Bytes.EMPTY,
            QoS.EXACTLY_ONCE,
            false,
            false,
            2,
            Properties.of(Property.RESPONSE_TOPIC, "a/#")));
    assertThat(gets(Pubrec.class).reason().isRefusal()).isTrue();
    assertThat(wire().isUp()).isTrue();
  }

  @Test
  void asksForASignOfLifeAndEndsWithoutOne() {
    connected();
    now += 25_000;
    wire().tick(now);
    gets(Pingreq.class);
    says(new Pingresp());
    now += 25_000;
    wire().tick(now);
    gets(Pingreq.class);
    now += 16_000;
    wire().tick(now);
    assertThat(wire().isUp()).isFalse();
    assertThat(closed).isEqualTo(1);
  }

  @Test
  void endsWhereNothingIsAnswered() {
    dial();
    now += 10_001;
    wire().tick(now);
    assertThat(closed).isEqualTo(1);
  }

  /// How a wire comes to be in each of its states.
  private List<Consumer<WireTest>> states() {
    return List.of(
        WireTest::dial,
        WireTest::connected,
        test -> test.connected(true, Properties.of(Property.MAXIMUM_QOS, 0)),
        test -> {
          test.connected();
          test.published("t", QoS.AT_LEAST_ONCE, 1);
        },
        test -> {
          test.connected();
          test.published("t", QoS.EXACTLY_ONCE, 1);
        },
        test -> {
          test.connected();
          test.published("t", QoS.EXACTLY_ONCE, 1);
          test.says(Pubrec.of(1));
        },
        test -> {
          test.connected();
          test.says(message("t", QoS.EXACTLY_ONCE, 1));
        },
        test -> {
          test.connected();
          test.wire().lost(test.now);
        });
  }

  private static List<Packet> packets() {
    return List.of(
        new Connack(false, ReasonCode.SUCCESS, Properties.NONE),
        new Connack(true, ReasonCode.SUCCESS, Properties.NONE),
        new Connack(false, ReasonCode.NOT_AUTHORIZED, Properties.NONE),
        message("t", QoS.AT_MOST_ONCE, 0),
        message("t", QoS.AT_LEAST_ONCE, 1),
        message("t", QoS.EXACTLY_ONCE, 1),
        again(message("t", QoS.EXACTLY_ONCE, 1)),
        Puback.of(1),
        new Puback(1, ReasonCode.QUOTA_EXCEEDED, Properties.NONE),
        Pubrec.of(1),
        new Pubrec(1, ReasonCode.NOT_AUTHORIZED, Properties.NONE),
        Pubrel.of(1),
        Pubcomp.of(1),
        new Suback(1, List.of(ReasonCode.SUCCESS), Properties.NONE),
        new Unsuback(1, List.of(ReasonCode.SUCCESS), Properties.NONE),
        new Pingresp(),
        new Disconnect(ReasonCode.SERVER_BUSY, Properties.NONE),
        new Auth(ReasonCode.CONTINUE_AUTHENTICATION, Properties.NONE),
        new Pingreq(),
        new Subscribe(1, List.of(), Properties.NONE));
  }

  @Test
  void takesEveryPacketInEveryState() {
    for (Consumer<WireTest> state : states()) {
      for (Packet packet : packets()) {
        for (Packet next : packets()) {
          WireTest test = new WireTest();
          state.accept(test);
          test.says(packet);
          test.says(next);
          test.now += 200;
          test.wire().tick(test.now);
          test.wire().lost(test.now);
          test.home.commit(test.now);
          assertThat(test.closed).as("%s, %s", packet, next).isEqualTo(1);
          assertThat(test.home.broker.counts().connections()).isLessThanOrEqualTo(1);
          test.connected(true, Properties.NONE);
          assertThat(test.wire().isUp()).as("%s, %s", packet, next).isTrue();
        }
      }
    }
  }
}
