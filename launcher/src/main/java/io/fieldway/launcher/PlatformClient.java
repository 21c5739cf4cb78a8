package io.fieldway.launcher;

import static java.util.Objects.requireNonNull;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// The platform's REST interface and live stream as a signed-in person sees them; what the demo and
/// `register` do, anybody can do (`docs/rest.md`).
public final class PlatformClient implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final URI web;
  private final HttpClient http;

  private PlatformClient(URI web, HttpClient http) {
    this.web = web;
    this.http = http;
  }

  /// Signs in with a one-time link, which is spent by it.
  ///
  /// @throws IOException where the link is not good any more or nobody answers
  public static PlatformClient signIn(URI link) throws IOException {
    HttpClient http =
        HttpClient.newBuilder().cookieHandler(new CookieManager()).connectTimeout(TIMEOUT).build();
    PlatformClient client = new PlatformClient(link.resolve("/"), http);
    HttpResponse<String> answer = client.send(HttpRequest.newBuilder(link).GET());
    if (answer.statusCode() >= 300 && answer.statusCode() != 302 && answer.statusCode() != 303) {
      http.close();
      throw new IOException(
          "sign-in with "
              + link.getScheme()
              + "://"
              + link.getAuthority()
              + "/link/… refused (HTTP "
              + answer.statusCode()
              + "): a link serves once, ask the platform for a new one");
    }
    return client;
  }

  /// Reads a resource.
  public JsonNode get(String path) throws IOException {
    return body("GET " + path, send(HttpRequest.newBuilder(web.resolve(path)).GET()));
  }

  /// Creates or replaces a resource.
  public JsonNode put(String path, JsonNode body) throws IOException {
    return body("PUT " + path, send(withBody(path, "PUT", body)));
  }

  /// Changes a resource.
  public JsonNode patch(String path, JsonNode body) throws IOException {
    return body("PATCH " + path, send(withBody(path, "PATCH", body)));
  }

  /// Creates a resource or orders an action.
  public JsonNode post(String path, JsonNode body) throws IOException {
    return body("POST " + path, send(withBody(path, "POST", body)));
  }

  /// Registers a gateway.
  ///
  /// @return its key, which the platform shows only now
  public Bytes registerGateway(String id, String title) throws IOException {
    JsonNode answer = post("/api/gateways", Json.object().put("id", id).put("title", title));
    return Bytes.fromHex("userKey", answer.path("userKey").asString());
  }

  /// Makes a link that signs somebody in, once.
  public URI newSignInLink() throws IOException {
    return URI.create(post("/api/sign-in-links", Json.object()).path("link").asString());
  }

  /// Follows the live stream until it ends or the thread is interrupted.
  ///
  /// @param onEvent takes the event's name and its data
  public void follow(BiConsumer<String, JsonNode> onEvent) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(web.resolve("/api/live"))
            .header("Accept", "text/event-stream")
            .GET()
            .build();
    try {
      HttpResponse<Stream<String>> answer = http.send(request, HttpResponse.BodyHandlers.ofLines());
      if (answer.statusCode() != 200) {
        throw new IOException("GET /api/live: HTTP " + answer.statusCode());
      }
      EventReader reader = new EventReader(onEvent);
      try (Stream<String> lines = answer.body()) {
        lines.forEach(reader::line);
      }
    } catch (UncheckedIOException e) {
      throw requireNonNull(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private HttpRequest.Builder withBody(String path, String method, JsonNode body) {
    return HttpRequest.newBuilder(web.resolve(path))
        .header("Content-Type", "application/json")
        .method(method, HttpRequest.BodyPublishers.ofString(Json.write(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    HttpRequest whole =
        request
            .timeout(TIMEOUT)
            .header("Accept", "application/json, application/problem+json")
            .header("X-Requested-With", "fieldway")
            .build();
    try {
      return http.send(whole, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + whole.uri().getPath(), e);
    }
  }

  private static JsonNode body(String what, HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(
          what + ": HTTP " + answer.statusCode() + " " + Json.brief(answer.body()));
    }
    return answer.body().isEmpty() ? Json.object() : Json.parse(what, answer.body());
  }
}
