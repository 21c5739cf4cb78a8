package io.fieldway.trials.bench.channel;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/// A device over TCP (`docs/device-protocol.md`) that does every instruction at once, and remembers
/// when it came and how often.
final class Valve implements AutoCloseable {
  private final Socket socket = new Socket();
  private final Map<String, Long> came = new ConcurrentHashMap<>();
  private final Map<String, Integer> times = new ConcurrentHashMap<>();
  private final Thread reader;

  /// Connects to a gateway that may still be starting.
  Valve(InetSocketAddress gateway, String device) throws IOException {
    socket.setTcpNoDelay(true);
    socket.connect(gateway);
    send(
        Json.object()
            .put("type", "hello")
            .put("protocol", 1)
            .put("device", device)
            .put("session", "bench"));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    JsonNode welcome = Json.parse("welcome", String.valueOf(in.readLine()));
    if (!welcome.path("type").asString().equals("welcome")) {
      socket.close();
      throw new ConnectException("the gateway does not know " + device + " yet: " + welcome);
    }
    reader = Thread.ofVirtual().name(device).start(() -> read(in));
  }

  /// When an instruction came, in the terms of [System#nanoTime()]; 0 where it did not.
  long came(String instruction) {
    return came.getOrDefault(instruction, 0L);
  }

  /// How many instructions came more than once.
  long repeated() {
    return times.values().stream().filter(each -> each > 1).count();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    reader.interrupt();
  }

  private void read(BufferedReader in) {
    try {
      @Var String line = in.readLine();
      while (line != null) {
        JsonNode tree = Json.parse("line", line);
        if (tree.path("type").asString().equals("instruction")) {
          long now = System.nanoTime();
          String id = tree.path("id").asString();
          came.putIfAbsent(id, now);
          times.merge(id, 1, Integer::sum);
          send(Json.object().put("type", "result").put("instruction", id).put("executed", true));
        }
        line = in.readLine();
      }
    } catch (IOException e) {
      return; // closed, which ends it
    }
  }

  private void send(JsonNode line) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write((Json.write(line) + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
