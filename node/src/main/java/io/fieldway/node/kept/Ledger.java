package io.fieldway.node.kept;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.journal.Journal;
import java.util.ArrayList;
import java.util.List;

/// The journal as a store of values under keys of its own, which rise with time. One for all that a
/// node keeps, so that what an event changes anywhere survives as a whole or not at all.
public final class Ledger {
  private final Journal journal;
  private final List<Runnable> beforeBoundary = new ArrayList<>(1);
  @Var private long nextKey = 1;
  @Var private long bounded;

  /// The ledger of a journal that nobody else writes to.
  public Ledger(Journal journal) {
    this.journal = journal;
    this.bounded = journal.position();
  }

  /// Makes sure that new keys are above this one.
  public void used(long key) {
    nextKey = Math.max(nextKey, key + 1);
  }

  /// A key that was never given before.
  public long nextKey() {
    return nextKey++;
  }

  /// Stores a value; answers its new key.
  public long add(Kept value) {
    long key = nextKey++;
    put(key, value);
    return key;
  }

  /// Stores a value in the place of what the key had.
  public void put(long key, Kept value) {
    journal.put(key, KeptForm.write(value));
  }

  /// Forgets a value; 0 stands for one that was never kept.
  public void remove(long key) {
    if (key != 0) {
      journal.remove(key);
    }
  }

  /// How much was written: see [Journal#position].
  public long position() {
    return journal.position();
  }

  /// Whether there is room for values that are not needed to free others.
  public boolean hasRoom() {
    return journal.hasRoom();
  }

  /// Has something written before each boundary, so that it is part of what the boundary ends.
  public void beforeBoundary(Runnable writing) {
    beforeBoundary.add(writing);
  }

  /// Ends an event: what it wrote survives as a whole.
  public void boundary() {
    for (int i = 0; i < beforeBoundary.size(); i++) {
      beforeBoundary.get(i).run();
    }
    long position = journal.position();
    if (position != bounded) {
      journal.boundary();
      bounded = position;
    }
  }
}
