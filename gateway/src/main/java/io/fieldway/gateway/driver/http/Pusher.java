package io.fieldway.gateway.driver.http;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.driver.Arrival;
import io.fieldway.gateway.driver.DeviceLink;
import io.fieldway.gateway.driver.Devices;
import io.fieldway.gateway.driver.Seat;
import io.fieldway.gateway.driver.http.Push.Measured;
import io.fieldway.wire.Json;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;
import io.fieldway.wire.device.GatewayLine.Quarantined;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// One device that pushes: one request after the other. May be used from any thread.
final class Pusher {
  /// The session of readings that their device does not count.
  static final String UNCOUNTED = "http-uncounted";

  private final String device;
  private final Devices devices;
  private final HttpConfig config;
  private final ReentrantLock turn = new ReentrantLock();
  @Var private volatile Optional<Chair> chair = Optional.empty();
  @Var private volatile Instant until = Instant.MIN;

  /// The last number given to a reading that its device does not count; only within a turn.
  @Var private long count;

  Pusher(String device, Devices devices, HttpConfig config) {
    this.device = device;
    this.devices = devices;
    this.config = config;
  }

  /// One arrival of the device.
  private static final class Chair implements DeviceLink {
    private final String session;
    @Var private volatile Optional<Seat> seat = Optional.empty();
    @Var private volatile boolean closed;

    Chair(String session) {
      this.session = session;
    }

    /// Nobody can reach a device that only pushes.
    @Override
    public void instruct(GatewayLine.Instruction instruction) {
      DeviceLine.Result result =
          new DeviceLine.Result(
              instruction.id(),
              false,
              Optional.of("the device only pushes over HTTP; nothing can be told to it"),
              Json.object());
      seat.ifPresent(each -> each.result(result, wrong -> {}));
    }

    @Override
    public void close(ErrorCode code, String message) {
      closed = true;
    }
  }

  boolean isPresent() {
    return chair.isPresent();
  }

  /// Brings readings to the disk, and waits for it.
  Answer push(Push push, Instant now) throws InterruptedException {
    if (!turn.tryLock(config.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
      return Answer.problem(
              429, ErrorCode.BUSY.word(), "an earlier request of " + device + " is under way")
          .after(config.retryAfter());
    }
    try {
      Optional<Answer> refusal = sit(push.session().orElse(UNCOUNTED));
      if (refusal.isPresent()) {
        return refusal.get();
      }
      Seat seat = chair.flatMap(each -> each.seat).orElseThrow();
      until = now.plus(config.silentAfter());
      seat.seen();
      return bring(push.readings(), seat);
    } finally {
      turn.unlock();
    }
  }

  /// Leaves where nothing has come for too long, and no request is under way.
  void tick(Instant now) {
    if (chair.isPresent() && !now.isBefore(until) && turn.tryLock()) {
      try {
        leave();
      } finally {
        turn.unlock();
      }
    }
  }

  void leave() {
    Optional<Chair> left = chair;
    chair = Optional.empty();
    left.flatMap(each -> each.seat).ifPresent(Seat::leave);
  }

  private Optional<Answer> sit(String session) {
    boolean stays =
        chair.filter(each -> !each.closed).filter(each -> each.session.equals(session)).isPresent();
    if (stays) {
      return Optional.empty();
    }
    Chair fresh = new Chair(session);
    switch (devices.arrive(new DeviceLine.Hello(device, session), fresh)) {
      case Arrival.Refused(ErrorCode code, String message) -> {
        leave();
        return Optional.of(Answer.problem(404, code.word(), message));
      }
      case Arrival.Welcomed(GatewayLine.Welcome line, Seat seat) -> {
        fresh.seat = Optional.of(seat);
        chair = Optional.of(fresh);
        count = line.resume();
        seat.ready();
        return Optional.empty();
      }
    }
  }

  /// Gives all to the outbox before it waits for any: they share its commits.
  private Answer bring(List<Measured> readings, Seat seat) throws InterruptedException {
    List<CompletableFuture<GatewayLine>> answers = new ArrayList<>();
    @Var long next = count;
    for (Measured each : readings) {
      next++;
      CompletableFuture<GatewayLine> answer = new CompletableFuture<>();
      answers.add(answer);
      seat.reading(
          new DeviceLine.Reading(each.seq().orElse(next), each.at(), each.values()),
          answer::complete);
    }
    List<Quarantined> quarantined = new ArrayList<>();
    @Var Optional<GatewayLine.Failure> failure = Optional.empty();
    @Var int stored = 0;
    for (CompletableFuture<GatewayLine> each : answers) {
      GatewayLine answer = awaited(each);
      // What follows the first that failed comes again with it.
      if (failure.isEmpty() && answer instanceof GatewayLine.Ack ack) {
        stored++;
        quarantined.addAll(ack.quarantined());
      } else if (failure.isEmpty() && answer instanceof GatewayLine.Failure failed) {
        failure = Optional.of(failed);
      }
    }
    count += stored;
    int done = stored;
    return failure
        .map(each -> refused(each).but(done))
        .orElseGet(() -> Answer.stored(done, quarantined));
  }

  private Answer refused(GatewayLine.Failure failure) {
    return switch (failure.code()) {
      case OUTBOX_FULL ->
          Answer.problem(
                  503, failure.code().word(), "no room on disk; send what is not stored again")
              .after(config.retryAfter());
      case UNKNOWN_DEVICE -> Answer.problem(404, failure.code().word(), failure.message());
      default ->
          Answer.problem(409, failure.code().word(), failure.message())
              .after(Duration.ofSeconds(1));
    };
  }

  private static GatewayLine awaited(CompletableFuture<GatewayLine> answer)
      throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
