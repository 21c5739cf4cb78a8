package io.fieldway.trials.bench.journal;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/// Gives a store that waits for each commit the writer thread that a broker would give it: while
/// one group is being committed, the next one gathers.
final class GatheringStore implements KeyedStore {
  private final Transactions transactions;
  private final Thread writer = Thread.ofPlatform().name("gathering").daemon().unstarted(this::run);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition gathered = lock.newCondition();

  /// What the lock guards.
  @Var private List<Change> shown = new ArrayList<>();

  @Var private boolean closing;
  @Var private @Nullable IOException failure;
  @Var private volatile long committed;

  /// Of the thread that puts: since the last boundary.
  private final List<Change> event = new ArrayList<>();

  GatheringStore(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public void put(long key, Bytes value) {
    event.add(new Change(key, false, value));
  }

  @Override
  public void remove(long key) {
    event.add(new Change(key, true, Bytes.EMPTY));
  }

  @Override
  public void boundary() {
    lock.lock();
    try {
      shown.addAll(event);
      event.clear();
      gathered.signal();
    } finally {
      lock.unlock();
    }
    if (writer.getState() == Thread.State.NEW) {
      writer.start();
    }
  }

  @Override
  public long committed() throws IOException {
    long now = committed;
    if (now < 0) {
      lock.lock();
      try {
        throw new IOException(failure);
      } finally {
        lock.unlock();
      }
    }
    return now;
  }

  @Override
  public void survivors(ObjLongConsumer<Bytes> each) throws IOException {
    transactions.survivors(each);
  }

  private void run() {
    try {
      @Var List<Change> spare = new ArrayList<>();
      @Var long done = 0;
      for (List<Change> group = next(spare); !group.isEmpty(); group = next(spare)) {
        transactions.commit(group);
        done += group.size();
        committed = done;
        group.clear();
        spare = group;
      }
    } catch (IOException e) {
      lock.lock();
      try {
        failure = e;
      } finally {
        lock.unlock();
      }
      committed = -1;
    }
  }

  /// Waits for changes.
  ///
  /// @param spare where further ones gather
  /// @return nothing when all is done
  private List<Change> next(List<Change> spare) {
    lock.lock();
    try {
      while (shown.isEmpty() && !closing) {
        gathered.awaitUninterruptibly();
      }
      List<Change> group = shown;
      shown = spare;
      return group;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    boundary();
    lock.lock();
    try {
      closing = true;
      gathered.signal();
    } finally {
      lock.unlock();
    }
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      transactions.close();
    }
  }
}
