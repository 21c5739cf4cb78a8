package io.fieldway.trials.channel;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.loop.Loop;
import io.fieldway.trials.simulation.World;
import java.time.Duration;

/// One life of a process: what it had still to do dies with it.
final class Turns implements Loop {
  private final World world;
  @Var private boolean over;

  Turns(World world) {
    this.world = world;
  }

  @Override
  public void execute(Runnable task) {
    after(0, task);
  }

  @Override
  public void every(Duration pause, Runnable task) {
    after(
        pause.toMillis(),
        () -> {
          task.run();
          every(pause, task);
        });
  }

  void after(long millis, Runnable task) {
    world.after(
        millis,
        () -> {
          if (!over) {
            task.run();
          }
        });
  }

  boolean isOver() {
    return over;
  }

  void end() {
    over = true;
  }
}
