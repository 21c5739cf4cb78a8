package io.fieldway.gateway.uplink;

import io.fieldway.wire.Bytes;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// One connection to the platform, used once: it never reconnects by itself, and with it goes
/// whatever its buffers hold. In a gateway that is [SocketIoLink]; a simulation makes its own.
public interface Link {
  /// Begins to connect.
  void open();

  /// Whom it connects to, for people.
  default String peer() {
    return "the platform";
  }

  /// Sends an event; `answer` hears its acknowledgement, on any thread, or never.
  void emit(String event, String body, Consumer<JsonNode> answer);

  /// The same with bytes beside what the body says, as its member of that name, which travel as a
  /// binary attachment. A link that carries none loses them.
  default void emit(
      String event, String body, String member, Bytes data, Consumer<JsonNode> answer) {}

  /// Ends the connection. Returns at once.
  void close();

  /// Hears what happens, on any thread.
  interface Ears {
    void connected(String socketId);

    /// Once, at the end; not after [Link#close].
    void lost(String reason, Optional<Duration> retryAfter);

    void event(String name, JsonNode body, Consumer<JsonNode> answer);
  }

  /// Makes connections.
  @FunctionalInterface
  interface Maker {
    /// Makes a connection, which is not open yet.
    ///
    /// @param pollingFirst whether to begin with HTTP long polling: a proxy may not let websockets
    ///   through
    Link make(boolean pollingFirst, Ears ears);

    /// How many addresses the platform has; each connection is made to the next one.
    default int addresses() {
      return 1;
    }
  }
}
