package io.fieldway.trials.bench;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/// Tells a waiting person what runs now, on the stream it is given: a line when something begins,
/// and not more often than every [#PACE].
public final class Progress {
  private static final Duration PACE = Duration.ofSeconds(2);

  private final PrintWriter out;
  private final long began = System.nanoTime();
  private long nextNanos = began;

  public Progress(PrintWriter out) {
    this.out = out;
  }

  public void now(String what) {
    long now = System.nanoTime();
    if (now - nextNanos >= 0) {
      nextNanos = now + PACE.toNanos();
      out.printf(Locale.ROOT, "%5.0f s  %s%n", (now - began) / 1e9, what);
      out.flush();
    }
  }
}
