package io.fieldway.trials.channel;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.uplink.Link;
import io.fieldway.trials.simulation.World;
import io.fieldway.wire.Json;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// One connection between gateway and machine server, from both sides. It keeps what it carries in
/// order, delays it, loses and doubles events, and ends for each side at another time, or without a
/// word.
final class Connection implements Link {
  private final World world;
  private final Network network;
  private final Turns gateway;
  private final Ears ears;
  final String id;

  @Var private Optional<MachineServer> server = Optional.empty();
  @Var private boolean heardHere;
  @Var private boolean heardThere;

  /// Nothing passes any more.
  @Var private boolean cut;

  @Var private long upUntil;
  @Var private long downUntil;

  Connection(World world, Network network, Turns gateway, Ears ears, String id) {
    this.world = world;
    this.network = network;
    this.gateway = gateway;
    this.ears = ears;
    this.id = id;
  }

  @Override
  public void open() {
    heardHere = true;
    up(() -> {
      Optional<MachineServer> found = network.anyServer();
      if (found.isEmpty()) {
        down(() -> endHere("connection refused", Optional.empty()));
        return;
      }
      server = found;
      heardThere = true;
      found.get().accepted(this);
      down(() -> ears.connected(id));
    });
  }

  @Override
  public void emit(String event, String body, Consumer<JsonNode> answer) {
    JsonNode tree = Json.parse("message", body);
    AtomicBoolean answered = new AtomicBoolean();
    carry(() ->
        up(() -> {
          if (heardThere) {
            server.ifPresent(each ->
                each.heard(this, event, tree, reply -> down(() -> once(answered, reply, answer))));
          }
        }));
  }

  /// The machine server sends an event.
  void tell(String event, JsonNode body, Consumer<JsonNode> answer) {
    JsonNode tree = Json.parse("message", Json.write(body));
    AtomicBoolean answered = new AtomicBoolean();
    carry(() ->
        down(() ->
            ears.event(
                event,
                tree,
                reply ->
                    up(() -> {
                      if (heardThere) {
                        once(answered, reply, answer);
                      }
                    }))));
  }

  @Override
  public void close() {
    heardHere = false;
    up(this::endThere);
  }

  /// The machine server closes it.
  void hangUp() {
    heardThere = false;
    down(() -> endHere("closed by the server", Optional.empty()));
  }

  /// Nothing passes from now on; each side finds out by its heartbeats, or not at all.
  void cut() {
    cut = true;
    world.after(world.between(1, 20_000), () -> endHere("ping timeout", Optional.empty()));
    world.after(world.between(1, 45_000), this::endThere);
  }

  /// The gateway's process is gone: its host closes the connection, unless the way is cut.
  void gatewayDied() {
    heardHere = false;
    up(this::endThere);
    world.after(world.between(1_000, 45_000), this::endThere);
  }

  /// The server's process is gone.
  void serverDied() {
    heardThere = false;
    server = Optional.empty();
    down(() -> endHere("connection reset", Optional.empty()));
    world.after(world.between(1_000, 20_000), () -> endHere("ping timeout", Optional.empty()));
  }

  private void endHere(String reason, Optional<Duration> retryAfter) {
    if (heardHere && !gateway.isOver()) {
      heardHere = false;
      ears.lost(reason, retryAfter);
    }
  }

  private void endThere() {
    if (heardThere) {
      heardThere = false;
      server.ifPresent(each -> each.lost(this));
    }
  }

  private static void once(AtomicBoolean answered, JsonNode reply, Consumer<JsonNode> answer) {
    if (answered.compareAndSet(false, true)) {
      answer.accept(Json.parse("answer", Json.write(reply)));
    }
  }

  private void carry(Runnable sending) {
    if (network.isFaulty() && world.chance(0.01)) {
      return;
    }
    sending.run();
    if (network.isFaulty() && world.chance(0.02)) {
      sending.run();
    }
  }

  private void up(Runnable arrival) {
    if (!network.isWhole() || cut) {
      cut = true;
      return;
    }
    upUntil = Math.max(upUntil, world.millis() + network.delay());
    world.after(
        upUntil - world.millis(),
        () -> {
          if (!cut) {
            arrival.run();
          }
        });
  }

  private void down(Runnable arrival) {
    if (!network.isWhole() || cut) {
      cut = true;
      return;
    }
    downUntil = Math.max(downUntil, world.millis() + network.delay());
    world.after(
        downUntil - world.millis(),
        () -> {
          if (!cut && heardHere && !gateway.isOver()) {
            arrival.run();
          }
        });
  }
}
