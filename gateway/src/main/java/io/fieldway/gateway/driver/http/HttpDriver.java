package io.fieldway.gateway.driver.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fieldway.gateway.driver.Devices;
import io.fieldway.gateway.driver.Driver;
import io.fieldway.gateway.driver.DriverStatus;
import io.fieldway.gateway.push.Pusher;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Devices that push over HTTP, or HTTPS: the JDK's server, a virtual thread for each request.
public final class HttpDriver implements Driver {
  private static final Logger log = LoggerFactory.getLogger(HttpDriver.class);

  private static final int BACKLOG = 256;

  /// How often it looks who has fallen silent, and which request takes too long.
  private static final Duration TICK = Duration.ofMillis(200);

  /// How long closing waits for requests that are under way.
  private static final Duration CLOSING = Duration.ofSeconds(1);

  private final HttpConfig config;
  private final InstantSource clock;
  private final HttpServer server;
  private final Tokens tokens;
  private final HttpCounters counters = new HttpCounters();
  private final Map<String, Pusher> pushers = new ConcurrentHashMap<>();
  private final Semaphore places;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch stopping = new CountDownLatch(1);

  /// Requests whose body is under way, and since when.
  private final Map<HttpExchange, Long> arriving = new ConcurrentHashMap<>();

  private HttpDriver(HttpConfig config, InstantSource clock, HttpServer server, Tokens tokens) {
    this.config = config;
    this.clock = clock;
    this.server = server;
    this.tokens = tokens;
    this.places = new Semaphore(config.maxRequests());
  }

  /// Takes the port.
  ///
  /// @throws IOException with one sentence for a person, where the address cannot be had or a file
  ///   is not what it shall be
  public static HttpDriver bind(HttpConfig config, InetSocketAddress listen, InstantSource clock)
      throws IOException {
    Tokens tokens = Tokens.read(config.tokens());
    HttpServer server;
    try {
      server =
          config.certificate().isPresent()
              ? HttpsServer.create(listen, BACKLOG)
              : HttpServer.create(listen, BACKLOG);
    } catch (IOException e) {
      throw new IOException(
          "cannot take readings over HTTP on "
              + listen
              + " ("
              + e.getMessage()
              + "); choose another http.listen, or port 0 for a free one",
          e);
    }
    if (server instanceof HttpsServer https) {
      https.setHttpsConfigurator(
          new HttpsConfigurator(
              ServerTls.of(config.certificate().orElseThrow(), config.privateKey().orElseThrow())));
    }
    return new HttpDriver(config, clock, server, tokens);
  }

  /// Where devices push.
  public InetSocketAddress address() {
    return server.getAddress();
  }

  @Override
  public void start(Devices devices) {
    Requests requests = new Requests(config, devices, pushers, tokens, clock);
    server.setExecutor(threads);
    server.createContext("/", exchange -> serve(exchange, requests));
    server.start();
    threads.execute(this::watch);
    log.info(
        "taking readings over {} on {}",
        config.certificate().isPresent() ? "HTTPS" : "HTTP",
        address());
  }

  @Override
  public Optional<DriverStatus> report() {
    return Optional.of(
        counters.status((int) pushers.values().stream().filter(Pusher::isPresent).count()));
  }

  @Override
  public void close() {
    stopping.countDown();
    try {
      boolean _ =
          places.tryAcquire(config.maxRequests(), CLOSING.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop(0);
    threads.shutdown();
    pushers.values().forEach(Pusher::leave);
  }

  private void serve(HttpExchange exchange, Requests requests) {
    counters.requests.increment();
    boolean hasPlace = stopping.getCount() > 0 && places.tryAcquire();
    try (exchange) {
      Answer answer =
          hasPlace
              ? answer(exchange, requests)
              : Answer.problem(503, "busy", "more requests than the gateway takes at once")
                  .after(config.retryAfter());
      counters.answered(answer.status());
      counters.readings.add(answer.body().path("stored").asLong(0));
      Requests.send(exchange, answer);
    } catch (IOException e) {
      log.debug("a request ended: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("a request has failed", e);
    } finally {
      if (hasPlace) {
        places.release();
      }
    }
  }

  private Answer answer(HttpExchange exchange, Requests requests)
      throws IOException, InterruptedException {
    byte[] body;
    arriving.put(exchange, System.nanoTime());
    try {
      body = exchange.getRequestBody().readNBytes(config.maxBody() + 1);
    } finally {
      arriving.remove(exchange);
    }
    return requests.answer(exchange, body);
  }

  private void watch() {
    try {
      while (!stopping.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
        pushers.values().forEach(each -> each.tick(clock.instant()));
        long late = System.nanoTime() - config.requestTimeout().toNanos();
        arriving.forEach((exchange, since) -> {
          if (since - late < 0 && arriving.remove(exchange, since)) {
            counters.cutOff.increment();
            exchange.close();
          }
        });
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
