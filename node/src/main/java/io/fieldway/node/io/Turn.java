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
  @Var private List<Connection> touched = new ArrayList<>();
  @Var private List<Connection> flushing = new ArrayList<>();
  @Var private long bytes;
  @Var private boolean scheduled;

  /// `loop` runs what it is given at the end of its turn; bytes beyond the maximum do not wait.
  Turn(Executor loop, PacketWriter packets, int maximumBytes) {
    this.loop = loop;
    this.packets = packets;
    this.maximumBytes = maximumBytes;
  }

  /// This connection has something to flush.
  void touch(Connection connection) {
    touched.add(connection);
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
    scheduled = false;
    packets.forget();
    flush();
  }

  private void flush() {
    bytes = 0;
    List<Connection> now = touched;
    touched = flushing;
    flushing = now;
    for (int i = 0; i < now.size(); i++) {
      now.get(i).flush();
    }
    now.clear();
  }
}
