package io.fieldway.trials.channel;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.uplink.Link;
import io.fieldway.trials.simulation.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The way between the gateway and every machine server.
final class Network {
  private final World world;
  private final List<MachineServer> servers = new ArrayList<>();
  private final List<Connection> connections = new ArrayList<>();
  @Var private boolean whole = true;
  @Var private boolean faulty = true;
  @Var private long made;

  Network(World world) {
    this.world = world;
  }

  void add(MachineServer server) {
    servers.add(server);
  }

  Link connect(Turns gateway, Link.Ears ears) {
    Connection fresh = new Connection(world, this, gateway, ears, "socket-" + ++made);
    connections.add(fresh);
    return fresh;
  }

  /// One of those that are up.
  Optional<MachineServer> anyServer() {
    List<MachineServer> up = servers.stream().filter(MachineServer::isUp).toList();
    return up.isEmpty() ? Optional.empty() : Optional.of(world.oneOf(up));
  }

  void gatewayDied() {
    connections.forEach(Connection::gatewayDied);
    connections.clear();
  }

  void serverDied(List<Connection> its) {
    its.forEach(Connection::serverDied);
  }

  /// Nothing passes.
  void cut() {
    whole = false;
    breakConnections();
  }

  /// What is there ends; new connections may be made.
  void breakConnections() {
    connections.forEach(Connection::cut);
    connections.clear();
  }

  void mend() {
    whole = true;
  }

  /// No more faults.
  void heal() {
    whole = true;
    faulty = false;
  }

  boolean isWhole() {
    return whole;
  }

  boolean isFaulty() {
    return faulty;
  }

  long delay() {
    return !faulty || world.chance(0.97) ? world.between(1, 200) : world.between(200, 9_000);
  }
}
