package io.fieldway.gateway.driver.modbus;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.driver.Arrival;
import io.fieldway.gateway.driver.DeviceLink;
import io.fieldway.gateway.driver.Devices;
import io.fieldway.gateway.driver.Seat;
import io.fieldway.gateway.driver.modbus.PollPlan.Poll;
import io.fieldway.gateway.driver.modbus.PollPlan.Read;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;
import io.fieldway.wire.model.ThingModel;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// One device, asked again and again on a virtual thread of its own. Only that thread but where
/// said.
final class PolledDevice implements DeviceLink {
  /// The run of the count that the gateway keeps for the device. It goes on over restarts, from
  /// what is on disk.
  static final String SESSION = "modbus";

  private static final Logger log = LoggerFactory.getLogger(PolledDevice.class);

  /// How often it looks whether the device has been registered, or has a model that can be used.
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final int MOST_DOUBLINGS = 20;

  private final ModbusDevice device;
  private final ModbusConfig config;
  private final Devices devices;
  private final InstantSource clock;
  private final RandomGenerator dice;
  private final ModbusCounters counters;

  /// What waits for the thread; an empty one only wakes it.
  private final BlockingQueue<Optional<GatewayLine>> waiting = new LinkedBlockingQueue<>();

  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Instructions instructions;
  private final Set<String> told = new HashSet<>();
  @Var private volatile Optional<ModbusSocket> socket = Optional.empty();
  @Var private volatile Optional<Seat> seat = Optional.empty();

  /// The gateway has closed the seat, as for a newer connection of the same device.
  @Var private volatile boolean turnedAway;

  @Var private Optional<ThingModel> model = Optional.empty();
  @Var private Optional<PollPlan> plan = Optional.empty();
  @Var private long seq;
  @Var private int failures;

  PolledDevice(
      ModbusDevice device,
      ModbusConfig config,
      Devices devices,
      InstantSource clock,
      RandomGenerator dice,
      ModbusCounters counters) {
    this.device = device;
    this.config = config;
    this.devices = devices;
    this.clock = clock;
    this.dice = dice;
    this.counters = counters;
    this.instructions = new Instructions(config.keptResults(), counters);
  }

  /// Serves the device until [#stop].
  void run() {
    try {
      // So that the devices of a gateway do not begin all at once.
      pause(Duration.ofMillis((long) (config.firstDelay().toMillis() * dice.nextDouble())));
      while (isRunning()) {
        pause(turn());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      leave();
    }
  }

  /// Any thread.
  boolean isPresent() {
    return seat.isPresent();
  }

  /// Any thread.
  void stop() {
    stopping.countDown();
    wake();
    cut();
  }

  /// Any thread.
  @Override
  public void instruct(GatewayLine.Instruction instruction) {
    if (waiting.size() >= config.maxInstructions()) {
      counters.crowded.increment();
      DeviceLine.Result result =
          Instructions.failed(
              instruction, "more than " + config.maxInstructions() + " instructions wait for it");
      seat.ifPresent(each -> each.result(result, wrong -> {}));
    } else {
      boolean _ = waiting.offer(Optional.of(instruction));
    }
  }

  /// Any thread.
  @Override
  public boolean takesDesired() {
    return instructions.canSet();
  }

  /// Any thread. Where too much waits, the device arrives anew after a while, and is given it
  /// again.
  @Override
  public void desire(GatewayLine.Desired desired) {
    if (waiting.size() >= config.maxInstructions()) {
      counters.crowded.increment();
      turnedAway = true;
      wake();
    } else {
      boolean _ = waiting.offer(Optional.of(desired));
    }
  }

  /// Any thread.
  @Override
  public void close(ErrorCode code, String message) {
    log.info("{} is left alone: {} ({})", device.device(), code.word(), message);
    turnedAway = true;
    wake();
  }

  /// Asks the device until something is in the way.
  ///
  /// @return how long to wait before the next turn
  private Duration turn() throws InterruptedException {
    try {
      if (!learn()) {
        leave();
        return LOOK;
      }
      serve();
      if (!turnedAway) {
        return Duration.ZERO;
      }
      turnedAway = false;
      leave();
      return delay(MOST_DOUBLINGS);
    } catch (IOException e) {
      if (isRunning()) {
        unanswered(e);
      }
      return delay(failures - 1);
    } catch (RuntimeException e) {
      log.error("asking {} has failed", device.device(), e);
      leave();
      return delay(MOST_DOUBLINGS);
    }
  }

  /// Plans anew where the model is another.
  ///
  /// @return whether there is a plan
  private boolean learn() {
    Optional<ThingModel> now = devices.modelOf(device.device());
    if (isSame(now)) {
      return plan.isPresent();
    }
    model = now;
    plan = Optional.empty();
    told.clear();
    if (now.isPresent()) {
      try {
        Forms forms = Forms.of(now.get());
        if (forms.items().isEmpty() && forms.writes().isEmpty()) {
          log.warn("{} is not asked: {} has no Modbus form", device.device(), now.get());
        } else {
          instructions.learn(forms);
          plan = Optional.of(PollPlan.of(forms.items(), device.interval(), config.maxGap()));
        }
      } catch (MalformedException e) {
        log.warn("{} is not asked: {}: {}", device.device(), now.get(), e.getMessage());
      }
    }
    return plan.isPresent();
  }

  private boolean isSame(Optional<ThingModel> now) {
    return now.map(ThingModel::document).equals(model.map(ThingModel::document));
  }

  private void serve() throws IOException, InterruptedException {
    try (ModbusSocket open = ModbusSocket.connect(device)) {
      socket = Optional.of(open);
      counters.connections.increment();
      Map<Duration, Long> due = new HashMap<>();
      if (isRunning() && plan().polls().isEmpty()) {
        arrive();
      }
      while (isRunning() && !turnedAway && isSame(devices.modelOf(device.device()))) {
        round(open, due);
        await(open, due.values().stream().mapToLong(Long::longValue).min());
      }
    } finally {
      socket = Optional.empty();
    }
  }

  /// Reads what is due, and passes it on as one reading.
  private void round(ModbusSocket open, Map<Duration, Long> due)
      throws IOException, InterruptedException {
    Instant at = clock.instant();
    Map<String, JsonNode> values = new LinkedHashMap<>();
    @Var boolean asked = false;
    for (Poll poll : plan().polls()) {
      long now = System.nanoTime();
      long planned = due.getOrDefault(poll.every(), now);
      if (planned - now <= 0) {
        for (Read read : poll.reads()) {
          ask(open, read, values);
          asked = true;
        }
        long next = planned + poll.every().toNanos();
        due.put(poll.every(), next - now > 0 ? next : now + poll.every().toNanos());
      }
    }
    if (asked) {
      failures = 0;
      arrive();
      seat.ifPresent(Seat::seen);
      if (!values.isEmpty()) {
        send(at, values);
      }
    }
  }

  private void ask(ModbusSocket open, Read read, Map<String, JsonNode> values) throws IOException {
    counters.requests.increment();
    try {
      values.putAll(read.values(open.read(read)));
    } catch (RefusedException e) {
      counters.exceptions.increment();
      if (e.concernsTheAddress() && read.items().size() > 1) {
        plan = Optional.of(plan().apart(read));
        for (Read each : read.apart()) {
          ask(open, each, values);
        }
      } else if (told.add(read.toString())) {
        log.warn("{} refuses {}: {}", device.device(), read, e.getMessage());
      }
    }
  }

  private void arrive() {
    if (seat.isPresent() || turnedAway) {
      return;
    }
    switch (devices.arrive(new DeviceLine.Hello(device.device(), SESSION), this)) {
      case Arrival.Refused(ErrorCode code, String message) -> close(code, message);
      case Arrival.Welcomed(GatewayLine.Welcome line, Seat given) -> {
        seq = line.resume();
        seat = Optional.of(given);
        log.info("{} answers at {} unit {}", device.device(), device.address(), device.unit());
        given.ready();
      }
    }
  }

  /// Waits for the disk, so that one device has one reading under way. One that is refused is lost,
  /// and the next bears its number: the outbox takes no later one before.
  private void send(Instant at, Map<String, JsonNode> values) throws InterruptedException {
    if (seat.isEmpty()) {
      return;
    }
    CompletableFuture<GatewayLine> answer = new CompletableFuture<>();
    seat.get().reading(new DeviceLine.Reading(seq + 1, at, values), answer::complete);
    switch (awaited(answer)) {
      case GatewayLine.Ack _ -> {
        seq++;
        told.remove(ErrorCode.OUTBOX_FULL.word());
        counters.readings.increment();
      }
      case GatewayLine.Failure(ErrorCode code, String message, boolean closed) -> {
        counters.lost.increment();
        if (closed) {
          close(code, message);
        } else if (told.add(code.word())) {
          log.warn("a reading of {} is lost: {}", device.device(), code.word());
        }
      }
      case GatewayLine.Welcome _,
          GatewayLine.Heartbeat _,
          GatewayLine.Instruction _,
          GatewayLine.Desired _,
          GatewayLine.Blob _,
          GatewayLine.BlobRefused _ ->
          throw new IllegalStateException("no answer to a reading");
    }
  }

  /// The outbox answers every reading, also when it closes.
  private static GatewayLine awaited(CompletableFuture<GatewayLine> answer)
      throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Carries out what comes until something is due.
  private void await(ModbusSocket open, OptionalLong due) throws IOException, InterruptedException {
    while (isRunning() && !turnedAway) {
      long left = due.isPresent() ? due.getAsLong() - System.nanoTime() : LOOK.toNanos();
      Optional<GatewayLine> next =
          Optional.ofNullable(waiting.poll(Math.max(0, left), TimeUnit.NANOSECONDS))
              .flatMap(each -> each);
      if (next.isEmpty()) {
        return;
      }
      if (next.get() instanceof GatewayLine.Instruction instruction) {
        carryOut(open, instruction);
      } else if (next.get() instanceof GatewayLine.Desired desired) {
        set(open, desired);
      }
    }
  }

  private void carryOut(ModbusSocket open, GatewayLine.Instruction instruction) throws IOException {
    if (!devices.platformTime().isBefore(instruction.deadline())) {
      return;
    }
    Instructions.Done done = instructions.carryOut(instruction, open);
    seat.ifPresent(each -> each.result(done.result(), wrong -> {}));
    if (done.broken().isPresent()) {
      throw done.broken().get();
    }
  }

  /// Where the connection breaks, the device arrives anew, and is given the values again.
  private void set(ModbusSocket open, GatewayLine.Desired desired) throws IOException {
    Instructions.Settled settled = instructions.set(desired, open);
    settled.reported().ifPresent(reported -> seat.ifPresent(each -> each.reported(reported)));
    if (settled.broken().isPresent()) {
      leave();
      throw settled.broken().get();
    }
  }

  private void unanswered(IOException why) {
    counters.unanswered.increment();
    failures++;
    if (failures == 1) {
      log.info(
          "{} does not answer at {} unit {}: {}; trying again",
          device.device(),
          device.address(),
          device.unit(),
          why.getMessage());
    }
    if (failures >= config.patience()) {
      leave();
    }
  }

  private void leave() {
    seat.ifPresent(Seat::leave);
    seat = Optional.empty();
    waiting.clear();
  }

  /// From half to all of a wait that doubles with each failure.
  private Duration delay(int doublings) {
    long longest =
        Math.min(
            config.longestDelay().toMillis(),
            config.firstDelay().toMillis() << Math.clamp(doublings, 0, MOST_DOUBLINGS));
    return Duration.ofMillis((long) (longest * dice.nextDouble(0.5, 1)));
  }

  private void pause(Duration time) throws InterruptedException {
    boolean _ = stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private PollPlan plan() {
    return plan.orElseThrow(() -> new IllegalStateException("asked before there is a plan"));
  }

  private boolean isRunning() {
    return stopping.getCount() > 0;
  }

  private void wake() {
    boolean _ = waiting.offer(Optional.empty());
  }

  private void cut() {
    socket.ifPresent(each -> {
      try {
        each.close();
      } catch (IOException e) {
        log.debug("closing {}: {}", device.device(), e.getMessage());
      }
    });
  }
}
