package io.fieldway.trials.bench.channel;

import com.google.errorprone.annotations.Var;
import io.fieldway.launcher.PlatformClient;
import io.fieldway.trials.bench.Contestant;
import io.fieldway.trials.bench.Measure;
import io.fieldway.trials.bench.mqtt.Outcome.Faults;
import io.fieldway.wire.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;

/// How long an order takes from REST through platform and a real gateway to a device, and until the
/// platform's live stream says that it was executed. Every device has one order after the other.
///
/// @param devices that are ordered at the same time
/// @param delay of the way between gateway and platform, in each direction
/// @param loss of that way
record InstructionCell(
    String id, String title, int devices, int orders, Duration delay, double loss) implements Cell {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long SEED = 20_261_122;

  /// What became of the orders.
  private record Times(Histogram there, Histogram back, Map<String, Long> executed) {}

  private Measure measure(String name, String said) {
    return Measure.lower(id + "_" + name, said, "ms");
  }

  private Measure backHalf() {
    return measure("p50", title + ", executed, p50");
  }

  private Measure backHigh() {
    return measure("p99", "  p99");
  }

  private Measure thereHalf() {
    return measure("there_p50", "  at the device, p50");
  }

  private Measure thereHigh() {
    return measure("there_p99", "  p99");
  }

  @Override
  public List<Measure> measures() {
    return List.of(backHalf(), backHigh(), thereHalf(), thereHigh());
  }

  @Override
  public void run(Ground ground, Contestant.Recorder recorder) throws IOException {
    PlatformProcess platform = ground.platform();
    Registered gateway = platform.register(1, false).getFirst();
    for (int i = 0; i < devices; i++) {
      var _ =
          platform
              .client()
              .put(
                  "/api/devices/" + device(i),
                  Json.object()
                      .put("title", device(i))
                      .put("gateway", gateway.id())
                      .put("model", "irrigation-valve"));
    }
    List<Valve> valves = new ArrayList<>();
    try (FaultyLink link = new FaultyLink(platform.machine(), delay, loss, SEED);
        GatewayProcess process =
            GatewayProcess.start(
                ground.directory().resolve("gateway"),
                gateway,
                delay.isZero() ? platform.machine().getPort() : link.port());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < devices; i++) {
        valves.add(process.connect(device(i)));
      }
      Times warm = times();
      Times times = times();
      Map<String, Long> executed = new ConcurrentHashMap<>();
      Future<?> live = threads.submit(() -> follow(platform.client(), executed));
      try {
        order(platform, valves, new Times(warm.there, warm.back, executed), orders, threads);
        order(platform, valves, new Times(times.there, times.back, executed), orders, threads);
      } finally {
        live.cancel(true);
      }
      record(recorder, times);
      judge(ground, valves);
    } finally {
      for (Valve each : valves) {
        each.close();
      }
    }
  }

  private static Times times() {
    return new Times(new ConcurrentHistogram(3), new ConcurrentHistogram(3), Map.of());
  }

  private void record(Contestant.Recorder recorder, Times times) {
    recorder.record(backHalf(), times.back.getValueAtPercentile(50) / 1e6);
    recorder.record(backHigh(), times.back.getValueAtPercentile(99) / 1e6);
    recorder.record(thereHalf(), times.there.getValueAtPercentile(50) / 1e6);
    recorder.record(thereHigh(), times.there.getValueAtPercentile(99) / 1e6);
  }

  private void judge(Ground ground, List<Valve> valves) {
    long repeated = valves.stream().mapToLong(Valve::repeated).sum();
    ground.judge().checked(ground.title() + ", " + title, 2L * orders, new Faults(0, repeated));
  }

  private void order(
      PlatformProcess platform, List<Valve> valves, Times times, int count, ExecutorService threads)
      throws IOException {
    List<Future<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      int number = i;
      all.add(
          threads.submit(() -> {
            for (int n = number; n < count; n += devices) {
              order(platform.client(), number, valves.get(number), times);
            }
            return true;
          }));
    }
    for (Future<Boolean> each : all) {
      try {
        each.get();
      } catch (ExecutionException e) {
        throw new IOException("an order failed: " + e.getCause(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  private static void order(PlatformClient client, int number, Valve valve, Times times)
      throws IOException {
    long begin = System.nanoTime();
    JsonNode answer =
        client.post(
            "/api/devices/" + device(number) + "/actions/close",
            Json.object().put("expiresIn", "2m"));
    String id = answer.path("id").asString();
    @Var long end = 0;
    while (end == 0) {
      if (System.nanoTime() - begin > PATIENCE.toNanos()) {
        throw new IOException("an order was not executed: " + answer);
      }
      Fleet.pause(Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(100)));
      end = times.executed.getOrDefault(id, 0L);
    }
    times.back.recordValue(end - begin);
    times.there.recordValue(valve.came(id) - begin);
  }

  private static Object follow(PlatformClient client, Map<String, Long> executed)
      throws IOException {
    client.follow((event, data) -> {
      if (event.equals("command") && data.path("state").asString().equals("executed")) {
        executed.putIfAbsent(data.path("id").asString(), System.nanoTime());
      }
    });
    return executed;
  }

  private static String device(int number) {
    return "valve-" + (100 + number);
  }
}
