package io.fieldway.gateway.driver.modbus;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.driver.Arrival;
import io.fieldway.gateway.driver.DeviceLink;
import io.fieldway.gateway.driver.Devices;
import io.fieldway.gateway.driver.Seat;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;
import io.fieldway.wire.model.ThingModel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A gateway that keeps in memory what its driver brings.
final class Host implements Devices {
  final Map<String, DeviceLink> links = new ConcurrentHashMap<>();
  final Queue<DeviceLine.Reading> readings = new ConcurrentLinkedQueue<>();
  final Queue<DeviceLine.Result> results = new ConcurrentLinkedQueue<>();
  final Queue<DeviceLine.Reported> reported = new ConcurrentLinkedQueue<>();
  final AtomicInteger left = new AtomicInteger();
  private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
  @Var volatile ThingModel model;
  @Var volatile boolean full;
  @Var volatile long resume;

  Host(ThingModel model) {
    this.model = model;
  }

  DeviceLink link(String device) {
    return Objects.requireNonNull(links.get(device), "it has not arrived");
  }

  long readingsOf(String device) {
    return counts.getOrDefault(device, new AtomicInteger()).get();
  }

  /// How far the platform's clock is ahead of this machine's.
  @Var volatile Duration ahead = Duration.ZERO;

  @Override
  public Instant platformTime() {
    return Instant.now().plus(ahead);
  }

  @Override
  public Optional<ThingModel> modelOf(String device) {
    return Optional.of(model);
  }

  @Override
  public Arrival arrive(DeviceLine.Hello hello, DeviceLink link) {
    links.put(hello.device(), link);
    return new Arrival.Welcomed(
        new GatewayLine.Welcome(hello.device(), Duration.ofSeconds(30), resume),
        new Chair(hello.device()));
  }

  private final class Chair implements Seat {
    private final String device;

    Chair(String device) {
      this.device = device;
    }

    @Override
    public void ready() {}

    @Override
    public void reading(DeviceLine.Reading reading, Consumer<GatewayLine> answer) {
      if (full) {
        answer.accept(new GatewayLine.Failure(ErrorCode.OUTBOX_FULL, "no room", false));
        return;
      }
      readings.add(reading);
      counts.computeIfAbsent(device, id -> new AtomicInteger()).incrementAndGet();
      resume = reading.seq();
      answer.accept(new GatewayLine.Ack(reading.seq(), List.of()));
    }

    @Override
    public void seen() {}

    @Override
    public void result(DeviceLine.Result result, Consumer<GatewayLine> answer) {
      results.add(result);
    }

    @Override
    public void reported(DeviceLine.Reported now) {
      reported.add(now);
    }

    @Override
    public void leave() {
      left.incrementAndGet();
    }
  }
}
