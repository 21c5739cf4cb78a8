package io.fieldway.trials.channel;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.command.CommandRow;
import io.fieldway.cloud.command.CommandWay;
import io.fieldway.cloud.command.Patience;
import io.fieldway.cloud.database.Contiguity;
import io.fieldway.cloud.database.Presence;
import io.fieldway.cloud.machine.session.SessionEvent;
import io.fieldway.trials.simulation.World;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.channel.DataBatch;
import io.fieldway.wire.channel.Registrations;
import io.fieldway.wire.telemetry.Batch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The platform: machine servers, a committer, the event server's watch, Redis and the database.
final class Platform {
  static final Bytes KEY = Bytes.utf8("the key of gateway gw-1, 32 byte");
  static final Duration HEARTBEAT = Duration.ofSeconds(5);
  static final Duration SILENCE = HEARTBEAT.multipliedBy(3);
  static final Duration WATCH = Duration.ofSeconds(1);
  private static final Patience PATIENCE =
      new Patience(Duration.ofSeconds(10), Duration.ofSeconds(5));

  private final World world;
  private final Network network;
  private final Registrations registrations;
  private final Database database;
  private final Redis redis;
  final List<MachineServer> servers = new ArrayList<>();
  @Var private Turns committer;
  @Var private Turns watch;

  Platform(World world, Network network, Registrations registrations) {
    this.world = world;
    this.network = network;
    this.registrations = registrations;
    this.database = new Database(world, List.copyOf(registrations.devices().keySet()));
    this.redis = new Redis(world, network, servers);
    for (int i = 0; i < 2; i++) {
      MachineServer server = new MachineServer(this, world);
      servers.add(server);
      network.add(server);
    }
    this.committer = new Turns(world);
    this.watch = new Turns(world);
    startCommitter();
    startWatch();
  }

  Network network() {
    return network;
  }

  Database database() {
    return database;
  }

  Redis redis() {
    return redis;
  }

  Registrations registrations() {
    return registrations;
  }

  /// Everything that is down comes up.
  void heal() {
    redis.start();
    servers.stream().filter(each -> !each.isUp()).forEach(MachineServer::start);
    if (committer.isOver()) {
      startCommitter();
    }
    if (watch.isOver()) {
      startWatch();
    }
  }

  void killCommitter() {
    committer.end();
  }

  void startCommitter() {
    committer.end();
    committer = new Turns(world);
    commit(committer);
  }

  void killWatch() {
    watch.end();
  }

  void startWatch() {
    watch.end();
    watch = new Turns(world);
    watch.every(WATCH, this::look);
  }

  boolean isWatched() {
    return !watch.isOver() && redis.isUp();
  }

  /// Tells the machine servers that something waits.
  void wake() {
    redis.publish(MachineServer::send);
  }

  /// Takes what is queued, commits it, takes it from the queue and tells of it; a crash may come
  /// after each step.
  private void commit(Turns life) {
    life.after(
        world.between(5, 100),
        () -> {
          List<Map.Entry<Long, JsonNode>> taken =
              redis.queue.entrySet().stream().limit(20).map(Map.Entry::copyOf).toList();
          life.after(world.between(1, 40), () -> finish(life, taken));
        });
  }

  private void finish(Turns life, List<Map.Entry<Long, JsonNode>> taken) {
    List<Runnable> news = new ArrayList<>();
    for (Map.Entry<Long, JsonNode> each : taken) {
      Batch batch = DataBatch.read(each.getValue()).batch();
      String place = String.valueOf(each.getKey());
      if (database.store(batch) instanceof Contiguity.Hole(long expected)) {
        news.add(() ->
            redis.publish(server ->
                server.tell(new SessionEvent.NotContiguous(batch.stream(), expected, place))));
      } else {
        long upTo = database.committed.getOrDefault(batch.stream(), 0L);
        news.add(() ->
            redis.publish(server -> server.tell(new SessionEvent.Committed(batch.stream(), upTo))));
      }
    }
    life.after(
        world.between(0, 5),
        () -> {
          taken.forEach(each -> redis.queue.remove(each.getKey()));
          news.forEach(Runnable::run);
          commit(life);
        });
  }

  private void look() {
    Instant now = world.now();
    for (CommandRow each : new ArrayList<>(database.rows.values())) {
      CommandWay.late(each, now, PATIENCE).ifPresent(database::put);
    }
    if (!redis.isUp()) {
      return;
    }
    if (redis.deadline.isEmpty() && database.gateway == Presence.ONLINE) {
      redis.deadline = database.lastProof.map(proof -> proof.plus(SILENCE));
    }
    if (redis.deadline.filter(due -> !due.isAfter(now)).isPresent()) {
      database.silent(now.minus(SILENCE));
      redis.deadline = Optional.empty();
    }
  }
}
