package io.fieldway.node.network;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.journal.Journal;
import io.fieldway.wire.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// A journal in memory that survives a crash up to some boundary.
final class Disk implements Journal {
  private record Change(long key, Optional<Bytes> value) {}

  private final Map<Long, Bytes> durable = new HashMap<>();
  private final List<List<Change>> groups = new ArrayList<>();
  private List<Change> open = new ArrayList<>();
  @Var private long position;
  @Var boolean room = true;

  @Override
  public void put(long key, Bytes value) {
    position++;
    open.add(new Change(key, Optional.of(value)));
  }

  @Override
  public void remove(long key) {
    position++;
    open.add(new Change(key, Optional.empty()));
  }

  @Override
  public void boundary() {
    groups.add(open);
    open = new ArrayList<>();
    if (groups.size() > 20) {
      force(groups.removeFirst());
    }
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public boolean hasRoom() {
    return room;
  }

  /// What a restart finds: all groups but some of the last.
  Map<Long, Bytes> crash(SplittableRandom random) {
    for (@Var int i = random.nextInt(groups.size() + 1); i > 0; i--) {
      force(groups.removeFirst());
    }
    groups.clear();
    open.clear();
    return durable;
  }

  /// Forces all groups; what a restart finds then.
  Map<Long, Bytes> survived() {
    groups.forEach(this::force);
    groups.clear();
    return durable;
  }

  private void force(List<Change> group) {
    for (Change change : group) {
      change.value.ifPresentOrElse(
          value -> durable.put(change.key, value), () -> durable.remove(change.key));
    }
  }
}
