package io.fieldway.trials.socketio;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.SocketIoConfig;
import io.fieldway.socketio.io.SocketIoServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/// The server that [BenchSocketIo] measures, in a process of its own. It says its port, then, for
/// each line on standard input, the bytes it holds after a collection and the bytes the system gave
/// it; it ends with its input.
public final class BenchServer {
  private static final int MAX_PAYLOAD = 8_000_000;
  private static final int MAX_BUFFERED = 64 * 1024 * 1024;
  private static final int MANY = 1_000_000;

  private BenchServer() {}

  /// Serves until standard input ends.
  public static void main(String[] args) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (SocketIoServer server =
            SocketIoServer.builder()
                .config(
                    SocketIoConfig.defaults()
                        .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .withMaxPayload(MAX_PAYLOAD)
                        .withMaxBufferedBytes(MAX_BUFFERED)
                        .withMaxConnectsPerSecond(MANY))
                .build();
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      server
          .of("/")
          .onConnection(socket ->
              socket.on("echo", (arguments, ack) -> ack.send(arguments.toArray(JsonNode[]::new))));
      out.println(server.start().getPort());
      while (in.readLine() != null) {
        out.println(held() + " " + resident());
      }
    }
  }

  private static long held() {
    System.gc();
    @Var long bytes = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      bytes += pool.getMemoryUsed();
    }
    return bytes;
  }

  private static long resident() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
        .findFirst()
        .orElse(0);
  }
}
