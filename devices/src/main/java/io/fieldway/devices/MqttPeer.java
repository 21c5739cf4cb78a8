package io.fieldway.devices;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientExecutorConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttClientAutoReconnect;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishBuilder;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult.Mqtt5Qos1Result;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5WillPublish;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import io.fieldway.wire.Json;
import io.fieldway.wire.device.DeviceLine;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The MQTT 5 client of one simulated device, with the topics of `docs/device-protocol.md`. It
/// connects again by itself and then sends again what was not acknowledged. Never blocks, but to
/// end.
final class MqttPeer {
  /// How long the node keeps the session of a device that is away.
  private static final Duration SESSION = Duration.ofHours(1);

  /// How long a device may be away before its will says that it is offline.
  private static final Duration ABSENCE = Duration.ofSeconds(5);

  private static final Duration GOODBYE = Duration.ofSeconds(1);

  private final String device;
  private final Mqtt5AsyncClient client;
  private final Consumer<MqttLink.Event> listener;

  MqttPeer(
      String device,
      InetSocketAddress node,
      MqttThread loop,
      FieldConfig config,
      Consumer<MqttLink.Event> listener) {
    this.device = device;
    this.listener = listener;
    this.client =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier(device)
            .serverAddress(node)
            .executorConfig(
                MqttClientExecutorConfig.builder().nettyExecutor(loop).nettyThreads(1).build())
            .automaticReconnect(
                MqttClientAutoReconnect.builder()
                    .initialDelay(config.client().firstBackOff().toMillis(), TimeUnit.MILLISECONDS)
                    .maxDelay(config.client().longestBackOff().toMillis(), TimeUnit.MILLISECONDS)
                    .build())
            .addConnectedListener(context -> listener.accept(new MqttLink.Event.Connected()))
            .addDisconnectedListener(context -> {
              var _ = context.getReconnector().republishIfSessionExpired(true);
              listener.accept(new MqttLink.Event.Lost(reason(context.getCause())));
            })
            .willPublish(
                Mqtt5WillPublish.builder()
                    .topic("field/" + device + "/status")
                    .qos(MqttQos.AT_LEAST_ONCE)
                    .payload("offline".getBytes(StandardCharsets.UTF_8))
                    .retain(true)
                    .delayInterval(ABSENCE.toSeconds())
                    .build())
            .buildAsync();
  }

  /// Begins to connect.
  void connect() {
    client.publishes(
        MqttGlobalPublishFilter.ALL, message -> listener.accept(new MqttLink.Event.Told(message)));
    var _ =
        client.connectWith().cleanStart(false).sessionExpiryInterval(SESSION.toSeconds()).send();
  }

  /// Asks for instructions and settings, then says that the device is there and what is set.
  void arrive(DeviceLine.Reported settings) {
    var _ =
        client
            .subscribeWith()
            .addSubscription(subscription("instructions"))
            .addSubscription(subscription("desired"))
            .send()
            .whenComplete((granted, failure) -> {
              var _ = client.publish(status("online"));
              report(settings);
            });
  }

  /// Publishes what is set.
  void report(DeviceLine.Reported reported) {
    var _ =
        client.publish(
            message("field/" + device + "/reported", Json.write(reported.json())).build());
  }

  /// Publishes a reading; the listener hears what became of it.
  void publish(String payload) {
    CompletableFuture<Mqtt5PublishResult> done =
        client.publish(message("field/" + device + "/telemetry", payload).build());
    var _ =
        done.whenComplete((result, failure) ->
            listener.accept(new MqttLink.Event.Published(failure == null && isTaken(result))));
  }

  /// Publishes a result where the instruction says.
  void answer(Mqtt5Publish order, DeviceLine.Result result) {
    String topic =
        order.getResponseTopic().map(Object::toString).orElse("field/" + device + "/results");
    var _ =
        client.publish(
            message(topic, Json.write(result.json()))
                .correlationData(order.getCorrelationData().orElse(null))
                .build());
  }

  /// Leaves as if the power were cut: the node publishes the will.
  void cutOff() {
    try {
      var _ =
          client
              .disconnectWith()
              .reasonCode(Mqtt5DisconnectReasonCode.DISCONNECT_WITH_WILL_MESSAGE)
              .send()
              .get(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // It was not connected.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Nobody has a reading that no subscription matched, whatever the node acknowledged.
  private static boolean isTaken(@Nullable Mqtt5PublishResult result) {
    return result instanceof Mqtt5Qos1Result taken
        && taken.getError().isEmpty()
        && taken.getPubAck().getReasonCode() == Mqtt5PubAckReasonCode.SUCCESS;
  }

  private Mqtt5Subscription subscription(String name) {
    return Mqtt5Subscription.builder()
        .topicFilter("field/" + device + "/" + name)
        .qos(MqttQos.AT_LEAST_ONCE)
        .build();
  }

  private Mqtt5Publish status(String word) {
    return message("field/" + device + "/status", word).retain(true).build();
  }

  private static Mqtt5PublishBuilder.Complete message(String topic, String payload) {
    return Mqtt5Publish.builder()
        .topic(topic)
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(payload.getBytes(StandardCharsets.UTF_8));
  }

  private static String reason(Throwable cause) {
    return Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
  }
}
