package io.fieldway.trials.field;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.driver.Arrival;
import io.fieldway.gateway.driver.DeviceLink;
import io.fieldway.gateway.driver.Devices;
import io.fieldway.gateway.driver.Seat;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// What a driver meets: every device but the stranger is registered; answers to readings come at
/// once or when they are let go.
final class Hall implements Devices {
  final Map<String, DeviceLink> links = new ConcurrentHashMap<>();
  final List<String> arrivals = new CopyOnWriteArrayList<>();
  final List<DeviceLine.Reading> readings = new CopyOnWriteArrayList<>();
  final List<DeviceLine.Result> results = new CopyOnWriteArrayList<>();
  final List<DeviceLine.Reported> reported = new CopyOnWriteArrayList<>();
  final AtomicInteger left = new AtomicInteger();
  final AtomicInteger ready = new AtomicInteger();
  final Queue<Runnable> held = new ConcurrentLinkedQueue<>();

  /// Whether answers wait.
  @Var volatile boolean holding;

  /// How many readings the disk refuses next.
  final AtomicInteger full = new AtomicInteger();

  /// How far the platform's clock is ahead of this machine's.
  @Var volatile Duration ahead = Duration.ZERO;

  @Override
  public Instant platformTime() {
    return Instant.now().plus(ahead);
  }

  @Override
  public Arrival arrive(DeviceLine.Hello hello, DeviceLink link) {
    if (hello.device().equals("stranger")) {
      return new Arrival.Refused(ErrorCode.UNKNOWN_DEVICE, "no such device");
    }
    arrivals.add(hello.device() + " " + hello.session());
    DeviceLink before = links.put(hello.device(), link);
    if (before != null) {
      before.close(ErrorCode.REPLACED, "a newer connection");
    }
    return new Arrival.Welcomed(
        new GatewayLine.Welcome(hello.device(), Duration.ofSeconds(1), 40), new Place());
  }

  /// Answers all that waited.
  void release() {
    holding = false;
    for (@Var Runnable next = held.poll(); next != null; next = held.poll()) {
      next.run();
    }
  }

  private final class Place implements Seat {
    @Override
    public void ready() {
      ready.incrementAndGet();
    }

    @Override
    public void reading(DeviceLine.Reading reading, Consumer<GatewayLine> answer) {
      if (full.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        answer.accept(new GatewayLine.Failure(ErrorCode.OUTBOX_FULL, "no room", false));
        return;
      }
      readings.add(reading);
      Runnable ack = () -> answer.accept(new GatewayLine.Ack(reading.seq(), List.of()));
      if (holding) {
        held.add(ack);
      } else {
        ack.run();
      }
    }

    @Override
    public void seen() {}

    @Override
    public void result(DeviceLine.Result result, Consumer<GatewayLine> answer) {
      results.add(result);
    }

    @Override
    public void reported(DeviceLine.Reported settings) {
      reported.add(settings);
    }

    @Override
    public void leave() {
      left.incrementAndGet();
    }
  }
}
