package io.fieldway.socketio.session;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The acknowledgements one socket awaits: each waiter by its id, until its deadline. Belongs to
/// one thread.
public final class AckBook<W> {
  private final Map<Long, Entry<W>> waiting = new LinkedHashMap<>();
  @Var private long nextId;

  private record Entry<W>(W waiter, long deadline) {}

  /// Writes a waiter down and says the id that its event must carry.
  public long expect(W waiter, long deadline) {
    long id = nextId++;
    waiting.put(id, new Entry<>(waiter, deadline));
    return id;
  }

  /// The waiter that this acknowledgement is for; empty where it came late, twice or out of the
  /// blue.
  public Optional<W> take(long id) {
    Entry<W> entry = waiting.remove(id);
    return entry == null ? Optional.empty() : Optional.of(entry.waiter);
  }

  /// Takes those whose deadline has come, the longest waiting first.
  public List<W> expired(long now) {
    List<W> late = new ArrayList<>();
    for (Iterator<Entry<W>> entries = waiting.values().iterator(); entries.hasNext(); ) {
      Entry<W> entry = entries.next();
      if (entry.deadline <= now) {
        late.add(entry.waiter);
        entries.remove();
      }
    }
    return late;
  }

  /// Takes all.
  public List<W> drain() {
    return expired(Long.MAX_VALUE);
  }

  /// The earliest deadline; `Long.MAX_VALUE` where nobody waits.
  public long deadline() {
    @Var long earliest = Long.MAX_VALUE;
    for (Entry<W> entry : waiting.values()) {
      earliest = Math.min(earliest, entry.deadline);
    }
    return earliest;
  }

  public int size() {
    return waiting.size();
  }
}
