package io.fieldway.trials.mqtt;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.io.ListenerConfig.Kind;
import io.fieldway.trials.stage.StageNode;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/// A client of Eclipse Paho, of either version of the protocol.
interface PahoPeer extends AutoCloseable {
  /// The longest that one of its calls may take.
  long PATIENCE_MILLIS = 120_000;

  int SESSION_SECONDS = 3_600;

  /// Which of the two libraries.
  enum Library {
    MQTTV3,
    MQTTV5
  }

  /// A message as it came.
  record Arrived(String topic, int qos, boolean retained, String payload) {
    static Arrived of(String topic, int qos, boolean retained, byte[] payload) {
      return new Arrived(topic, qos, retained, new String(payload, StandardCharsets.UTF_8));
    }
  }

  /// How a peer comes to the node.
  ///
  /// @param lasting whether its session outlives its connection
  /// @param will the topic of its will; none where it is empty
  record Way(StageNode node, Kind kind, int port, String clientId, boolean lasting, String will) {
    static Way to(StageNode node, Kind kind, String clientId) {
      return new Way(node, kind, node.port(kind), clientId, false, "");
    }

    /// Through another port, with a session that lasts.
    Way lastingThrough(int other) {
      return new Way(node, kind, other, clientId, true, will);
    }

    Way withWill(String topic) {
      return new Way(node, kind, port, clientId, lasting, topic);
    }

    String uri() {
      return switch (kind) {
        case TCP -> "tcp://127.0.0.1:" + port;
        case TLS -> "ssl://127.0.0.1:" + port;
        case WS -> "ws://127.0.0.1:" + port + "/mqtt";
        case WSS -> "wss://127.0.0.1:" + port + "/mqtt";
      };
    }

    javax.net.SocketFactory sockets() throws GeneralSecurityException {
      return node.certificate().clientContext().getSocketFactory();
    }
  }

  static PahoPeer of(Library library, Way way) throws Exception {
    return switch (library) {
      case MQTTV3 -> new Paho3(way);
      case MQTTV5 -> new Paho5(way);
    };
  }

  /// One attempt to connect.
  @FunctionalInterface
  interface Attempt {
    boolean connect() throws Exception;
  }

  /// Connects, as often as it takes: Paho waits a second for the answer to a WebSocket's handshake,
  /// which an overloaded machine may need.
  static boolean patiently(Attempt attempt) throws Exception {
    @Var int attempts = 1;
    while (true) {
      try {
        return attempt.connect();
      } catch (Exception e) {
        if (!(e.getCause() instanceof SocketTimeoutException) || attempts++ == 20) {
          throw e;
        }
      }
    }
  }

  /// Connects.
  ///
  /// @return whether the node had its session
  boolean connect() throws Exception;

  void subscribe(String filter, int qos) throws Exception;

  /// Returns once it is acknowledged.
  void publish(String topic, int qos, boolean retained, String payload) throws Exception;

  Inbox<Arrived> inbox();

  /// Waits until it knows that its connection is broken.
  void awaitLost() throws InterruptedException;

  @Override
  void close() throws IOException;
}
