package io.fieldway.cloud.stage;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/// A signed-in person with a program: the session's cookie, and the header that a request which
/// changes something needs.
public final class Person implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final URI web;
  private final HttpClient http;

  private Person(URI web) {
    this.web = web;
    this.http =
        HttpClient.newBuilder().cookieHandler(new CookieManager()).connectTimeout(TIMEOUT).build();
  }

  /// Somebody who is not signed in.
  public static Person stranger(URI web) {
    return new Person(web);
  }

  public static Person signIn(URI link) throws Exception {
    Person person = new Person(link.resolve("/"));
    person.send("GET", link.getPath(), "");
    return person;
  }

  /// An answer.
  public record Answer(int status, HttpResponse<String> response) {
    public JsonNode json() {
      return Json.parse("answer", response.body());
    }

    public String text() {
      return response.body();
    }

    public String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  public Answer get(String path) throws IOException, InterruptedException {
    return send("GET", path, "");
  }

  /// The bytes that stand there.
  public Bytes bytes(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(web.resolve(path)).timeout(TIMEOUT).build();
    return Bytes.copyOf(http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
  }

  public Answer put(String path, JsonNode body) throws IOException, InterruptedException {
    return send("PUT", path, Json.write(body));
  }

  public Answer post(String path, JsonNode body) throws IOException, InterruptedException {
    return send("POST", path, Json.write(body));
  }

  /// Sends any request with these further headers.
  public Answer send(String method, String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(web.resolve(path))
            .timeout(TIMEOUT)
            .header("X-Requested-With", "test")
            .method(
                method,
                body.isEmpty()
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), response);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
