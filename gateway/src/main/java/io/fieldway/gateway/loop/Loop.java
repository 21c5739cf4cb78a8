package io.fieldway.gateway.loop;

import java.time.Duration;
import java.util.concurrent.Executor;

/// Runs tasks one after the other, in the order they came. In a gateway that is [EventLoop]; in a
/// simulation, virtual time.
public interface Loop extends Executor {
  /// Runs a task again and again, with this pause between.
  void every(Duration pause, Runnable task);
}
