package io.fieldway.trials.channel;

import com.google.errorprone.annotations.Var;
import io.fieldway.trials.simulation.World;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// The platform's Redis. Nothing of it outlives it.
final class Redis {
  private final World world;
  private final Network network;
  private final List<MachineServer> subscribers;

  /// Batches that the committer has not finished, by their place.
  final Map<Long, JsonNode> queue = new LinkedHashMap<>();

  final Map<String, String> nonces = new HashMap<>();
  @Var Optional<Instant> deadline = Optional.empty();
  @Var private boolean up = true;
  @Var private long places;

  Redis(World world, Network network, List<MachineServer> subscribers) {
    this.world = world;
    this.network = network;
    this.subscribers = subscribers;
  }

  boolean isUp() {
    return up;
  }

  void kill() {
    up = false;
    queue.clear();
    nonces.clear();
    deadline = Optional.empty();
  }

  void start() {
    up = true;
  }

  long append(JsonNode body) {
    queue.put(++places, body);
    return places;
  }

  /// Tells every machine server, or nobody.
  void publish(Consumer<MachineServer> message) {
    if (!up || (network.isFaulty() && world.chance(0.02))) {
      return;
    }
    for (MachineServer each : new ArrayList<>(subscribers)) {
      each.after(world.between(1, 20), () -> message.accept(each));
    }
  }
}
