package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/// Who was written to in this turn of the event loop. What many reads made the broker say to one
/// client goes out in one write at the end of the turn: that is where the speed comes from. Belongs
/// to the broker's event loop.
final class Turn {
  private final Executor loop;
  private final PacketWriter packets;
  private final int maximumBytes;
  private final Runnable settle;
  @Var private List<PacketConnection> touched = new ArrayList<>();
  @Var private List<PacketConnection> flushing = new ArrayList<>();
  @Var private long bytes;
  @Var private boolean scheduled;

  /// `loop` runs what it is given at the end of its turn, and `settle` comes before anything goes
  /// out there; bytes beyond the maximum do not wait.
  Turn(Executor loop, PacketWriter packets, int maximumBytes, Runnable settle) {
    this.loop = loop;
    this.packets = packets;
    this.maximumBytes = maximumBytes;
    this.settle = settle;
  }

  /// This connection has something to flush.
  void touch(PacketConnection connection) {
    touched.add(connection);
    stir();
  }

  /// Something has come that is to be settled at the end of the turn.
  void stir() {
    if (!scheduled) {
      scheduled = true;
      loop.execute(this::end);
    }
  }

  /// So many bytes more wait for the end of the turn.
  void grew(int size) {
    bytes += size;
    if (bytes > maximumBytes) {
      flush();
    }
  }

  /// What waits for the end of the turn.
  long bytes() {
    return bytes;
  }

  private void end() {
    try {
      settle.run();
    } finally {
      scheduled = false;
    }
    packets.forget();
    flush();
  }

  private void flush() {
    bytes = 0;
    List<PacketConnection> now = touched;
    touched = flushing;
    flushing = now;
    for (int i = 0; i < now.size(); i++) {
      now.get(i).flush();
    }
    now.clear();
  }
}
