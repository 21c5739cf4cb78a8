package io.fieldway.node.journal;

import com.google.errorprone.annotations.Var;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the segments in order and finds what is alive. A group that was begun last and not
/// finished is cut off; whatever else does not fit is damage and refused, with nothing changed.
///
/// Damage and a write that was cut off look alike where they are. What tells them apart comes
/// later: the next segment says with which sequence the one before ended, and a group says what was
/// on the disk when it was written. Only of the very last group after a crash it cannot be told.
final class Recovery {
  private final Storage storage;
  private final LiveTable live;
  private final Segments segments;
  @Var private @Nullable SegmentReader reader;
  @Var private long sequence;
  @Var private long tornBytes;

  Recovery(Storage storage, LiveTable live, Segments segments) {
    this.storage = storage;
    this.live = live;
    this.segments = segments;
  }

  void run() throws IOException {
    List<Long> numbers = SegmentName.numbers(storage.names());
    for (int i = 0; i < numbers.size(); i++) {
      long number = numbers.get(i);
      if (i > 0 && number != numbers.get(i - 1) + 1) {
        throw damaged(SegmentName.of(numbers.get(i - 1) + 1), 0, "the file is missing");
      }
      read(number, i == numbers.size() - 1);
    }
    for (String left : List.of(SegmentName.NEXT, SegmentName.SPARE)) {
      if (storage.names().contains(left)) {
        storage.delete(left);
      }
    }
  }

  /// The sequence of the last group.
  long sequence() {
    return sequence;
  }

  /// The bytes of a group that was begun last and not finished.
  long tornBytes() {
    return tornBytes;
  }

  private void read(long number, boolean last) throws IOException {
    String name = SegmentName.of(number);
    try (StoredFile file = storage.open(name)) {
      SegmentHeader header = header(name, number, file);
      SegmentReader groups =
          reader == null
              ? SegmentReader.of(file, header, file.size())
              : reader.turnTo(file, header, file.size());
      checkBegin(header);
      reader = groups;
      segments.add(header, SegmentHeader.SIZE);
      replay(groups);
      if (last) {
        cut(name, file, groups);
      }
    }
  }

  private static SegmentHeader header(String name, long number, StoredFile file)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(SegmentHeader.SIZE, file.size()));
    file.read(bytes, 0);
    try {
      SegmentHeader header = SegmentHeader.read(bytes.flip());
      if (header.number() != number) {
        throw damaged(name, 0, "the file says it is segment " + header.number());
      }
      return header;
    } catch (MalformedSegmentException e) {
      throw damaged(name, 0, e.reason());
    }
  }

  /// Whether the segment goes on where the one before ended.
  private void checkBegin(SegmentHeader header) throws IOException {
    if (reader != null && header.firstSequence() != sequence + 1) {
      throw damaged(
          SegmentName.of(header.number() - 1),
          reader.offset(),
          "group %d is not there, or not whole, and the next file begins with group %d"
              .formatted(sequence + 1, header.firstSequence()));
    }
  }

  private void replay(SegmentReader groups) throws IOException {
    @Var long offset = groups.offset();
    sequence = groups.sequence();
    while (groups.nextGroup()) {
      segments.grew((int) (groups.offset() - offset));
      offset = groups.offset();
      sequence = groups.sequence();
      while (groups.hasEntry()) {
        replayEntry(groups);
        groups.nextEntry();
      }
    }
  }

  private void replayEntry(SegmentReader entry) {
    int word = entry.word();
    int slot = live.find(entry.key());
    if (slot != LiveTable.NONE) {
      segments.died(Place.segment(live.placeAt(slot)), live.sizeAt(slot));
    }
    if (Entry.kind(word) == Entry.REMOVE) {
      if (slot != LiveTable.NONE) {
        live.removeAt(slot);
      }
      return;
    }
    int size = Entry.size(word);
    segments.born(Place.segment(entry.place()), size);
    if (slot == LiveTable.NONE) {
      live.insert(entry.key(), entry.place(), size);
    } else {
      live.set(slot, entry.place(), size);
    }
  }

  /// Ends the last segment behind its last whole group, and makes it as durable as the others are.
  private void cut(String name, StoredFile file, SegmentReader groups) throws IOException {
    if (groups.isDamaged()) {
      throw damaged(
          name,
          groups.offset(),
          "group %d is not whole, and groups follow that were written after it was on the disk"
              .formatted(sequence + 1));
    }
    tornBytes = groups.begun();
    file.truncate(groups.offset());
    file.force();
  }

  private static IOException damaged(String name, long offset, String what) {
    return new IOException(
        "the journal is damaged: %s at offset %d: %s; nothing was changed: restore the directory from a copy, or move it away to begin with an empty journal"
            .formatted(name, offset, what));
  }
}
