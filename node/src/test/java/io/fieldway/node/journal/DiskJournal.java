package io.fieldway.node.journal;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A journal over a disk of virtual time: what was put becomes durable when the test says so, up to
/// a boundary, and a crash keeps what is durable and nothing else.
public final class DiskJournal implements Journal {
  private record Change(long key, Optional<Bytes> value) {}

  private final Map<Long, Bytes> durable;
  private final List<Change> volatileChanges = new ArrayList<>();
  private final List<Integer> boundaries = new ArrayList<>();
  @Var private long position;
  @Var private long durablePosition;
  @Var public boolean room = true;

  /// A journal that finds this on its disk.
  public DiskJournal(Map<Long, Bytes> durable) {
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
    boundaries.add(volatileChanges.size());
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
  public long force() {
    return force(boundaries.size());
  }

  /// How many groups are not durable yet.
  public int groups() {
    return boundaries.size();
  }

  /// Forces some of the groups, the oldest first; answers the position.
  public long force(int groups) {
    int end = groups == 0 ? 0 : boundaries.get(groups - 1);
    List<Change> forced = volatileChanges.subList(0, end);
    for (Change change : forced) {
      change.value.ifPresentOrElse(
          value -> durable.put(change.key, value), () -> durable.remove(change.key));
    }
    forced.clear();
    boundaries.subList(0, groups).clear();
    boundaries.replaceAll(boundary -> boundary - end);
    durablePosition += end;
    return durablePosition;
  }

  /// What a restart finds.
  public Map<Long, Bytes> survived() {
    return Map.copyOf(durable);
  }

  private void change(Change change) {
    position++;
    volatileChanges.add(change);
  }
}
