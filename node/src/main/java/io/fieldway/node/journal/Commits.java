package io.fieldway.node.journal;

import com.google.errorprone.annotations.Var;
import java.io.IOException;

/// What the listener of a journal is told: how far the disk has it, and, where that is wanted, a
/// copy elsewhere as well. By any thread, one after the other.
final class Commits {
  private final FileJournal.Listener listener;
  @Var private long local;
  @Var private long copied;
  @Var private long told;
  @Var private boolean held;
  @Var private boolean failed;

  Commits(FileJournal.Listener listener) {
    this.listener = listener;
  }

  /// The disk has everything up to a position.
  synchronized void local(long position) {
    local = position;
    tell();
  }

  /// A copy has everything up to a position.
  synchronized void copied(long position) {
    copied = Math.max(copied, position);
    tell();
  }

  /// Whether the copy is waited for from now on.
  synchronized void hold(boolean wanted) {
    held = wanted;
    tell();
  }

  synchronized boolean isHeld() {
    return held;
  }

  /// Tells nothing more but this.
  synchronized void fail(IOException cause) {
    failed = true;
    listener.failed(cause);
  }

  private void tell() {
    long reached = held ? Math.min(local, copied) : local;
    if (reached > told && !failed) {
      told = reached;
      listener.committed(reached);
    }
  }
}
