package io.fieldway.gateway.outbox;

import io.fieldway.wire.telemetry.StreamId;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Readings on disk until the database has committed them, in streams: an older one only shrinks,
/// the newest takes what comes. Sequences begin at 1 in each stream and none is left out; what had
/// to be dropped at a bound leaves a gap in its place. May be used from any thread.
public interface Outbox extends AutoCloseable {
  /// Takes a reading. `done` hears from the writer's thread what became of it, in the order of the
  /// calls, and must not block. Blocks while the writer's queue is full.
  void append(Intake intake, Consumer<Receipt> done);

  /// The device has connected anew and will send from its first unacknowledged reading on.
  void arrived(String device);

  /// The highest sequence of a device's session that is on disk; 0 for none.
  long resume(String device, String session);

  /// A piece of a stream from a sequence on: at most so many entries, and at most so many bytes
  /// unless the first alone is larger. Empty where the stream ends before.
  Optional<Portion> read(StreamId stream, long from, int maxEntries, long maxBytes);

  /// Deletes everything of a stream up to a sequence. Not waited for: what is there again after a
  /// crash is deleted again.
  void forget(StreamId stream, long upTo);

  /// Begins another stream, so that new readings need not wait for those that are held. Nothing
  /// happens where nothing is held in the newest, or there are too many. Not waited for.
  void cut();

  /// Begins a new epoch: what is held becomes one stream with sequences from 1 on.
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
