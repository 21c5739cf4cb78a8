package io.fieldway.trials.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.fieldway.node.io.ListenerConfig.Kind;
import io.fieldway.trials.stage.StageNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/// Two clients of which one sends the other a message at QoS 1 after the other, all the while:
/// whatever happens to others, none of theirs is lost, repeated or swapped.
final class WellBehaved implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String TOPIC = "well-behaved";

  private final Mqtt5BlockingClient sender;
  private final Mqtt5BlockingClient receiver;
  private final Inbox<String> inbox = new Inbox<>();
  private final AtomicLong passed = new AtomicLong();
  private final AtomicLong slowestNanos = new AtomicLong();
  private final CompletableFuture<Void> end;
  @Var private volatile boolean closing;

  WellBehaved(StageNode node) {
    sender = client(node, "well-behaved-sender");
    receiver = client(node, "well-behaved-receiver");
    receiver
        .toAsync()
        .subscribeWith()
        .topicFilter(TOPIC)
        .qos(MqttQos.AT_LEAST_ONCE)
        .callback(
            message -> inbox.add(new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8)))
        .send()
        .join();
    end = CompletableFuture.runAsync(this::pass, task -> Thread.ofVirtual().start(task));
  }

  private static Mqtt5BlockingClient client(StageNode node, String name) {
    Mqtt5BlockingClient client =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier(name)
            .serverAddress(node.address(Kind.TCP))
            .buildBlocking();
    client.connect();
    return client;
  }

  private void pass() {
    while (!closing) {
      long began = System.nanoTime();
      String payload = "number " + passed.get();
      var _ =
          sender.publish(
              Mqtt5Publish.builder()
                  .topic(TOPIC)
                  .qos(MqttQos.AT_LEAST_ONCE)
                  .payload(payload.getBytes(StandardCharsets.UTF_8))
                  .build());
      assertThat(next()).isEqualTo(payload);
      passed.incrementAndGet();
      slowestNanos.accumulateAndGet(System.nanoTime() - began, Math::max);
    }
  }

  private String next() {
    try {
      return inbox.next();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Fails if they were harmed; waits until they have exchanged some more.
  void check() {
    long enough = passed.get() + 10;
    Awaitility.await("well-behaved clients go on")
        .atMost(PATIENCE)
        .until(() -> end.isDone() || passed.get() >= enough);
    assertThat(Optional.of(end).filter(CompletableFuture::isDone).map(this::fault)).isEmpty();
  }

  private Throwable fault(CompletableFuture<Void> ended) {
    return ended.exceptionNow();
  }

  /// How many messages have passed.
  long passed() {
    return passed.get();
  }

  /// How long one took at most, from before it was sent.
  Duration slowest() {
    return Duration.ofNanos(slowestNanos.get());
  }

  @Override
  public void close() {
    closing = true;
    end.join();
    sender.disconnect();
    receiver.disconnect();
  }
}
