package io.fieldway.gateway.push;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.driver.Arrival;
import io.fieldway.gateway.driver.DeviceLink;
import io.fieldway.gateway.driver.Devices;
import io.fieldway.gateway.driver.Seat;
import io.fieldway.gateway.push.Push.Measured;
import io.fieldway.gateway.push.Pushed.Fault;
import io.fieldway.wire.Json;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;
import io.fieldway.wire.device.GatewayLine.Quarantined;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// One device that pushes: one request after the other. May be used from any thread.
public final class Pusher {
  private final String device;
  private final String uncounted;
  private final Devices devices;
  private final PushBounds bounds;
  private final Ear ear;
  private final ReentrantLock turn = new ReentrantLock();
  @Var private volatile Optional<Chair> chair = Optional.empty();
  @Var private volatile Instant until = Instant.MIN;

  /// The last number given to a reading that its device does not count; only within a turn.
  @Var private long count;

  /// A device that is not there yet.
  ///
  /// @param uncounted the session of readings that their device does not count
  public Pusher(String device, String uncounted, Devices devices, PushBounds bounds, Ear ear) {
    this.device = device;
    this.uncounted = uncounted;
    this.devices = devices;
    this.bounds = bounds;
    this.ear = ear;
  }

  /// One arrival of the device.
  private static final class Chair implements DeviceLink {
    private final String session;
    private final Ear ear;
    @Var private volatile Optional<Seat> seat = Optional.empty();
    @Var private volatile boolean closed;

    Chair(String session, Ear ear) {
      this.session = session;
      this.ear = ear;
    }

    @Override
    public void instruct(GatewayLine.Instruction instruction) {
      ear.give(instruction)
          .map(reason ->
              new DeviceLine.Result(instruction.id(), false, Optional.of(reason), Json.object()))
          .ifPresent(result -> seat.ifPresent(each -> each.result(result, wrong -> {})));
    }

    @Override
    public void close(ErrorCode code, String message) {
      closed = true;
    }
  }

  public boolean isPresent() {
    return chair.isPresent();
  }

  /// Whether nothing was heard of the device for too long.
  public boolean isSilent(Instant now) {
    return !now.isBefore(until);
  }

  /// The device gave a sign of life without a request.
  public void seen(Instant now) {
    until = now.plus(bounds.silentAfter());
    chair.flatMap(each -> each.seat).ifPresent(Seat::seen);
  }

  /// Brings readings to the disk, and waits for it.
  public Pushed push(Push push, Instant now) throws InterruptedException {
    if (!turn.tryLock(bounds.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
      return busy();
    }
    try {
      Optional<Pushed.Refused> refusal = sit(push.session().orElse(uncounted));
      if (refusal.isPresent()) {
        return refusal.get();
      }
      seen(now);
      return bring(push.readings(), seat());
    } finally {
      turn.unlock();
    }
  }

  /// The device listens from now on: what it has not answered is given again.
  ///
  /// @return why it cannot; empty where it has its seat
  public Optional<Pushed.Refused> listens(Instant now) throws InterruptedException {
    if (!turn.tryLock(bounds.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
      return Optional.of(busy());
    }
    try {
      Optional<Pushed.Refused> refusal = arrive(session());
      if (refusal.isEmpty()) {
        seen(now);
      }
      return refusal;
    } finally {
      turn.unlock();
    }
  }

  /// Takes the result of an instruction.
  ///
  /// @param wrong told where there is something wrong with it
  /// @return why it is not taken; empty where it is
  public Optional<Pushed.Refused> result(
      DeviceLine.Result result, Instant now, Consumer<GatewayLine> wrong)
      throws InterruptedException {
    if (!turn.tryLock(bounds.requestTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
      return Optional.of(busy());
    }
    try {
      Optional<Pushed.Refused> refusal = sit(session());
      if (refusal.isEmpty()) {
        seen(now);
        seat().result(result, wrong);
      }
      return refusal;
    } finally {
      turn.unlock();
    }
  }

  /// Leaves where nothing has come for too long, and no request is under way.
  public void tick(Instant now) {
    if (chair.isPresent() && isSilent(now) && turn.tryLock()) {
      try {
        leave();
      } finally {
        turn.unlock();
      }
    }
  }

  /// The device is gone.
  public void leave() {
    Optional<Chair> left = chair;
    chair = Optional.empty();
    left.flatMap(each -> each.seat).ifPresent(Seat::leave);
  }

  private Pushed.Refused busy() {
    return new Pushed.Refused(
        Fault.BUSY, ErrorCode.BUSY.word(), "an earlier request of " + device + " is under way", 0);
  }

  private Seat seat() {
    return chair.flatMap(each -> each.seat).orElseThrow();
  }

  private String session() {
    return chair.map(each -> each.session).orElse(uncounted);
  }

  private Optional<Pushed.Refused> sit(String session) {
    boolean stays =
        chair.filter(each -> !each.closed).filter(each -> each.session.equals(session)).isPresent();
    return stays ? Optional.empty() : arrive(session);
  }

  private Optional<Pushed.Refused> arrive(String session) {
    Chair fresh = new Chair(session, ear);
    switch (devices.arrive(new DeviceLine.Hello(device, session), fresh)) {
      case Arrival.Refused(ErrorCode code, String message) -> {
        leave();
        return Optional.of(new Pushed.Refused(Fault.UNKNOWN, code.word(), message, 0));
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
  private Pushed bring(List<Measured> readings, Seat seat) throws InterruptedException {
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
        .<Pushed>map(each -> refused(each, done))
        .orElseGet(() -> new Pushed.Stored(done, quarantined));
  }

  private static Pushed.Refused refused(GatewayLine.Failure failure, int stored) {
    String word = failure.code().word();
    return switch (failure.code()) {
      case OUTBOX_FULL ->
          new Pushed.Refused(
              Fault.FULL, word, "no room on disk; send what is not stored again", stored);
      case UNKNOWN_DEVICE -> new Pushed.Refused(Fault.UNKNOWN, word, failure.message(), stored);
      default -> new Pushed.Refused(Fault.REPLACED, word, failure.message(), stored);
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
