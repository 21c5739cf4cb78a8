package io.fieldway.node;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Asks a node over HTTP in tests.
final class Status {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Status() {}

  static HttpResponse<String> get(Node node, String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + node.http().getPort() + path);
    return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  /// The value of a metric, of the first listener where there are several.
  static double metric(Node node, String name) throws IOException, InterruptedException {
    String text = get(node, "/metrics").body();
    Matcher line =
        Pattern.compile("^" + name + "(?:\\{[^}]*})? (\\S+)$", Pattern.MULTILINE).matcher(text);
    if (!line.find()) {
      throw new IOException("no metric " + name + " in\n" + text);
    }
    return Double.parseDouble(line.group(1));
  }
}
