package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.journal.Journal;
import io.fieldway.wire.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A journal over a disk of virtual time: what was put becomes durable when the test says so, up to
/// a boundary, and a crash keeps what is durable and nothing else.
final class DiskJournal implements Journal {
  private record Change(long key, Optional<Bytes> value) {}

  private final Map<Long, Bytes> durable;
  private final List<Change> volatileChanges = new ArrayList<>();
  @Var private int bounded;
  @Var private long position;
  @Var private long durablePosition;
  @Var boolean room = true;

  DiskJournal(Map<Long, Bytes> durable) {
    this.durable = new HashMap<>(durable);
  }

  @Override
  public void put(long key, Bytes value) {
    change(new Change(key, Optional.of(value)));
  }

  @Override
  public void remove(long key) {
    change(new Change(key, Optional.empty()));
  }

  @Override
  public void boundary() {
    bounded = volatileChanges.size();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public boolean hasRoom() {
    return room;
  }

  /// Forces everything up to the last boundary; answers the position.
  long force() {
    for (Change change : volatileChanges.subList(0, bounded)) {
      change.value.ifPresentOrElse(
          value -> durable.put(change.key, value), () -> durable.remove(change.key));
    }
    durablePosition += bounded;
    volatileChanges.subList(0, bounded).clear();
    bounded = 0;
    return durablePosition;
  }

  /// What a restart finds.
  Map<Long, Bytes> survived() {
    return Map.copyOf(durable);
  }

  private void change(Change change) {
    position++;
    volatileChanges.add(change);
  }
}
