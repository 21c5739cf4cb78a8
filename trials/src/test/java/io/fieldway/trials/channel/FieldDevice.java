package io.fieldway.trials.channel;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.driver.Arrival;
import io.fieldway.gateway.driver.DeviceLink;
import io.fieldway.gateway.driver.Seat;
import io.fieldway.trials.simulation.World;
import io.fieldway.wire.Json;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// A device that keeps to its protocol: it measures, sends again what was not acknowledged, acts
/// once on one instruction and not after its deadline, and has a setting that both it and the
/// platform may change.
final class FieldDevice {
  static final String LEVEL = "level";
  static final String INTERVAL = "interval";

  private static final int ROOM = 50;

  final String id;
  private final World world;
  private final FieldGateway gateway;

  /// Sequence → what was measured, until it is acknowledged.
  private final TreeMap<Long, Integer> kept = new TreeMap<>();

  /// Every measurement that the gateway has acknowledged.
  final Set<Integer> acknowledged = new HashSet<>();

  private final Map<String, DeviceLine.Result> results = new HashMap<>();
  private final Set<String> begun = new HashSet<>();
  @Var int interval = 10;
  @Var private int lives = 1;
  @Var private long seq;
  @Var private int measured;
  @Var private boolean on = true;
  @Var private boolean resting;

  /// Rises whenever the connection ends.
  @Var private long connection;

  @Var private Optional<Seat> seat = Optional.empty();

  FieldDevice(String id, World world, FieldGateway gateway) {
    this.id = id;
    this.world = world;
    this.gateway = gateway;
    world.every(1_000, this::connect);
    measure();
  }

  boolean isConnected() {
    return seat.isPresent();
  }

  /// Whether it was told the instruction and acted on it.
  boolean hasActedOn(String instruction) {
    return begun.contains(instruction);
  }

  void switchOff() {
    on = false;
    leave();
  }

  void switchOn() {
    on = true;
  }

  /// It measures no more.
  void rest() {
    resting = true;
  }

  /// As after a loss of power: what was not acknowledged is gone.
  void restart() {
    leave();
    lives++;
    seq = 0;
    kept.clear();
  }

  /// The connection breaks.
  void leave() {
    connection++;
    Optional<Seat> before = seat;
    seat = Optional.empty();
    before.ifPresent(Seat::leave);
  }

  /// The gateway is gone.
  void gatewayDied() {
    connection++;
    seat = Optional.empty();
  }

  /// Somebody turns a knob.
  void set(int value) {
    interval = value;
    report(OptionalLong.empty());
  }

  private void connect() {
    if (!on || seat.isPresent() || !gateway.isUp()) {
      return;
    }
    long mine = ++connection;
    Arrival arrival =
        gateway.devices().arrive(new DeviceLine.Hello(id, "life-" + lives), new Line(mine));
    if (arrival instanceof Arrival.Welcomed(GatewayLine.Welcome welcome, Seat taken)) {
      seat = Optional.of(taken);
      taken.ready();
      acknowledge(welcome.resume());
      kept.forEach((number, value) -> send(number, value));
      report(OptionalLong.empty());
    }
  }

  private void measure() {
    world.after(
        world.between(200, 4_000),
        () -> {
          if (!resting && kept.size() < ROOM) {
            measured++;
            seq++;
            kept.put(seq, measured);
            send(seq, measured);
          }
          measure();
        });
  }

  private void send(long number, int value) {
    long mine = connection;
    seat.ifPresent(to ->
        to.reading(
            new DeviceLine.Reading(
                number, world.now(), Map.of(LEVEL, Json.parse(LEVEL, String.valueOf(value)))),
            line -> later(mine, () -> answered(line))));
  }

  private void answered(GatewayLine line) {
    switch (line) {
      case GatewayLine.Ack ack -> acknowledge(ack.seq());
      case GatewayLine.Failure _ -> leave();
      default -> throw new AssertionError("a reading was answered with " + line);
    }
  }

  private void acknowledge(long upTo) {
    Map<Long, Integer> settled = kept.headMap(upTo, true);
    acknowledged.addAll(settled.values());
    settled.clear();
  }

  private void report(OptionalLong version) {
    JsonNode value = Json.parse(INTERVAL, String.valueOf(interval));
    seat.ifPresent(
        to -> to.reported(new DeviceLine.Reported(version, Map.of(INTERVAL, value), Map.of())));
  }

  private void act(GatewayLine.Instruction instruction) {
    DeviceLine.Result former = results.get(instruction.id());
    if (former != null) {
      answer(former);
    } else if (!world.now().isBefore(instruction.deadline())) {
      finish(instruction.id(), false);
    } else if (begun.add(instruction.id())) {
      boolean executed = world.chance(0.9);
      world.after(world.between(1, 3_000), () -> finish(instruction.id(), executed));
    }
  }

  private void finish(String instruction, boolean executed) {
    DeviceLine.Result result =
        new DeviceLine.Result(
            instruction,
            executed,
            executed ? Optional.empty() : Optional.of("stuck"),
            Json.object());
    results.put(instruction, result);
    answer(result);
  }

  private void answer(DeviceLine.Result result) {
    seat.ifPresent(to -> to.result(result, _ -> {}));
  }

  private void later(long over, Runnable work) {
    world.after(
        world.between(1, 50),
        () -> {
          if (over == connection) {
            work.run();
          }
        });
  }

  /// What the gateway says over one connection.
  private final class Line implements DeviceLink {
    private final long mine;

    Line(long mine) {
      this.mine = mine;
    }

    @Override
    public void instruct(GatewayLine.Instruction instruction) {
      later(mine, () -> act(instruction));
    }

    @Override
    public boolean takesDesired() {
      return true;
    }

    @Override
    public void desire(GatewayLine.Desired desired) {
      later(
          mine,
          () -> {
            JsonNode value = desired.values().get(INTERVAL);
            if (value != null) {
              interval = value.intValue();
            }
            report(OptionalLong.of(desired.version()));
          });
    }

    @Override
    public void close(ErrorCode code, String message) {
      later(mine, FieldDevice.this::leave);
    }
  }
}
