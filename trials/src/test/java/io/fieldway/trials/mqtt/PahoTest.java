package io.fieldway.trials.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.node.io.ListenerConfig.Kind;
import io.fieldway.trials.mqtt.PahoPeer.Arrived;
import io.fieldway.trials.mqtt.PahoPeer.Library;
import io.fieldway.trials.mqtt.PahoPeer.Way;
import io.fieldway.trials.stage.Link;
import io.fieldway.trials.stage.StageNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Eclipse Paho's Java clients of both versions, over every kind of listener.
final class PahoTest {
  @TempDir static Path home;
  private static StageNode node;

  @BeforeAll
  static void start() throws Exception {
    node = new StageNode(home, "256m", "");
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  static Stream<Arguments> ways() {
    return Stream.of(Library.values())
        .flatMap(library -> Stream.of(Kind.values()).map(kind -> Arguments.of(library, kind)));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void messagesPassAtEachQualityOfService(Library library, Kind kind) throws Exception {
    String topic = "paho/each/" + library + kind;
    try (PahoPeer subscriber = connected(library, kind, "subscriber");
        PahoPeer publisher = connected(library, kind, "publisher")) {
      subscriber.subscribe(topic + "/#", 2);
      for (int qos = 0; qos <= 2; qos++) {
        String payload = "äöü ".repeat(10_000 * qos) + qos;
        publisher.publish(topic + "/" + qos, qos, false, payload);
        assertThat(subscriber.inbox().next())
            .isEqualTo(new Arrived(topic + "/" + qos, qos, false, payload));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aRetainedMessageAwaitsItsSubscribers(Library library, Kind kind) throws Exception {
    String topic = "paho/retained/" + library + kind;
    try (PahoPeer subscriber = connected(library, kind, "subscriber");
        PahoPeer publisher = connected(library, kind, "publisher")) {
      publisher.publish(topic, 1, true, "kept");
      subscriber.subscribe(topic, 1);
      assertThat(subscriber.inbox().next()).isEqualTo(new Arrived(topic, 1, true, "kept"));
      publisher.publish(topic, 1, true, "");
      assertThat(subscriber.inbox().next()).isEqualTo(new Arrived(topic, 1, false, ""));
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aSessionIsResumedAfterABrokenConnection(Library library, Kind kind) throws Exception {
    String topic = "paho/resumed/" + library + kind;
    List<Arrived> missed = new ArrayList<>();
    try (Link link = new Link(node.address(kind));
        PahoPeer subscriber =
            PahoPeer.of(library, way(kind, "resumed" + library).lastingThrough(link.port()));
        PahoPeer publisher = connected(library, kind, "publisher")) {
      assertThat(subscriber.connect()).isFalse();
      subscriber.subscribe(topic, 2);
      link.cut();
      subscriber.awaitLost();
      // One quality after the other, for clients hand over a message at QoS 2 when it is complete.
      for (int i = 0; i < 10; i++) {
        int qos = 1 + i / 5;
        publisher.publish(topic, qos, false, "number " + i);
        missed.add(new Arrived(topic, qos, false, "number " + i));
      }
      link.heal();
      assertThat(subscriber.connect()).isTrue();
      assertThat(subscriber.inbox().next(missed.size())).isEqualTo(missed);
      publisher.publish(topic, 2, false, "last");
      assertThat(subscriber.inbox().next()).isEqualTo(new Arrived(topic, 2, false, "last"));
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void aWillSpeaksForAClientWhoseConnectionBroke(Library library, Kind kind) throws Exception {
    String topic = "paho/will/" + library + kind;
    try (Link link = new Link(node.address(kind));
        PahoPeer mortal =
            PahoPeer.of(
                library,
                way(kind, "mortal" + library).lastingThrough(link.port()).withWill(topic));
        PahoPeer heir = connected(library, kind, "heir")) {
      heir.subscribe(topic, 1);
      mortal.connect();
      link.cut();
      assertThat(heir.inbox().next())
          .isEqualTo(new Arrived(topic, 1, false, "mortal" + library + kind));
    }
  }

  @ParameterizedTest
  @EnumSource
  void sessionsAndMessagesSurviveThatTheNodeIsKilledAndStopped(Library library) throws Exception {
    String topic = "paho/survives/" + library;
    Way way = way(Kind.TCP, "survivor" + library).lastingThrough(node.port(Kind.TCP));
    List<Arrived> kept = new ArrayList<>();
    try (PahoPeer subscriber = PahoPeer.of(library, way)) {
      assertThat(subscriber.connect()).isFalse();
      subscriber.subscribe(topic, 2);
    }
    try (PahoPeer publisher = connected(library, Kind.TCP, "publisher")) {
      for (int i = 0; i < 10; i++) {
        int qos = 1 + i / 5;
        publisher.publish(topic, qos, false, "number " + i);
        kept.add(new Arrived(topic, qos, false, "number " + i));
      }
    }
    node.kill();
    node.restart();
    node.stop();
    node.restart();
    try (PahoPeer subscriber = PahoPeer.of(library, way)) {
      assertThat(subscriber.connect()).isTrue();
      assertThat(subscriber.inbox().next(kept.size())).isEqualTo(kept);
    }
  }

  @ParameterizedTest
  @EnumSource
  void userPropertiesPassInTheirOrder(Kind kind) throws Exception {
    MqttProperties said = new MqttProperties();
    List<UserProperty> properties =
        List.of(
            new UserProperty("unit", "°C"),
            new UserProperty("place", "north"),
            new UserProperty("unit", "K"));
    said.setUserProperties(properties);
    said.setContentType("text/plain");
    said.setPayloadFormat(true);
    String topic = "paho/properties/" + kind;
    try (Paho5 subscriber = connected(kind, "subscriber");
        Paho5 publisher = connected(kind, "publisher")) {
      subscriber.subscribe(topic, 1);
      publisher.publish(topic, "21.5", said);
      MqttProperties came = subscriber.properties().next();
      assertThat(came.getUserProperties()).isEqualTo(properties);
      assertThat(came.getContentType()).isEqualTo("text/plain");
      assertThat(came.getPayloadFormat()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aResponseFindsItsRequest(Kind kind) throws Exception {
    String question = "paho/question/" + kind;
    String answer = "paho/answer/" + kind;
    try (Paho5 asks = connected(kind, "asks");
        Paho5 knows = connected(kind, "knows")) {
      asks.subscribe(answer, 1);
      knows.subscribe(question, 1);
      MqttProperties request = new MqttProperties();
      request.setResponseTopic(answer);
      request.setCorrelationData("number 7".getBytes(UTF_8));
      asks.publish(question, "how warm?", request);

      MqttProperties asked = knows.properties().next();
      MqttProperties response = new MqttProperties();
      response.setCorrelationData(asked.getCorrelationData());
      knows.publish(asked.getResponseTopic(), "21.5", response);

      assertThat(asks.inbox().next()).isEqualTo(new Arrived(answer, 1, false, "21.5"));
      assertThat(asks.properties().next().getCorrelationData())
          .isEqualTo("number 7".getBytes(UTF_8));
    }
  }

  private static Way way(Kind kind, String clientId) {
    return Way.to(node, kind, clientId + kind);
  }

  private static PahoPeer connected(Library library, Kind kind, String name) throws Exception {
    PahoPeer peer = PahoPeer.of(library, way(kind, name + library));
    peer.connect();
    return peer;
  }

  private static Paho5 connected(Kind kind, String name) throws Exception {
    Paho5 peer = new Paho5(way(kind, name));
    peer.connect();
    return peer;
  }
}
