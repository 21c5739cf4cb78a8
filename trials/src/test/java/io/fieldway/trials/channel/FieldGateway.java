package io.fieldway.trials.channel;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.GatewayConfig;
import io.fieldway.gateway.Layers;
import io.fieldway.gateway.driver.Devices;
import io.fieldway.gateway.outbox.OutboxState;
import io.fieldway.gateway.uplink.LagConfig;
import io.fieldway.gateway.uplink.UplinkConfig;
import io.fieldway.trials.simulation.World;
import io.fieldway.wire.twin.Twin;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;

/// A gateway's own layers in virtual time, with a disk that outlives them and a clock that is wrong
/// by hours.
final class FieldGateway {
  private final World world;
  private final Network network;
  private final GatewayConfig config;
  private final Disk disk;
  private final long room;
  @Var private Duration clockError;
  @Var private Turns life;
  @Var private Optional<DiskOutbox> outbox = Optional.empty();
  @Var private Optional<Layers> layers = Optional.empty();

  FieldGateway(World world, Network network, Path directory) {
    this.world = world;
    this.network = network;
    this.disk = new Disk(world.now().toEpochMilli());
    this.room = world.chance(0.3) ? 20 : 1_000_000;
    this.clockError = Duration.ofMillis(world.between(-36_000_000, 36_000_000));
    this.life = new Turns(world);
    this.config =
        GatewayConfig.of(
                "gw-1",
                Platform.KEY,
                URI.create("http://127.0.0.1:1"),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                directory)
            .withHeartbeat(Platform.HEARTBEAT)
            .withUplink(
                UplinkConfig.DEFAULTS
                    .withHeartbeat(Platform.HEARTBEAT)
                    .withWindow(5, 4_000, 4)
                    .withLag(new LagConfig(Duration.ofSeconds(1), 3, Duration.ofSeconds(2)))
                    .withDelays(
                        Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(10)));
  }

  boolean isUp() {
    return layers.isPresent();
  }

  Devices devices() {
    return layers.orElseThrow().devices();
  }

  Optional<Twin> twin(String device) {
    return layers.flatMap(each -> each.twin(device));
  }

  /// What the outbox holds.
  OutboxState held() {
    return disk.state;
  }

  void start() {
    if (isUp()) {
      return;
    }
    if (world.chance(0.2)) {
      clockError = clockError.minusMillis(world.between(0, 36_000_000));
    }
    Turns mine = new Turns(world);
    life = mine;
    Duration error = clockError;
    InstantSource clock = () -> world.now().plus(error);
    DiskOutbox store = new DiskOutbox(world, mine, disk, room);
    outbox = Optional.of(store);
    Layers fresh =
        new Layers(
            config,
            store,
            mine,
            (_, ears) -> network.connect(mine, ears),
            clock,
            clock,
            new SplittableRandom(world.between(0, Long.MAX_VALUE - 1)));
    layers = Optional.of(fresh);
    fresh.start();
    fresh.link();
  }

  /// As with `kill -9`.
  void kill() {
    if (isUp()) {
      life.end();
      outbox.ifPresent(DiskOutbox::kill);
      layers = Optional.empty();
      network.gatewayDied();
    }
  }
}
