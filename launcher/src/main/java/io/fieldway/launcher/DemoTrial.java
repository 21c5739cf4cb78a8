package io.fieldway.launcher;

import com.google.errorprone.annotations.Var;
import io.fieldway.devices.FieldStatus;
import io.fieldway.gateway.GatewayStatus;
import io.fieldway.gateway.driver.mqtt.MqttStatus;
import io.fieldway.wire.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;

/// Watches a demo through the interfaces that a user has, gives it instructions all the while, and
/// at the end compares what the devices were promised with what the database holds.
final class DemoTrial implements AutoCloseable {
  private static final Duration BETWEEN_INSTRUCTIONS = Duration.ofSeconds(2);
  private static final Duration INSTRUCTION_LIFE = Duration.ofSeconds(60);
  private static final Duration SETTLING = Duration.ofMinutes(3);
  private static final String[] VALVES = {"valve-3", "valve-1", "valve-2"};

  /// A history is asked for in pieces that stay below what one answer holds.
  private static final Duration PIECE = Duration.ofSeconds(10);

  private static final int MOST_OF_A_PIECE = 20_000;

  private final Demo demo;
  private final Instant began = Instant.now();
  private final Histogram toStored = new ConcurrentHistogram(3);
  private final Histogram instructions = new ConcurrentHistogram(3);
  private final Map<String, Long> orderedAtNanos = new ConcurrentHashMap<>();
  private final Map<String, Long> executedAtNanos = new ConcurrentHashMap<>();
  private final AtomicLong ordered = new AtomicLong();
  private final CountDownLatch enough = new CountDownLatch(1);
  private final Thread watcher;
  private final Thread orderer;

  private DemoTrial(Demo demo) {
    this.demo = demo;
    this.watcher = Thread.ofVirtual().name("watch").unstarted(this::watch);
    this.orderer = Thread.ofVirtual().name("instruct").unstarted(this::instruct);
  }

  static DemoTrial begin(Demo demo) {
    DemoTrial trial = new DemoTrial(demo);
    trial.watcher.start();
    trial.orderer.start();
    return trial;
  }

  /// Ends the instructions and the readings, lets everything arrive, and counts.
  DemoReport finish() throws IOException {
    long seconds = Duration.between(began, Instant.now()).toSeconds();
    enough.countDown();
    settle(() -> !orderer.isAlive()); // the last instruction may not have its id yet
    settle(() -> executedAtNanos.keySet().containsAll(orderedAtNanos.keySet()));
    demo.field().stopMeasuring();
    settle(() -> demo.field().status().isSettled());
    FieldStatus field = demo.field().status();
    settle(this::hasCrossedTheMesh);
    settle(() -> demo.gateway().status().outbox().entries() == 0);
    orderedAtNanos.forEach((id, start) -> {
      Long end = executedAtNanos.get(id);
      if (end != null) {
        instructions.recordValue(Math.max(0, (end - start) / 1000));
      }
    });
    Promises promises = demo.promises();
    @Var long missing = 0;
    @Var long doubled = 0;
    @Var long meshed = 0;
    @Var long meshedMissing = 0;
    Set<String> beyondTheMesh = Demo.beyondTheMesh();
    for (String device : promises.devices()) {
      Promises.Kept kept = promises.compare(device, storedCounts(device));
      if (beyondTheMesh.contains(device)) {
        meshed += promises.size(device);
        meshedMissing += kept.missing().size();
      }
      missing += kept.missing().size();
      doubled += kept.doubled().size();
    }
    JsonNode totals = demo.client().get("/api/overview").path("totals");
    return new DemoReport(
        seconds,
        field.sent(),
        promises.size(),
        promises.size() - missing,
        missing,
        doubled,
        meshed,
        meshed - meshedMissing,
        totals.path("stored").asLong(),
        totals.path("quarantined").asLong(),
        ordered.get(),
        instructions.getTotalCount(),
        toStored,
        instructions,
        Memory.peakMib());
  }

  @Override
  public void close() {
    enough.countDown();
    watcher.interrupt();
    orderer.interrupt();
  }

  /// Whether the gateway has every reading that a node has acknowledged.
  private boolean hasCrossedTheMesh() {
    long promised = Demo.beyondTheMesh().stream().mapToLong(demo.promises()::size).sum();
    GatewayStatus status = demo.gateway().status();
    long heard = status.mqtt().map(MqttStatus::acknowledged).orElse(0L);
    return heard - status.readings().replayed() >= promised;
  }

  private void watch() {
    try {
      demo.client().follow(this::seen);
    } catch (IOException e) {
      // The stream ended with the demo; what was not seen is not measured, and not counted as
      // missing.
      enough.countDown();
    }
  }

  private void seen(String event, JsonNode data) {
    if (event.equals("points")) {
      Instant stored = Instant.parse(data.path("at").asString());
      for (JsonNode point : data.path("points")) {
        Duration took = Duration.between(Instant.parse(point.path("at").asString()), stored);
        toStored.recordValue(Math.max(0, took.toNanos() / 1000));
      }
    } else if (event.equals("command") && data.path("state").asString().equals("executed")) {
      executedAtNanos.putIfAbsent(data.path("id").asString(), System.nanoTime());
    }
  }

  private void instruct() {
    try {
      while (!enough.await(BETWEEN_INSTRUCTIONS.toMillis(), TimeUnit.MILLISECONDS)) {
        String valve = VALVES[(int) (ordered.get() % VALVES.length)];
        long now = System.nanoTime();
        ordered.incrementAndGet();
        JsonNode accepted =
            demo.client()
                .post(
                    "/api/devices/" + valve + "/actions/open",
                    Json.object()
                        .put("expiresIn", INSTRUCTION_LIFE.toSeconds() + "s")
                        .set("input", Json.object().put("durationSeconds", 1)));
        orderedAtNanos.put(accepted.path("id").asString(), now);
      }
    } catch (IOException e) {
      // An order that the platform did not take stays counted as sent and not executed.
      enough.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Map<Long, Integer> storedCounts(String device) throws IOException {
    Map<Long, Integer> times = new HashMap<>();
    Instant end = Instant.now();
    for (@Var Instant from = demo.began(); from.isBefore(end); from = from.plus(PIECE)) {
      JsonNode history =
          demo.client()
              .get(
                  "/api/devices/"
                      + device
                      + "/history?property="
                      + Promises.COUNT
                      + "&from="
                      + from
                      + "&to="
                      + from.plus(PIECE)
                      + "&limit="
                      + MOST_OF_A_PIECE);
      for (JsonNode point : history.path("points")) {
        times.merge(point.get(1).asLong(), 1, Integer::sum);
      }
    }
    return times;
  }

  private static void settle(BooleanSupplier still) {
    long end = System.nanoTime() + SETTLING.toNanos();
    while (!still.getAsBoolean() && System.nanoTime() < end) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }
}
