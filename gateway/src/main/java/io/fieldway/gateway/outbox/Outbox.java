package io.fieldway.gateway.outbox;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Readings on disk until the database has committed them. Sequences begin at 1 in each epoch and
/// none is left out. May be used from any thread.
public interface Outbox extends AutoCloseable {
  /// Takes a reading. `done` hears from the writer's thread what became of it, in the order of the
  /// calls, and must not block. Blocks while the writer's queue is full.
  void append(Intake intake, Consumer<Receipt> done);

  /// The device has connected anew and will send from its first unacknowledged reading on.
  void arrived(String device);

  /// The highest sequence of a device's session that is on disk; 0 for none.
  long resume(String device, String session);

  /// The entries from a sequence on, oldest first: at most so many, and at most so many bytes
  /// unless the first alone is larger.
  List<StoredEntry> read(long from, int maxEntries, long maxBytes);

  /// Deletes everything up to a sequence. Not waited for: what is there again after a crash is
  /// deleted again.
  void forget(long upTo);

  /// Begins a new epoch: what is held gets sequences from 1 on.
  CompletableFuture<OutboxState> renew();

  OutboxState state();

  OutboxCounts counts();

  /// When the oldest held entry was stored; empty where none is held.
  Optional<Instant> oldest();

  Journal journal();

  /// The devices' twins, on the same disk and written by the same writer: what is put before a
  /// reading is appended is there before the reading is.
  Journal twins();

  /// Writes what was taken and lets go of the store.
  @Override
  void close();
}
