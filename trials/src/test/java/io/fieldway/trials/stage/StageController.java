package io.fieldway.trials.stage;

import io.fieldway.wire.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;

/// `fieldway controller` in a process of its own.
public final class StageController implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final int http = FreePorts.next();
  private final RoleProcess process;

  /// Starts it for nodes at these addresses.
  ///
  /// @param further flags
  public StageController(Path data, List<InetSocketAddress> nodes, String... further)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("controller", "--data", data.toString()));
    arguments.addAll(List.of("--http", "127.0.0.1:" + http));
    for (InetSocketAddress node : nodes) {
      arguments.addAll(List.of("--node", "127.0.0.1:" + node.getPort()));
    }
    arguments.addAll(List.of(further));
    process = RoleProcess.start(arguments.toArray(String[]::new));
    process.awaitLine("Ctrl-C stops");
  }

  /// Waits until every node has a substitute that has a whole copy of it.
  public void awaitProtected(String... nodes) {
    for (String node : nodes) {
      Awaitility.await("a whole copy of " + node)
          .atMost(PATIENCE)
          .until(() -> isProtected(standing(node)));
    }
  }

  /// Of a node that has just come back the copy of its former life may still be shown.
  private static boolean isProtected(JsonNode standing) {
    return standing.path("life").asString("").equals("alive")
        && standing.path("copy").asString("").equals("whole");
  }

  /// Who is to stand in for a node.
  public String substitute(String node) throws IOException {
    return standing(node).path("substitute").asString("");
  }

  private JsonNode standing(String node) throws IOException {
    for (JsonNode each : page("/plan").path("nodes")) {
      if (each.path("node").asString("").equals(node)) {
        return each;
      }
    }
    return Json.object();
  }

  /// What it serves to people and programs at this path.
  public JsonNode page(String path) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + http + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      String body =
          client
              .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      return Json.parse("controller", body);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /// Where it serves over HTTP.
  public String address() {
    return "127.0.0.1:" + http;
  }

  /// `kill -9`, and waits until it is gone.
  public void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
  }
}
