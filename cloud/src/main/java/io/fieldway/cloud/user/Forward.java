package io.fieldway.cloud.user;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Hands REST requests on to the resource server where that runs in another process, so that the
/// pages have one address. The person's cookie goes along and is judged there again.
@RestController
public final class Forward implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Forward.class);

  /// An `Origin` stays here: [SameSiteFilter] has held it against this server's address.
  private static final List<String> ASKED =
      List.of(
          "Accept",
          "Content-Type",
          "Cookie",
          "If-Match",
          "If-None-Match",
          "Range",
          SameSiteFilter.HEADER);

  private static final List<String> ANSWERED =
      List.of(
          "Accept-Ranges",
          "Cache-Control",
          "Content-Disposition",
          "Content-Length",
          "Content-Range",
          "Content-Type",
          "ETag",
          "Last-Modified",
          "Location",
          "Retry-After");

  private final ForwardConfig config;
  private final String resource;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http;
  private final Semaphore room;
  private final Counter failed;
  private final Counter refused;

  Forward(ForwardConfig config, MeterRegistry meters) {
    this.config = config;
    URI address = config.resource().orElseThrow();
    this.resource = address.getScheme() + "://" + address.getRawAuthority();
    this.room = new Semaphore(config.maxAtOnce());
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(config.connectPatience())
            .executor(threads)
            .build();
    this.failed =
        Counter.builder("fieldway.forward.failed")
            .description("REST requests that the resource server's process did not answer")
            .register(meters);
    this.refused =
        Counter.builder("fieldway.forward.refused")
            .description("REST requests too large or too many to hand on")
            .register(meters);
  }

  @RequestMapping("/api/**")
  void forward(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (!room.tryAcquire()) {
      refused.increment();
      Problems.write(
          response,
          HttpServletResponse.SC_SERVICE_UNAVAILABLE,
          "Busy",
          "expected at most " + config.maxAtOnce() + " requests at once");
      return;
    }
    try {
      byte[] body = request.getInputStream().readNBytes(config.maxBodyBytes() + 1);
      if (body.length > config.maxBodyBytes()) {
        refused.increment();
        Problems.write(
            response,
            HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
            "Too large",
            "expected a body of at most " + config.maxBodyBytes() + " bytes");
        return;
      }
      answer(asked(request, body), response);
    } finally {
      room.release();
    }
  }

  private HttpRequest asked(HttpServletRequest request, byte[] body) {
    String query = request.getQueryString() == null ? "" : "?" + request.getQueryString();
    HttpRequest.Builder asked =
        HttpRequest.newBuilder(URI.create(resource + request.getRequestURI() + query))
            .timeout(config.patience())
            .method(
                request.getMethod(),
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    for (String name : ASKED) {
      String value = request.getHeader(name);
      if (value != null) {
        asked.header(name, value);
      }
    }
    return asked.build();
  }

  private void answer(HttpRequest asked, HttpServletResponse response) throws IOException {
    HttpResponse<InputStream> answer;
    try {
      answer = http.send(asked, BodyHandlers.ofInputStream());
    } catch (HttpTimeoutException e) {
      gone(response, HttpServletResponse.SC_GATEWAY_TIMEOUT, e);
      return;
    } catch (IOException e) {
      gone(response, HttpServletResponse.SC_BAD_GATEWAY, e);
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      gone(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, e);
      return;
    }
    response.setStatus(answer.statusCode());
    for (String name : ANSWERED) {
      answer.headers().firstValue(name).ifPresent(value -> response.setHeader(name, value));
    }
    try (InputStream body = answer.body()) {
      body.transferTo(response.getOutputStream());
    }
  }

  private void gone(HttpServletResponse response, int status, Exception why) throws IOException {
    failed.increment();
    LOG.warn("The resource server at {} does not answer: {}", resource, why.toString());
    response.setHeader("Retry-After", "1");
    Problems.write(
        response, status, "No answer", "the resource server does not answer; try again soon");
  }

  @Override
  public void close() {
    http.shutdownNow();
    threads.shutdownNow();
  }
}
