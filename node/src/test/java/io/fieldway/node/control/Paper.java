package io.fieldway.node.control;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.journal.Journal;
import io.fieldway.wire.Bytes;
import java.util.HashMap;
import java.util.Map;

/// A journal that is durable up to where the test says.
final class Paper implements Journal {
  final Map<Long, Bytes> values = new HashMap<>();
  @Var private long position;
  @Var long durable;

  @Override
  public void put(long key, Bytes value) {
    position++;
    values.put(key, value);
  }

  @Override
  public void remove(long key) {
    position++;
    values.remove(key);
  }

  @Override
  public void boundary() {}

  @Override
  public long position() {
    return position;
  }

  @Override
  public boolean hasRoom() {
    return true;
  }

  void force() {
    durable = position;
  }
}
