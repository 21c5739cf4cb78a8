package io.fieldway.gateway.driver.mqtt;

import com.google.errorprone.annotations.Var;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientExecutorConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import com.hivemq.client.mqtt.mqtt5.message.auth.Mqtt5SimpleAuth;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5PublishResult.Mqtt5Qos1Result;
import com.hivemq.client.mqtt.mqtt5.message.publish.puback.Mqtt5PubAckReasonCode;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5RetainHandling;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscribe;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.Mqtt5Subscription;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAck;
import com.hivemq.client.mqtt.mqtt5.message.subscribe.suback.Mqtt5SubAckReasonCode;
import io.fieldway.wire.Json;
import io.fieldway.wire.device.GatewayLine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;

/// One connection to the broker, by a client of its own: what was unacknowledged on an older
/// connection comes again on this one (\[MQTT-4.4.0-1]), and nothing of the older client is in its
/// way. The client has one event loop, which only puts messages into a queue.
final class MqttConnection implements AutoCloseable {
  private static final Duration GOODBYE = Duration.ofSeconds(1);

  private final MqttConfig config;
  private final MqttCounters counters;
  private final Mqtt5AsyncClient client;
  private final BlockingQueue<Mqtt5Publish> arrived;
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  @Var private boolean resumed;

  private MqttConnection(
      MqttConfig config,
      InetSocketAddress broker,
      String clientId,
      Executor loop,
      MqttCounters counters)
      throws IOException {
    this.config = config;
    this.counters = counters;
    // Twice as much, so that messages at QoS 0, of which there is no bound, take no room from those
    // that may be in flight.
    this.arrived = new ArrayBlockingQueue<>(2 * config.receiveMaximum());
    this.client = client(config, broker, clientId, loop);
  }

  /// Connects, to the session that was kept for the client, and subscribes. Blocks.
  ///
  /// @param loop where the client's one thread runs
  /// @throws IOException with the reason, where it does not come about
  static MqttConnection open(
      MqttConfig config,
      InetSocketAddress broker,
      String clientId,
      Executor loop,
      MqttCounters counters)
      throws IOException, InterruptedException {
    MqttConnection connection = new MqttConnection(config, broker, clientId, loop, counters);
    try {
      connection.open();
      return connection;
    } catch (IOException | InterruptedException e) {
      connection.close();
      throw e;
    }
  }

  /// Whether the broker had kept the session.
  boolean isResumed() {
    return resumed;
  }

  /// The next message; empty where none comes in time, or the connection has ended.
  Optional<Mqtt5Publish> next(Duration patience) throws InterruptedException {
    return Optional.ofNullable(arrived.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
  }

  /// Why it has ended; empty while it stands.
  Optional<String> ended() {
    return Optional.ofNullable(ended.getNow(null));
  }

  /// Ends it, so that the broker delivers again what is not acknowledged.
  void giveUp(String why) {
    if (ended.complete(why)) {
      counters.givenUp.increment();
    }
  }

  /// Publishes an instruction at QoS 1, with where to answer; the broker drops it at its deadline.
  /// Never blocks.
  ///
  /// @param now the platform's time, by which the deadline is
  CompletableFuture<?> instruct(
      String topic,
      Optional<String> responseTopic,
      GatewayLine.Instruction instruction,
      Instant now) {
    long seconds = Math.max(1, Duration.between(now, instruction.deadline()).toSeconds());
    return client.publish(
        Mqtt5Publish.builder()
            .topic(topic)
            .qos(MqttQos.AT_LEAST_ONCE)
            .payload(Json.write(instruction.json()).getBytes(StandardCharsets.UTF_8))
            .contentType("application/json")
            .messageExpiryInterval(Math.min(seconds, 0xFFFF_FFFFL))
            .correlationData(instruction.id().getBytes(StandardCharsets.UTF_8))
            .responseTopic(responseTopic.orElse(null))
            .build());
  }

  /// Publishes desired values at QoS 1; the broker drops them after a while. Never blocks.
  ///
  /// @return whether there is a subscription that matches, as far as the broker knows
  CompletableFuture<Boolean> desire(String topic, JsonNode values, Duration expiry) {
    return client
        .publish(
            Mqtt5Publish.builder()
                .topic(topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(Json.write(values).getBytes(StandardCharsets.UTF_8))
                .contentType("application/json")
                .messageExpiryInterval(Math.min(Math.max(1, expiry.toSeconds()), 0xFFFF_FFFFL))
                .build())
        .thenApply(MqttConnection::hasReceiver);
  }

  private static boolean hasReceiver(Mqtt5PublishResult result) {
    return result instanceof Mqtt5Qos1Result taken
        && taken.getError().isEmpty()
        && taken.getPubAck().getReasonCode() == Mqtt5PubAckReasonCode.SUCCESS;
  }

  @Override
  public void close() {
    boolean _ = ended.complete("the gateway stops");
    try {
      var _ = client.disconnect().get(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // It was not connected any more, or the broker is not there to be told.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    arrived.clear();
  }

  private void open() throws IOException, InterruptedException {
    // The client's own thread; before the first message can come.
    client.publishes(MqttGlobalPublishFilter.ALL, this::arrive, true);
    Mqtt5Connect connect =
        Mqtt5Connect.builder()
            .cleanStart(false)
            .sessionExpiryInterval(
                Math.min(Math.max(1, config.sessionExpiry().toSeconds()), 0xFFFF_FFFEL))
            .keepAlive((int) config.keepAlive().toSeconds())
            .restrictions()
            .receiveMaximum(config.receiveMaximum())
            .maximumPacketSize(config.maximumPacketSize())
            .applyRestrictions()
            .simpleAuth(credentials().orElse(null))
            .build();
    Mqtt5ConnAck welcome = await(client.connect(connect));
    resumed = welcome.isSessionPresent();
    Mqtt5SubAck granted =
        await(client.subscribe(Mqtt5Subscribe.builder().addSubscriptions(subscriptions()).build()));
    for (Mqtt5SubAckReasonCode code : granted.getReasonCodes()) {
      if (code != Mqtt5SubAckReasonCode.GRANTED_QOS_1) {
        throw new IOException("the broker grants " + code + " instead of QoS 1");
      }
    }
  }

  /// A retained reading is an old one, of which nobody knows how old; a retained status holds.
  private List<Mqtt5Subscription> subscriptions() {
    List<Mqtt5Subscription> all = new ArrayList<>();
    for (MqttRule rule : config.rules()) {
      for (TopicPattern pattern : rule.subscriptions()) {
        boolean status = rule.status().filter(pattern::equals).isPresent();
        all.add(
            Mqtt5Subscription.builder()
                .topicFilter(pattern.filter())
                .qos(MqttQos.AT_LEAST_ONCE)
                .noLocal(true)
                .retainHandling(status ? Mqtt5RetainHandling.SEND : Mqtt5RetainHandling.DO_NOT_SEND)
                .build());
      }
    }
    return all;
  }

  private Optional<Mqtt5SimpleAuth> credentials() throws IOException {
    if (config.user().isEmpty() || config.passwordFile().isEmpty()) {
      return Optional.empty();
    }
    Path file = config.passwordFile().get();
    String password;
    try {
      password = Files.readString(file).strip();
    } catch (IOException e) {
      throw new IOException("the password file " + file + " cannot be read", e);
    }
    return Optional.of(
        Mqtt5SimpleAuth.builder()
            .username(config.user().get())
            .password(password.getBytes(StandardCharsets.UTF_8))
            .build());
  }

  private void arrive(Mqtt5Publish publish) {
    boolean isPromised = publish.getQos() != MqttQos.AT_MOST_ONCE;
    boolean taken =
        (isPromised || arrived.remainingCapacity() > config.receiveMaximum())
            && arrived.offer(publish);
    if (taken) {
      return;
    }
    if (isPromised) {
      giveUp("more messages came than may be in flight");
    } else {
      counters.refused(
          Mapping.refused(
              MqttRefusal.NO_ROOM,
              publish.getTopic().toString(),
              "fewer messages at QoS 0",
              "more than " + config.receiveMaximum() + " that wait"),
          Instant.now());
    }
  }

  private <T> T await(CompletableFuture<T> answer) throws IOException, InterruptedException {
    try {
      return answer.get(config.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(reason(e.getCause() == null ? e : e.getCause()), e);
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + config.connectTimeout().toMillis() + " ms", e);
    }
  }

  private Mqtt5AsyncClient client(
      MqttConfig from, InetSocketAddress broker, String clientId, Executor loop)
      throws IOException {
    int millis = (int) from.connectTimeout().toMillis();
    Mqtt5ClientBuilder builder =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier(clientId)
            .executorConfig(
                MqttClientExecutorConfig.builder().nettyExecutor(loop).nettyThreads(1).build())
            .transportConfig(
                MqttClientTransportConfig.builder()
                    .serverAddress(broker)
                    .socketConnectTimeout(millis, TimeUnit.MILLISECONDS)
                    .mqttConnectTimeout(millis, TimeUnit.MILLISECONDS)
                    .sslConfig(from.tls() ? Authorities.tls(from.caFile()) : null)
                    .build());
    return builder
        .addDisconnectedListener(context -> {
          boolean _ = ended.complete(reason(context.getCause()));
        })
        .buildAsync();
  }

  private static String reason(Throwable cause) {
    return Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
  }
}
