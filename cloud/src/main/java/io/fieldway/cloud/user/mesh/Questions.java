package io.fieldway.cloud.user.mesh;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks nodes and controllers over HTTP, in bounded time and size.
final class Questions implements AutoCloseable {
  /// The status of an answer.
  static final int OK = 200;

  private static final Logger LOG = LoggerFactory.getLogger(Questions.class);
  private static final int LONGEST_REFUSAL = 500;

  private final MeshViewConfig config;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http;

  Questions(MeshViewConfig config) {
    this.config = config;
    this.http = HttpClient.newBuilder().connectTimeout(config.patience()).executor(threads).build();
  }

  CompletableFuture<HttpResponse<String>> ask(
      InetSocketAddress address, String path, Map<String, String> query) {
    String words =
        new TreeMap<>(query)
            .entrySet().stream()
                .map(each ->
                    each.getKey()
                        + "="
                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", query.isEmpty() ? "" : "?", ""));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + text(address) + path + words))
            .timeout(config.patience())
            .build();
    return http.sendAsync(
        request, BodyHandlers.limiting(BodyHandlers.ofString(), config.maximumAnswerBytes()));
  }

  /// Waits until the answer is whole; no longer than patience lasts from the beginning on.
  Optional<HttpResponse<String>> await(
      CompletableFuture<HttpResponse<String>> asked, long beganNanos) {
    long left = config.patience().toNanos() - (System.nanoTime() - beganNanos);
    try {
      return Optional.of(asked.get(left, TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("nobody answers", e);
    }
    asked.cancel(true);
    return Optional.empty();
  }

  /// A refusal as people can read it.
  static String brief(String body) {
    String line = body.strip();
    return line.length() <= LONGEST_REFUSAL ? line : line.substring(0, LONGEST_REFUSAL) + "…";
  }

  static String text(InetSocketAddress address) {
    String host = address.getHostString();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  @Override
  public void close() {
    http.shutdownNow();
    threads.shutdownNow();
  }
}
