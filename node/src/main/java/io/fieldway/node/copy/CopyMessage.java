package io.fieldway.node.copy;

import io.fieldway.wire.Bytes;
import java.util.Optional;

/// The payload of a PUBLISH on the connection of a copy: a byte that says which, then what it has.
sealed interface CopyMessage {
  String TOPIC = "$fieldway/copy";

  /// Bytes of entries, which may begin and end within one.
  ///
  /// @param boundary whether all so far belongs together with nothing that follows
  /// @param whole whether with these everything is there; only at a boundary
  record Entries(boolean boundary, boolean whole, Bytes bytes) implements CopyMessage {
    static final int HEADER = 2;
    private static final int BOUNDARY = 1;
    private static final int WHOLE = 2;
  }

  /// The node belongs to the receiver from now on, and nothing follows.
  record Yours() implements CopyMessage {}

  int ENTRIES = 1;
  int YOURS = 2;

  /// Its bytes.
  default Bytes write() {
    return switch (this) {
      case Entries(boolean boundary, boolean whole, Bytes bytes) -> {
        byte[] all = new byte[Entries.HEADER + bytes.size()];
        all[0] = ENTRIES;
        all[1] = (byte) ((boundary ? Entries.BOUNDARY : 0) | (whole ? Entries.WHOLE : 0));
        bytes.copyTo(all, Entries.HEADER);
        yield Bytes.copyOf(all);
      }
      case Yours() -> Bytes.copyOf(new byte[] {YOURS});
    };
  }

  /// Reads one; empty where it is none.
  static Optional<CopyMessage> read(Bytes payload) {
    byte[] all = payload.toArray();
    if (all.length >= Entries.HEADER && all[0] == ENTRIES) {
      boolean boundary = (all[1] & Entries.BOUNDARY) != 0;
      boolean whole = (all[1] & Entries.WHOLE) != 0;
      boolean known = (all[1] & ~(Entries.BOUNDARY | Entries.WHOLE)) == 0;
      return known && (boundary || !whole)
          ? Optional.of(
              new Entries(
                  boundary, whole, Bytes.copyOf(all, Entries.HEADER, all.length - Entries.HEADER)))
          : Optional.empty();
    }
    return all.length == 1 && all[0] == YOURS ? Optional.of(new Yours()) : Optional.empty();
  }
}
