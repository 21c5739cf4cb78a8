package io.fieldway.trials.instructions;

import com.google.errorprone.annotations.Var;
import io.fieldway.trials.simulation.World;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.Command;
import io.fieldway.wire.device.DeviceLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A device that keeps to its protocol: one id acts once, and not after the deadline.
final class ModelDevice {
  record Execution(Command command, Instant at) {}

  final String id;
  final List<Execution> executions = new ArrayList<>();
  private final World world;
  private final Map<String, DeviceLine.Result> results = new HashMap<>();
  private final Map<String, Boolean> busy = new HashMap<>();
  @Var private boolean connected;
  @Var private long connection;

  ModelDevice(World world, String id) {
    this.world = world;
    this.id = id;
  }

  boolean isConnected() {
    return connected;
  }

  void connect() {
    connected = true;
    connection++;
  }

  void disconnect() {
    connected = false;
    connection++;
  }

  /// An instruction, on its way over the present connection.
  void instruct(Command command, Gateway gateway) {
    long over = connection;
    world.after(
        world.between(1, 50),
        () -> {
          if (connected && over == connection) {
            hear(command, gateway);
          }
        });
  }

  private void hear(Command command, Gateway gateway) {
    DeviceLine.Result former = results.get(command.id());
    if (former != null) {
      answer(former, gateway);
    } else if (!world.now().isBefore(command.deadline())) {
      finish(command, false, gateway);
    } else if (busy.put(command.id(), true) == null) {
      executions.add(new Execution(command, world.now()));
      boolean executed = world.chance(0.9);
      world.after(world.between(1, 3_000), () -> finish(command, executed, gateway));
    }
  }

  private void finish(Command command, boolean executed, Gateway gateway) {
    DeviceLine.Result result =
        new DeviceLine.Result(
            command.id(),
            executed,
            executed ? Optional.empty() : Optional.of("stuck"),
            Json.object());
    results.put(command.id(), result);
    answer(result, gateway);
  }

  private void answer(DeviceLine.Result result, Gateway gateway) {
    long over = connection;
    world.after(
        world.between(1, 50),
        () -> {
          if (connected && over == connection) {
            gateway.result(id, result);
          }
        });
  }
}
