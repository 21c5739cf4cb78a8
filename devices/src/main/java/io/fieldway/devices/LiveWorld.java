package io.fieldway.devices;

import io.fieldway.devices.client.Results;
import io.fieldway.devices.instrument.Instrument;
import io.fieldway.devices.world.Climate;
import io.fieldway.devices.world.World;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.GatewayLine;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

/// The one world that all devices share. It moves on to the present whenever a device looks at it
/// or acts in it; between that nothing needs to happen.
final class LiveWorld {
  private final InstantSource clock;
  private final Climate climate;
  private final long seed;
  private final ReentrantLock lock = new ReentrantLock();
  private World world;

  LiveWorld(InstantSource clock, FieldConfig config) {
    this.clock = clock;
    this.climate = config.climate();
    this.seed = config.seed();
    this.world = World.at(clock.instant(), config.dayPhase());
  }

  World now() {
    lock.lock();
    try {
      world = world.until(clock.instant(), climate, seed);
      return world;
    } finally {
      lock.unlock();
    }
  }

  /// Lets an instrument carry out an instruction.
  DeviceLine.Result act(Instrument instrument, GatewayLine.Instruction instruction) {
    lock.lock();
    try {
      world = world.until(clock.instant(), climate, seed);
      return switch (instrument.act(world, instruction.action(), instruction.input())) {
        case Instrument.Outcome.Done done -> {
          world = done.world();
          yield Results.executed(instruction.id(), done.output());
        }
        case Instrument.Outcome.Refused refused -> Results.refused(instruction.id(), refused.why());
      };
    } finally {
      lock.unlock();
    }
  }
}
