package io.fieldway.launcher;

import io.fieldway.wire.Json;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// What a running node tells over HTTP, as the commands share it that print it.
final class NodePages {
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
    String body = body(http, path, query);
    return json ? body.strip() : String.join(System.lineSeparator(), lines(parse(body)));
  }

  /// The values of a page of a node, which may be another than the one that is asked.
  ///
  /// @throws IOException that says what the node has refused, or that nobody answers
  static JsonNode ask(InetSocketAddress address, String path, Map<String, String> query)
      throws IOException {
    return parse(body(address, path, query));
  }

  private static String body(InetSocketAddress address, String path, Map<String, String> query)
      throws IOException {
    return Pages.read("node", "--http", address, path, query);
  }

  /// The lines of a page that people read.
  static List<String> lines(JsonNode page) {
    return page.get("lines").valueStream().map(JsonNode::asString).toList();
  }

  private static JsonNode parse(String body) {
    return Json.parse("the node's answer", body);
  }
}
