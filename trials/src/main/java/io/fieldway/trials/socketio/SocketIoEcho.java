package io.fieldway.trials.socketio;

import io.fieldway.socketio.Namespace;
import io.fieldway.socketio.SocketIoConfig;
import io.fieldway.socketio.io.SocketIoServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// The server that the public conformance suite of Socket.IO 5 is run against: `auth` says the
/// handshake's auth in `/` and `/custom`, `message` comes back as `message-back`,
/// `message-with-ack` is acknowledged with its arguments.
@Command(name = "socketio-echo", mixinStandardHelpOptions = true)
public final class SocketIoEcho implements Runnable {
  @Option(names = "--port", defaultValue = "3000", description = "where to listen on loopback")
  private int port;

  /// Serves until the process is ended.
  public static void main(String[] args) {
    new CommandLine(new SocketIoEcho()).execute(args);
  }

  /// The suite's server, not started.
  public static SocketIoServer server(int port) {
    SocketIoServer server =
        SocketIoServer.builder()
            .config(
                SocketIoConfig.defaults()
                    .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                    .withPingInterval(Duration.ofMillis(300))
                    .withPingTimeout(Duration.ofMillis(200))
                    .withConnectTimeout(Duration.ofMillis(1_500))
                    .withMaxPayload(1_000_000))
            .build();
    serve(server.of("/"));
    serve(server.of("/custom"));
    return server;
  }

  @Override
  public void run() {
    try (SocketIoServer server = server(port)) {
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
    try (SocketIoServer server = server(0)) {
      Rehearsal.of(server.start(), "/socket.io/", "40");
    }
  }

  private static void serve(Namespace namespace) {
    namespace.onConnection(socket -> {
      socket.emit("auth", socket.handshake().auth());
      socket.on(
          "message", (args, ack) -> socket.emit("message-back", args.toArray(JsonNode[]::new)));
      socket.on("message-with-ack", (args, ack) -> ack.send(args.toArray(JsonNode[]::new)));
    });
  }
}
