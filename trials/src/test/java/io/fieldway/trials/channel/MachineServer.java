package io.fieldway.trials.channel;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.machine.session.SessionEvent;
import io.fieldway.trials.simulation.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// One of the platform's machine servers: a process with its sessions.
final class MachineServer {
  private static final Duration SWEEP = Duration.ofSeconds(2);

  private final Platform platform;
  private final World world;
  private final Map<Connection, MachineSession> sessions = new LinkedHashMap<>();
  @Var private Turns life;

  MachineServer(Platform platform, World world) {
    this.platform = platform;
    this.world = world;
    this.life = new Turns(world);
    start();
  }

  boolean isUp() {
    return !life.isOver();
  }

  void start() {
    life = new Turns(world);
    life.every(SWEEP, this::sweep);
  }

  void kill() {
    life.end();
    platform.network().serverDied(new ArrayList<>(sessions.keySet()));
    sessions.clear();
  }

  /// Does something a while later, if this life lasts.
  void after(long millis, Runnable work) {
    life.after(millis, work);
  }

  void accepted(Connection connection) {
    sessions.put(connection, new MachineSession(platform, this, world, connection));
  }

  void heard(Connection connection, String event, JsonNode body, Consumer<JsonNode> answer) {
    MachineSession session = sessions.get(connection);
    if (session != null) {
      session.heard(event, body, answer);
    }
  }

  void lost(Connection connection) {
    MachineSession session = sessions.remove(connection);
    if (session != null) {
      session.handle(new SessionEvent.Disconnected());
    }
  }

  /// Tells every live session.
  void tell(SessionEvent event) {
    List.copyOf(sessions.values()).stream()
        .filter(MachineSession::isLive)
        .forEach(each -> each.handle(event));
  }

  /// A newer session has begun somewhere.
  void fence(long epoch) {
    List.copyOf(sessions.values()).stream()
        .filter(each -> each.isLive() && each.epoch() < epoch)
        .forEach(each -> each.handle(new SessionEvent.Fenced()));
  }

  void send() {
    List.copyOf(sessions.values()).stream()
        .filter(MachineSession::isLive)
        .forEach(each -> {
          each.sendCommands();
          each.sendTwins();
        });
  }

  private void sweep() {
    List.copyOf(sessions.values()).forEach(each -> each.handle(new SessionEvent.Tick()));
    send();
  }
}
