package io.fieldway.node.copy;

import io.fieldway.node.journal.JournalCopy;
import java.util.Optional;

/// What a copy is made of, as far as it is there.
public interface Supply {
  /// The next piece; empty where there is none now.
  Optional<JournalCopy.Piece> take();

  /// Whether it ends here, as it fell behind.
  boolean isBehind();

  /// The bytes that wait to be taken.
  long waitingBytes();
}
