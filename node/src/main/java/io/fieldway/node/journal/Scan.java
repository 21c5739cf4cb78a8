package io.fieldway.node.journal;

import com.google.errorprone.annotations.Var;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Goes once, in small steps between groups, through everything that lay in the segments when it
/// began, and picks out what is alive. What compaction has moved meanwhile lies in a group that was
/// written since, and is passed over here; so a segment may go before it was read.
final class Scan implements Closeable {
  private final Storage storage;
  private final LiveTable live;
  private final Segments segments;

  /// Where the head ended when the scan began.
  private final long lastNumber;

  private final long lastEnd;

  /// The segment that is read, or comes next.
  @Var private long number;

  @Var private @Nullable StoredFile file;
  @Var private @Nullable SegmentReader reader;
  @Var private boolean done;

  Scan(Storage storage, LiveTable live, Segments segments) {
    this.storage = storage;
    this.live = live;
    this.segments = segments;
    this.lastNumber = segments.headHeader().number();
    this.lastEnd = segments.headUsedBytes();
    this.number = segments.oldest().number();
  }

  /// Whether everything was read.
  boolean isDone() {
    return done;
  }

  /// Reads on and adds what is alive.
  ///
  /// @param bytes how far
  void step(Group found, long bytes) throws IOException {
    @Var long rest = bytes;
    while (rest > 0 && !done) {
      SegmentReader entries = file == null || reader == null ? open() : reader;
      if (entries.hasEntry()) {
        rest -= Entry.size(entries.word());
        pick(entries, found);
        entries.nextEntry();
      } else {
        rest -= GroupHeader.ALIGNMENT;
        if (!nextGroup(entries)) {
          goOn();
        }
      }
    }
  }

  /// A segment is about to go, read or not.
  void leave(long gone) throws IOException {
    if (number == gone) {
      goOn();
    }
  }

  /// To the next segment, where there is one that was there when the scan began.
  private void goOn() throws IOException {
    leave();
    done = number == lastNumber;
    number++;
  }

  @Override
  public void close() throws IOException {
    leave();
  }

  private void leave() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }

  private SegmentReader open() throws IOException {
    SegmentHeader header = header();
    StoredFile opened = storage.open(SegmentName.of(number));
    file = opened;
    SegmentReader turned =
        reader == null
            ? SegmentReader.of(opened, header, end())
            : reader.turnTo(opened, header, end());
    reader = turned;
    return turned;
  }

  private SegmentHeader header() {
    List<SegmentHeader> headers = segments.headers();
    return headers.get((int) (number - headers.getFirst().number()));
  }

  private long end() {
    return number == lastNumber ? lastEnd : segments.usedBytesOf(number);
  }

  private boolean nextGroup(SegmentReader groups) throws IOException {
    if (groups.offset() >= end()) {
      return false;
    }
    if (!groups.nextGroup()) {
      throw new IOException(
          "%s cannot be read any more at offset %d, where it could be before"
              .formatted(SegmentName.of(number), groups.offset()));
    }
    return true;
  }

  private void pick(SegmentReader entry, Group found) {
    int word = entry.word();
    if (Entry.kind(word) == Entry.PUT) {
      int slot = live.find(entry.key());
      if (slot != LiveTable.NONE && live.placeAt(slot) == entry.place()) {
        found.add(entry.buffer(), entry.index(), Entry.size(word));
      }
    }
  }
}
