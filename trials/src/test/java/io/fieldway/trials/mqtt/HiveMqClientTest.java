package io.fieldway.trials.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientBuilder;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import io.fieldway.node.io.ListenerConfig.Kind;
import io.fieldway.trials.stage.StageNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The HiveMQ MQTT client of both versions, over every kind of listener.
final class HiveMqClientTest {
  private static final String USER = "ann";
  private static final String PASSWORD = "of-this-test-only";
  private static final int RECEIVE_MAXIMUM = 4;
  private static final String LONG_TOPIC = "x".repeat(2_000);
  private static final int MANY = 40;

  @TempDir static Path home;
  private static StageNode node;

  @BeforeAll
  static void start() throws Exception {
    Path users = StageNode.addUser(home.resolve("users"), USER, PASSWORD);
    node =
        new StageNode(
            home,
            "256m",
            """
            access:
              password-file: %s
            broker:
              receive-maximum: %d
            """
                .formatted(users, RECEIVE_MAXIMUM));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @ParameterizedTest
  @EnumSource
  void messagesOfVersion3PassAtEachQualityOfService(Kind kind) throws Exception {
    String topic = "hivemq/3/" + kind;
    Inbox<Mqtt3Publish> inbox = new Inbox<>();
    Mqtt3AsyncClient client = client(kind, "three").useMqttVersion3().buildAsync();
    done(client.connect());
    done(
        client
            .subscribeWith()
            .topicFilter(topic + "/+")
            .qos(MqttQos.EXACTLY_ONCE)
            .callback(inbox::add)
            .send());
    for (MqttQos qos : MqttQos.values()) {
      Mqtt3Publish sent =
          Mqtt3Publish.builder().topic(topic + "/" + qos).qos(qos).payload(bytes("hello")).build();
      done(client.publish(sent));
      assertThat(inbox.next()).isEqualTo(sent);
    }
    done(client.disconnect());
  }

  @ParameterizedTest
  @EnumSource
  void messagesOfVersion5PassAtEachQualityOfService(Kind kind) throws Exception {
    String topic = "hivemq/5/" + kind;
    Inbox<Mqtt5Publish> inbox = new Inbox<>();
    Mqtt5AsyncClient client = client(kind, "five").useMqttVersion5().buildAsync();
    done(client.connect());
    subscribe(client, topic + "/+", MqttQos.EXACTLY_ONCE, inbox, false);
    for (MqttQos qos : MqttQos.values()) {
      Mqtt5Publish sent =
          Mqtt5Publish.builder()
              .topic(topic + "/" + qos)
              .qos(qos)
              .payload(bytes("hello"))
              .contentType("text/plain")
              .responseTopic("hivemq/answers")
              .correlationData(bytes("seven"))
              .userProperties()
              .add("unit", "°C")
              .add("unit", "K")
              .applyUserProperties()
              .build();
      done(client.publish(sent));
      assertThat(inbox.next()).isEqualTo(sent);
    }
    done(client.disconnect());
  }

  @ParameterizedTest
  @EnumSource
  void userAndNodeProveToEachOtherByScramAndDoSoAgain(Kind kind) throws Exception {
    ScramMechanism scram = new ScramMechanism(USER, PASSWORD);
    Mqtt5AsyncClient client =
        client(kind, "scram").useMqttVersion5().enhancedAuth(scram).buildAsync();
    done(client.connect());
    assertThat(scram.proved()).isEqualTo(1);
    done(client.reauth());
    assertThat(scram.proved()).isEqualTo(2);
    done(client.disconnect());
  }

  @ParameterizedTest
  @EnumSource
  void nobodyComesInByScramWithAGuess(Kind kind) {
    ScramMechanism scram = new ScramMechanism(USER, "a guess");
    Mqtt5AsyncClient client =
        client(kind, "guess").useMqttVersion5().enhancedAuth(scram).buildAsync();
    assertThatThrownBy(() -> done(client.connect()))
        .isInstanceOfSatisfying(
            Mqtt5ConnAckException.class,
            refused ->
                assertThat(refused.getMqttMessage().getReasonCode())
                    .isIn(
                        Mqtt5ConnAckReasonCode.NOT_AUTHORIZED,
                        Mqtt5ConnAckReasonCode.BAD_USER_NAME_OR_PASSWORD));
    assertThat(scram.proved()).isZero();
  }

  @Test
  void topicAliasesSpareTheTopicBothWays() throws Exception {
    Mqtt5AsyncClient subscriber = client(Kind.TCP, "short").useMqttVersion5().buildAsync();
    Mqtt5AsyncClient publisher = client(Kind.TCP, "shorter").useMqttVersion5().buildAsync();
    Inbox<Mqtt5Publish> inbox = new Inbox<>();
    done(subscriber.connectWith().restrictions().topicAliasMaximum(5).applyRestrictions().send());
    done(publisher.connect());
    subscribe(subscriber, LONG_TOPIC, MqttQos.AT_LEAST_ONCE, inbox, false);
    double received = node.metric("fieldway_received_bytes_total");
    double sent = node.metric("fieldway_sent_bytes_total");
    for (int i = 0; i < MANY; i++) {
      done(publisher.publish(message(LONG_TOPIC, i)));
    }
    for (Mqtt5Publish each : inbox.next(MANY)) {
      assertThat(each.getTopic()).hasToString(LONG_TOPIC);
    }
    int half = LONG_TOPIC.length() * MANY / 2;
    assertThat(node.metric("fieldway_received_bytes_total") - received).isLessThan(half);
    assertThat(node.metric("fieldway_sent_bytes_total") - sent).isLessThan(half);
    done(subscriber.disconnect());
    done(publisher.disconnect());
  }

  @Test
  void noMoreIsSentThanTheClientSaysItTakes() throws Exception {
    Mqtt5AsyncClient subscriber = client(Kind.TCP, "slow").useMqttVersion5().buildAsync();
    Mqtt5AsyncClient publisher = client(Kind.TCP, "fast").useMqttVersion5().buildAsync();
    Inbox<Mqtt5Publish> inbox = new Inbox<>();
    Inbox<Mqtt5Publish> mark = new Inbox<>();
    done(subscriber.connectWith().restrictions().receiveMaximum(2).applyRestrictions().send());
    done(publisher.connect());
    subscribe(subscriber, "hivemq/slow", MqttQos.AT_LEAST_ONCE, inbox, true);
    subscribe(subscriber, "hivemq/mark", MqttQos.AT_MOST_ONCE, mark, false);
    for (int i = 0; i < MANY; i++) {
      done(publisher.publish(message("hivemq/slow", i)));
    }
    for (int i = 0; i < MANY; i += 2) {
      Mqtt5Publish one = inbox.next();
      Mqtt5Publish other = inbox.next();
      assertThat(List.of(one, other))
          .containsExactly(message("hivemq/slow", i), message("hivemq/slow", i + 1));
      if (i % 10 == 0) {
        // What was sent before the mark is here when the mark is.
        done(publisher.publish(message("hivemq/mark", i)));
        mark.next();
        assertThat(inbox.isEmpty()).isTrue();
      }
      one.acknowledge();
      other.acknowledge();
    }
    done(subscriber.disconnect());
    done(publisher.disconnect());
  }

  @Test
  void aClientThatKeepsToTheReceiveMaximumIsAcknowledgedInFull() throws Exception {
    Mqtt5AsyncClient client = client(Kind.TCP, "many").useMqttVersion5().buildAsync();
    Mqtt5ConnAck connack = done(client.connect());
    assertThat(connack.getRestrictions().getReceiveMaximum()).isEqualTo(RECEIVE_MAXIMUM);
    Inbox<Mqtt5Publish> inbox = new Inbox<>();
    subscribe(client, "hivemq/many", MqttQos.EXACTLY_ONCE, inbox, false);
    List<CompletableFuture<Mqtt5PublishResult>> acknowledged = new ArrayList<>();
    List<Mqtt5Publish> messages =
        IntStream.range(0, MANY)
            .mapToObj(i -> message("hivemq/many", i).extend().qos(MqttQos.EXACTLY_ONCE).build())
            .toList();
    messages.forEach(message -> acknowledged.add(client.publish(message)));
    for (CompletableFuture<Mqtt5PublishResult> each : acknowledged) {
      assertThat(done(each).getError()).isEmpty();
    }
    assertThat(inbox.next(MANY)).isEqualTo(messages);
    done(client.disconnect());
  }

  private static MqttClientBuilder client(Kind kind, String name) {
    MqttClientBuilder builder =
        MqttClient.builder().identifier(name + "-" + kind).serverAddress(node.address(kind));
    MqttClientBuilder secured =
        kind.isSecure()
            ? builder.sslConfig().trustManagerFactory(node.certificate().trust()).applySslConfig()
            : builder;
    return kind.isWebSocket()
        ? secured.webSocketConfig().serverPath("mqtt").applyWebSocketConfig()
        : secured;
  }

  private static void subscribe(
      Mqtt5AsyncClient client,
      String filter,
      MqttQos qos,
      Inbox<Mqtt5Publish> inbox,
      boolean manually)
      throws Exception {
    done(
        client
            .subscribeWith()
            .topicFilter(filter)
            .qos(qos)
            .callback(inbox::add)
            .manualAcknowledgement(manually)
            .send());
  }

  private static Mqtt5Publish message(String topic, int number) {
    return Mqtt5Publish.builder()
        .topic(topic)
        .qos(topic.endsWith("mark") ? MqttQos.AT_MOST_ONCE : MqttQos.AT_LEAST_ONCE)
        .payload(bytes("number " + number))
        .build();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Waits for what was begun; fails as it failed.
  private static <T> T done(CompletableFuture<T> future) throws InterruptedException {
    try {
      return future.get(2, TimeUnit.MINUTES);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError(e);
    }
  }
}
