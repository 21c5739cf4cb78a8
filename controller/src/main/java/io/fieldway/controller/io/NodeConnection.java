package io.fieldway.controller.io;

import com.google.errorprone.annotations.Var;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttClientExecutorConfig;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperty;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.message.connect.Mqtt5Connect;
import com.hivemq.client.mqtt.mqtt5.message.connect.connack.Mqtt5ConnAck;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.fieldway.wire.Json;
import io.fieldway.wire.control.ControlMessage;
import io.fieldway.wire.control.ControlWords;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// One control connection to a node, from its CONNECT to its end.
final class NodeConnection implements AutoCloseable {
  private static final Duration GOODBYE = Duration.ofSeconds(1);
  private static final int KEEP_ALIVE_SECONDS = 5;

  private final Mqtt5AsyncClient client;
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  @Var private String node = "";

  /// Who has shown a certificate; empty as long as nobody has.
  @Var private volatile String certified = "";

  private NodeConnection(
      String controller,
      InetSocketAddress address,
      Duration patience,
      Optional<NodeTls> tls,
      Executor loop) {
    int millis = (int) patience.toMillis();
    client =
        MqttClient.builder()
            .useMqttVersion5()
            .identifier(controller)
            .executorConfig(
                MqttClientExecutorConfig.builder().nettyExecutor(loop).nettyThreads(1).build())
            .transportConfig(
                MqttClientTransportConfig.builder()
                    .serverAddress(address)
                    .socketConnectTimeout(millis, TimeUnit.MILLISECONDS)
                    .mqttConnectTimeout(millis, TimeUnit.MILLISECONDS)
                    .sslConfig(tls.map(this::encryption).orElse(null))
                    .build())
            .addDisconnectedListener(context -> end(reason(context.getCause())))
            .buildAsync();
  }

  /// The name in a node's certificate counts, and not the host's.
  private MqttClientSslConfig encryption(NodeTls tls) {
    return MqttClientSslConfig.builder()
        .keyManagerFactory(tls.keys())
        .trustManagerFactory(tls.trust())
        .protocols(List.of("TLSv1.3"))
        .hostnameVerifier((host, session) -> {
          certified = tls.node().apply(session).orElse("");
          return !certified.isEmpty();
        })
        .build();
  }

  /// Connects. Blocks.
  ///
  /// @param heard called with the payload of every status, on the client's thread
  /// @throws IOException with the reason, where it does not come about
  static NodeConnection open(
      String mesh,
      String controller,
      InetSocketAddress address,
      Duration patience,
      Optional<NodeTls> tls,
      Executor loop,
      Consumer<String> heard)
      throws IOException, InterruptedException {
    NodeConnection connection = new NodeConnection(controller, address, patience, tls, loop);
    try {
      connection.open(mesh, controller, patience, heard);
      if (tls.isPresent() && !connection.certified.equals(connection.node)) {
        throw new IOException(
            "expected the node "
                + Json.brief(connection.certified)
                + ", which its certificate names, got "
                + Json.brief(connection.node));
      }
      return connection;
    } catch (IOException | InterruptedException e) {
      connection.close();
      throw e;
    }
  }

  /// The node that has answered.
  String node() {
    return node;
  }

  /// Says something. Never blocks; what is not said now is said again, or needless.
  void send(ControlMessage message) {
    var _ =
        client.publish(
            Mqtt5Publish.builder()
                .topic(ControlWords.CONTROL)
                .qos(MqttQos.AT_MOST_ONCE)
                .payload(Json.write(message.json()).getBytes(StandardCharsets.UTF_8))
                .build());
  }

  /// Waits until it has ended, and says why it has.
  String awaitEnd() throws InterruptedException {
    try {
      return ended.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a connection ends with a reason", e);
    }
  }

  /// Gives it up.
  void end(String why) {
    boolean _ = ended.complete(why);
  }

  @Override
  public void close() {
    end("the controller stops");
    try {
      var _ = client.disconnect().get(GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // It was not connected any more, or the node is not there to be told.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void open(String mesh, String controller, Duration patience, Consumer<String> heard)
      throws IOException, InterruptedException {
    client.publishes(
        MqttGlobalPublishFilter.ALL,
        publish -> {
          if (publish.getTopic().toString().equals(ControlWords.STATUS)) {
            heard.accept(new String(publish.getPayloadAsBytes(), StandardCharsets.UTF_8));
          }
        });
    Mqtt5ConnAck welcome =
        await(
            client.connect(
                Mqtt5Connect.builder()
                    .cleanStart(true)
                    .keepAlive(KEEP_ALIVE_SECONDS)
                    .userProperties(
                        Mqtt5UserProperties.of(
                            Mqtt5UserProperty.of(ControlWords.MESH, mesh),
                            Mqtt5UserProperty.of(ControlWords.CONTROLLER, controller)))
                    .build()),
            patience);
    node =
        welcome.getUserProperties().asList().stream()
            .filter(each -> each.getName().toString().equals(ControlWords.NODE))
            .map(each -> each.getValue().toString())
            .findFirst()
            .orElseThrow(() ->
                new IOException(
                    "expected a node's link address, got a broker that does not say "
                        + ControlWords.NODE));
  }

  private static <T> T await(CompletableFuture<T> answer, Duration patience)
      throws IOException, InterruptedException {
    try {
      return answer.get(2 * patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(refusal(cause).orElse(reason(cause)), e);
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + 2 * patience.toMillis() + " ms", e);
    }
  }

  /// What the node says itself.
  private static Optional<String> refusal(Throwable cause) {
    return cause instanceof Mqtt5ConnAckException refused
        ? refused.getMqttMessage().getReasonString().map(Object::toString)
        : Optional.empty();
  }

  private static String reason(Throwable cause) {
    return Optional.ofNullable(cause.getMessage()).orElse(cause.getClass().getSimpleName());
  }
}
