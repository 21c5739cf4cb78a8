package io.fieldway.launcher;

import io.fieldway.wire.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// What a running node tells over HTTP, as the commands share it that print it.
final class NodePages {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8403",
      description = "Where the node that is asked serves its views.")
  InetSocketAddress http;

  @Option(names = "--json", description = "Print the values rather than lines for people.")
  boolean json;

  /// The text to print for a page.
  ///
  /// @throws IOException that says what the node has refused, or that nobody answers
  String read(String path, Map<String, String> query) throws IOException {
    String words =
        query.entrySet().stream()
            .map(each ->
                each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&", query.isEmpty() ? "" : "?", ""));
    URI uri = URI.create("http://" + Arguments.text(http) + path + words);
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(), BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(answer.body().strip());
      }
      if (json) {
        return answer.body().strip();
      }
      return lines(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the node was asked", e);
    } catch (ConnectException e) {
      throw new IOException("no node answers at " + Arguments.text(http) + "; see --http", e);
    }
  }

  private static String lines(String body) {
    List<String> lines =
        Json.parse("the node's answer", body)
            .get("lines")
            .valueStream()
            .map(JsonNode::asString)
            .toList();
    return String.join(System.lineSeparator(), lines);
  }
}
