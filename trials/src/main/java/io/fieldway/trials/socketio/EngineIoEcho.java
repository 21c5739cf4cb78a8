package io.fieldway.trials.socketio;

import io.fieldway.socketio.DisconnectReason;
import io.fieldway.socketio.SocketIoConfig;
import io.fieldway.socketio.SocketIoMetrics;
import io.fieldway.socketio.engine.EnginePacket;
import io.fieldway.socketio.io.EngineConnection;
import io.fieldway.socketio.io.EngineListener;
import io.fieldway.socketio.io.EngineServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The server that the public conformance suite of Engine.IO 4 is run against: each message comes
/// back as it is, text or binary.
@Command(name = "engineio-echo", mixinStandardHelpOptions = true)
public final class EngineIoEcho implements Runnable {
  @Option(names = "--port", defaultValue = "3000", description = "where to listen on loopback")
  private int port;

  /// Serves until the process is ended.
  public static void main(String[] args) {
    new CommandLine(new EngineIoEcho()).execute(args);
  }

  /// The suite's server, not started.
  public static EngineServer server(int port) {
    return new EngineServer(
        SocketIoConfig.defaults()
            .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .withPath("/engine.io/")
            .withPingInterval(Duration.ofMillis(300))
            .withPingTimeout(Duration.ofMillis(200))
            .withMaxPayload(1_000_000),
        SocketIoMetrics.none(),
        null,
        Echo::new);
  }

  @Override
  public void run() {
    try (EngineServer server = server(port)) {
      rehearse();
      server.start();
      new CountDownLatch(1).await();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void rehearse() throws IOException, InterruptedException {
    try (EngineServer server = server(0)) {
      Rehearsal.of(server.start(), "/engine.io/", "4rehearsed");
    }
  }

  private record Echo(EngineConnection connection) implements EngineListener {
    @Override
    public void message(EnginePacket message) {
      connection.send(List.of(message));
    }

    @Override
    public void closed(DisconnectReason reason) {}
  }
}
