package io.fieldway.node.journal;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// A copy of a journal on its way out: first what was alive when it began, then each group as it is
/// written. Whoever applies the pieces in their order has what the journal has at the end of each
/// piece, from the first that is whole on. The journal's writer adds; any one thread takes.
///
/// *At the bound.* What waits to be taken has a bound, of which one group alone may be more. While
/// there is no room the scan rests. A group for which there is no room ends the copy, which has
/// fallen behind and is to be begun anew; where the commits wait for the copy, the writer first
/// waits for room, as long as the backlog has some. When the journal is closed all that it still
/// writes can be taken afterwards.
public final class JournalCopy {
  /// Some changes.
  ///
  /// @param entries one after the other as they lie in the file: a word with the kind (0 put, 1
  ///   remove) in its upper two bits and the value's length in the others, the key, the value
  /// @param whole whether everything is there once these are applied
  /// @param position the [Journal#position] that is reached with it
  public record Piece(Bytes entries, boolean whole, long position) {}

  private final long pendingBytes;
  private final Runnable more;
  private final Runnable room;
  private final Deque<Piece> pieces = new ArrayDeque<>();
  @Var private long waiting;
  @Var private boolean wanted = true;
  @Var private boolean behind;
  @Var private boolean ended;

  /// A copy of which nothing is there yet.
  ///
  /// @param pendingBytes what may wait to be taken
  /// @param more is run by the journal's writer when there is something to take again
  /// @param room is run when something was taken
  JournalCopy(long pendingBytes, Runnable more, Runnable room) {
    this.pendingBytes = pendingBytes;
    this.more = more;
    this.room = room;
  }

  /// Takes what comes next; empty where nothing does now.
  public Optional<Piece> take() {
    Piece taken;
    synchronized (this) {
      taken = pieces.poll();
      if (taken == null) {
        wanted = true;
        return Optional.empty();
      }
      waiting -= taken.entries().size();
    }
    room.run();
    return Optional.of(taken);
  }

  /// Whether it was ended by the journal, as it fell behind.
  public synchronized boolean isBehind() {
    return behind;
  }

  /// The bytes that wait to be taken.
  public synchronized long waitingBytes() {
    return waiting;
  }

  /// Wants no more.
  public void end() {
    synchronized (this) {
      ended = true;
      drop();
    }
    room.run();
  }

  synchronized boolean isEnded() {
    return ended;
  }

  /// Whether the scan may go on.
  synchronized boolean hasRoomForScan() {
    return !ended && waiting <= pendingBytes / 2;
  }

  /// Whether a group may be added.
  synchronized boolean hasRoomFor(int bytes) {
    return waiting == 0 || waiting + bytes <= pendingBytes;
  }

  /// Adds a piece, room or not. By the writer.
  void add(Piece piece) {
    boolean tell;
    synchronized (this) {
      if (ended) {
        return;
      }
      pieces.add(piece);
      waiting += piece.entries().size();
      tell = wanted;
      wanted = false;
    }
    if (tell) {
      more.run();
    }
  }

  /// Ends it, as there is no room. By the writer.
  void fallBehind() {
    synchronized (this) {
      behind = true;
      ended = true;
      drop();
    }
    more.run();
  }

  private synchronized void drop() {
    pieces.clear();
    waiting = 0;
  }
}
