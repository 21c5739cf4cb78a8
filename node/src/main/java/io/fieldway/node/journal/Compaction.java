package io.fieldway.node.journal;

import com.google.errorprone.annotations.Var;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Copies what is alive in the oldest segment into the groups that are written, in small steps, so
/// that the segment can go. Removals are not copied: what they hide lay in the same segment or in
/// older ones, which are gone.
final class Compaction {
  private final Storage storage;
  private final LiveTable live;
  private final Segments segments;
  @Var private @Nullable StoredFile file;
  @Var private @Nullable SegmentReader reader;
  @Var private boolean read;
  @Var private long copied;

  Compaction(Storage storage, LiveTable live, Segments segments) {
    this.storage = storage;
    this.live = live;
    this.segments = segments;
  }

  /// Whether a step would do something.
  boolean isWanted() {
    return !read && segments.wantCompaction();
  }

  /// Goes on through the oldest segment.
  ///
  /// @param bytes how far
  void step(Group group, long bytes) throws IOException {
    SegmentReader entries = reader == null || file == null ? open() : reader;
    @Var long rest = bytes;
    while (rest > 0 && !read) {
      if (!entries.hasEntry()) {
        read = !nextGroup(entries);
        rest -= GroupHeader.ALIGNMENT;
      } else {
        rest -= Entry.size(entries.word());
        copy(entries, group);
        entries.nextEntry();
      }
    }
  }

  /// Entries that were copied.
  long copied() {
    return copied;
  }

  /// The oldest segment is about to go, read or not.
  void leave() throws IOException {
    read = false;
    if (file != null) {
      file.close();
      file = null;
    }
  }

  private SegmentReader open() throws IOException {
    SegmentHeader oldest = segments.oldest();
    long end = segments.oldestUsedBytes();
    StoredFile opened = storage.open(SegmentName.of(oldest.number()));
    file = opened;
    SegmentReader turned =
        reader == null ? SegmentReader.of(opened, oldest, end) : reader.turnTo(opened, oldest, end);
    reader = turned;
    return turned;
  }

  private boolean nextGroup(SegmentReader groups) throws IOException {
    if (groups.offset() >= segments.oldestUsedBytes()) {
      return false;
    }
    if (!groups.nextGroup()) {
      throw new IOException(
          "%s cannot be read any more at offset %d, where it could be before"
              .formatted(SegmentName.of(segments.oldest().number()), groups.offset()));
    }
    return true;
  }

  private void copy(SegmentReader entry, Group group) {
    int word = entry.word();
    if (Entry.kind(word) == Entry.PUT) {
      int slot = live.find(entry.key());
      if (slot != LiveTable.NONE && live.placeAt(slot) == entry.place()) {
        group.add(entry.buffer(), entry.index(), Entry.size(word));
        copied++;
      }
    }
  }
}
