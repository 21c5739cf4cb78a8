package io.fieldway.node.io;

import io.fieldway.node.copy.Supply;
import io.fieldway.node.journal.JournalCopy;
import java.util.Optional;

/// The copy of a journal, to a core.
record JournalSupply(JournalCopy copy) implements Supply {
  @Override
  public Optional<JournalCopy.Piece> take() {
    return copy.take();
  }

  @Override
  public boolean isBehind() {
    return copy.isBehind();
  }

  @Override
  public long waitingBytes() {
    return copy.waitingBytes();
  }
}
