package io.fieldway.gateway.driver.coap;

import io.fieldway.gateway.driver.Devices;
import io.fieldway.gateway.driver.Driver;
import io.fieldway.gateway.driver.DriverStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.observe.ObserveRelation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Devices that push, and observe, over CoAP: Californium's server, a virtual thread for each
/// request.
public final class CoapDriver implements Driver {
  private static final Logger log = LoggerFactory.getLogger(CoapDriver.class);

  /// How often it looks who has fallen silent.
  private static final Duration TICK = Duration.ofMillis(200);

  /// How long closing waits for requests that are under way.
  private static final Duration CLOSING = Duration.ofSeconds(1);

  /// When a request is acknowledged before its answer is there (RFC 7252 §5.2.2); a device sends
  /// again after two seconds.
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final CoapConfig config;
  private final InstantSource clock;
  private final CoapServer server;
  private final CoapCounters counters = new CoapCounters();
  private final Map<String, CoapDevice> present = new ConcurrentHashMap<>();
  private final Semaphore places;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch stopping = new CountDownLatch(1);

  private CoapDriver(CoapConfig config, InstantSource clock, CoapServer server) {
    this.config = config;
    this.clock = clock;
    this.server = server;
    this.places = new Semaphore(config.maxRequests());
  }

  /// What a request asks for.
  private interface Work {
    Reply answer(Request request) throws InterruptedException;
  }

  /// Takes the port; requests are answered with 4.04 until the driver starts.
  ///
  /// @throws IOException with one sentence for a person, where the address cannot be had or a file
  ///   is not what it shall be
  public static CoapDriver bind(CoapConfig config, InetSocketAddress listen, InstantSource clock)
      throws IOException {
    CoapServer server = Server.of(config, listen);
    try {
      server.start();
    } catch (IllegalStateException e) {
      server.destroy();
      throw new IOException(
          "cannot take readings over CoAP on "
              + listen
              + " ("
              + e.getMessage()
              + "); choose another coap.listen, or port 0 for a free one",
          e);
    }
    return new CoapDriver(config, clock, server);
  }

  /// Where devices push.
  public InetSocketAddress address() {
    return server.getEndpoints().getFirst().getAddress();
  }

  @Override
  public void start(Devices devices) {
    Requests requests = new Requests(config, devices, present, counters, clock);
    server.add(
        Tree.of(
            new Tree.Leaf("readings", this::execute, each -> serve(each, requests::readings)),
            new Tree.Observed(
                "instructions",
                this::execute,
                each -> serve(each, requests::instructions),
                this::observes),
            new Tree.Leaf("results", this::execute, each -> serve(each, requests::results))));
    threads.execute(this::watch);
    log.info(
        "taking readings over {} on {}",
        config.keys().isPresent() ? "CoAP with DTLS" : "CoAP",
        address());
  }

  @Override
  public Optional<DriverStatus> report() {
    return Optional.of(
        counters.status(
            (int) present.values().stream().filter(each -> each.pusher().isPresent()).count(),
            present.values().stream().filter(each -> each.observation().isObserved()).count()));
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
    server.destroy();
    threads.shutdown();
    present.values().forEach(each -> each.pusher().leave());
  }

  private void execute(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      log.debug("a request came while the driver closed");
    }
  }

  private void observes(ObserveRelation relation, boolean begins) {
    CoapDevice device = present.get(Requests.device(relation.getExchange().getRequest()));
    if (device == null) {
      return;
    }
    if (begins) {
      device.observation().begin(relation);
    } else {
      device.observation().end(relation);
    }
  }

  private void serve(Exchange exchange, Work work) {
    counters.requests.increment();
    boolean hasPlace = stopping.getCount() > 0 && places.tryAcquire();
    try {
      Reply reply =
          hasPlace
              ? awaited(exchange, threads.submit(() -> work.answer(exchange.getRequest())))
              : Reply.problem(
                      ResponseCode.SERVICE_UNAVAILABLE,
                      "busy: more requests than the gateway takes at once")
                  .after(config.retryAfter());
      counters.answered(reply.code().text);
      counters.readings.add(reply.stored());
      exchange.sendResponse(reply.response());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | RuntimeException e) {
      log.error("a request has failed", e);
      exchange.sendResponse(
          Reply.problem(ResponseCode.INTERNAL_SERVER_ERROR, "the gateway has failed").response());
    } finally {
      if (hasPlace) {
        places.release();
      }
    }
  }

  /// A request that takes long is acknowledged, so that its device does not send it again.
  private static Reply awaited(Exchange exchange, Future<Reply> reply)
      throws InterruptedException, ExecutionException {
    try {
      return reply.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      exchange.sendAccept();
      return reply.get();
    }
  }

  private void watch() {
    try {
      while (!stopping.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
        present.values().forEach(each -> each.tick(clock.instant()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
