package io.fieldway.launcher;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/// The views of running nodes and controllers.
final class Pages {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private Pages() {}

  /// The body of a page.
  ///
  /// @param role who is asked, for people
  /// @param option which flag says where it is
  /// @throws IOException that says what was refused, or that nobody answers
  static String read(
      String role, String option, InetSocketAddress http, String path, Map<String, String> query)
      throws IOException {
    return answer(role, option, http, HttpRequest.newBuilder(uri(http, path, query)));
  }

  /// The answer where something is asked for that changes something.
  ///
  /// @param role who is asked, for people
  /// @param option which flag says where it is
  /// @throws IOException that says what was refused, or that nobody answers
  static String ask(
      String role, String option, InetSocketAddress http, String path, Map<String, String> query)
      throws IOException {
    return answer(
        role,
        option,
        http,
        HttpRequest.newBuilder(uri(http, path, query)).POST(BodyPublishers.noBody()));
  }

  private static URI uri(InetSocketAddress http, String path, Map<String, String> query) {
    String words =
        query.entrySet().stream()
            .map(each ->
                each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&", query.isEmpty() ? "" : "?", ""));
    return URI.create("http://" + Arguments.text(http) + path + words);
  }

  private static String answer(
      String role, String option, InetSocketAddress http, HttpRequest.Builder request)
      throws IOException {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      HttpResponse<String> answer =
          client.send(request.timeout(TIMEOUT).build(), BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(answer.body().strip());
      }
      return answer.body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the " + role + " was asked", e);
    } catch (ConnectException e) {
      throw new IOException(
          "no " + role + " answers at " + Arguments.text(http) + "; see " + option, e);
    }
  }
}
