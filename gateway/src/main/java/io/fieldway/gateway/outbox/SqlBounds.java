package io.fieldway.gateway.outbox;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.outbox.SqlEntries.Placed;
import io.fieldway.wire.telemetry.Gap;
import io.fieldway.wire.telemetry.GapReason;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Keeps the store within its bounds, as its policy says. Only the writer's thread.
final class SqlBounds {
  private static final int CHUNK = 1_000;

  private final OutboxConfig config;
  private final SqlTables tables;

  /// Everything up to this place was thinned in this round.
  @Var private long thinned;

  /// How many were left of what was thinned in this round.
  @Var private long kept;

  SqlBounds(OutboxConfig config, SqlTables tables) {
    this.config = config;
    this.tables = tables;
  }

  /// Whether a reading has waited for longer than any may.
  boolean isTooOld(Instant now) throws SQLException {
    Optional<Instant> limit = limit(now);
    return limit.isPresent() && tables.oldest().filter(limit.get()::isAfter).isPresent();
  }

  /// Drops what must go.
  ///
  /// @return how many entries
  long enforce(Ledger ledger, Instant now) throws SQLException {
    if (config.policy() == FullPolicy.BLOCK) {
      return 0;
    }
    @Var long dropped = 0;
    while (isTooOld(now)) {
      dropped += tooOld(ledger, limit(now).orElseThrow());
    }
    while (ledger.isOverfull()) {
      long gone = config.policy() == FullPolicy.THIN_OUT ? thin(ledger) : 0;
      dropped += gone > 0 ? gone : oldest(ledger);
    }
    return dropped;
  }

  private Optional<Instant> limit(Instant now) {
    return config.maxAge().map(now::minus);
  }

  private long tooOld(Ledger ledger, Instant limit) throws SQLException {
    StreamState stream = oldestStream(ledger);
    List<Placed> found = tables.entries(stream.first(), stream.end(), CHUNK);
    int count = (int) found.stream().takeWhile(each -> each.at().isBefore(limit)).count();
    return drop(ledger, stream, found.subList(0, count), GapReason.TOO_OLD);
  }

  /// As many of the oldest as are too many.
  private long oldest(Ledger ledger) throws SQLException {
    StreamState stream = oldestStream(ledger);
    @Var long entries = ledger.state().entries() - config.maxEntries();
    @Var long bytes = ledger.state().bytes() - config.maxBytes();
    List<Placed> found = tables.entries(stream.first(), stream.end(), CHUNK);
    @Var int count = 0;
    while (count < found.size() && (entries > 0 || bytes > 0)) {
      entries--;
      bytes -= found.get(count).size();
      count++;
    }
    return drop(ledger, stream, found.subList(0, count), GapReason.FULL);
  }

  /// Every second of some, each time further on, until half of what is held was thinned; then from
  /// the oldest again.
  private long thin(Ledger ledger) throws SQLException {
    OutboxState state = ledger.state();
    if (2 * kept >= state.entries()) {
      kept = 0;
      thinned = 0;
    }
    int chunk = Math.clamp(state.entries() / 4, 2, CHUNK);
    for (StreamState stream : state.streams()) {
      long from = Math.max(stream.first(), thinned + 1);
      List<Placed> found = tables.entries(from, stream.end(), chunk);
      if (found.size() > 1) {
        thinned = found.getLast().place();
        kept += (found.size() + 1) / 2;
        List<Placed> gone =
            IntStream.range(0, found.size()).filter(i -> i % 2 == 1).mapToObj(found::get).toList();
        tables.mark(stream, gap(found, GapReason.THINNED));
        return remove(ledger, stream, gone);
      }
    }
    return 0;
  }

  private static StreamState oldestStream(Ledger ledger) {
    return ledger.state().streams().stream()
        .filter(each -> each.entries() > 0)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("nothing is held that could be dropped"));
  }

  private long drop(Ledger ledger, StreamState stream, List<Placed> gone, GapReason reason)
      throws SQLException {
    tables.mark(stream, gap(gone, reason));
    return remove(ledger, stream, gone);
  }

  private static Gap gap(List<Placed> places, GapReason reason) {
    List<Instant> times = places.stream().map(Placed::at).sorted().toList();
    return new Gap(
        places.getFirst().place(),
        places.getLast().place(),
        reason,
        times.getFirst(),
        times.getLast());
  }

  private long remove(Ledger ledger, StreamState stream, List<Placed> gone) throws SQLException {
    tables.remove(gone);
    long bytes = gone.stream().mapToLong(Placed::size).sum();
    ledger.removed(stream.stream(), new Removed(gone.size(), bytes));
    return gone.size();
  }
}
