package io.fieldway.gateway.loop;

import java.time.Instant;
import java.time.InstantSource;

/// The machine's clock as it was at the start, going on evenly: nobody who sets the clock makes
/// this one jump.
public final class SteadyClock implements InstantSource {
  private final Instant start = Instant.now();
  private final long startNanos = System.nanoTime();

  @Override
  public Instant instant() {
    return start.plusNanos(System.nanoTime() - startNanos);
  }
}
