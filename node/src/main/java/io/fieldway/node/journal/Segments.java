package io.fieldway.node.journal;

import com.google.errorprone.annotations.Var;
import java.util.ArrayList;
import java.util.List;

/// How much of each segment is in use and how much of that is alive, without I/O; from it follows
/// what is compacted and whether there is room. The last segment is the head, which is written to.
/// Of one thread.
///
/// *Bounds.* Compaction begins where the segments take twice what is alive and two segments more.
/// For each byte that is written it reads [#PACE] bytes of the oldest segment. Where these happen
/// to be all alive the files grow on meanwhile, by a sixth at most; so 2.5 times what is alive and
/// [#SPARE_SEGMENTS] segments are never exceeded while the amount alive stands, and there is room
/// only as long as that fits below the maximum.
final class Segments {
  /// How many bytes compaction reads for each byte that is written.
  static final int PACE = 3;

  /// Segments that may be there beside the 2.5-fold of what is alive: two before compaction begins,
  /// the one being compacted, and one emptied that waits to be used again.
  static final int SPARE_SEGMENTS = 4;

  private final long segmentBytes;
  private final long maximumBytes;
  private final List<Segment> all = new ArrayList<>();
  @Var private long usedBytes;
  @Var private long liveBytes;
  @Var private long liveEntries;

  Segments(long segmentBytes, long maximumBytes) {
    this.segmentBytes = segmentBytes;
    this.maximumBytes = maximumBytes;
  }

  /// Adds the new head.
  void add(SegmentHeader header, int bytes) {
    if (!all.isEmpty() && header.number() != head().header.number() + 1) {
      throw new IllegalStateException("segment " + header.number() + " does not follow the head");
    }
    all.add(new Segment(header, bytes));
    usedBytes += bytes;
  }

  /// The head has grown.
  void grew(int bytes) {
    head().usedBytes += bytes;
    usedBytes += bytes;
  }

  /// An entry came to be in a segment.
  void born(long number, int bytes) {
    segment(number).liveEntries++;
    liveEntries++;
    liveBytes += bytes;
  }

  /// An entry of a segment is not needed any more.
  void died(long number, int bytes) {
    segment(number).liveEntries--;
    liveEntries--;
    liveBytes -= bytes;
  }

  /// Takes the oldest away.
  SegmentHeader removeOldest() {
    Segment oldest = all.removeFirst();
    if (oldest.liveEntries != 0) {
      throw new IllegalStateException("segment " + oldest.header.number() + " has live entries");
    }
    usedBytes -= oldest.usedBytes;
    return oldest.header;
  }

  /// Takes the head away, which must be without entries.
  SegmentHeader removeHead() {
    Segment head = all.removeLast();
    usedBytes -= head.usedBytes;
    return head.header;
  }

  SegmentHeader oldest() {
    return all.getFirst().header;
  }

  long oldestUsedBytes() {
    return all.getFirst().usedBytes;
  }

  long usedBytesOf(long number) {
    return segment(number).usedBytes;
  }

  /// Whether the oldest can be deleted. The head never is.
  boolean oldestIsDead() {
    return all.size() > 1 && all.getFirst().liveEntries == 0;
  }

  boolean wantCompaction() {
    return all.size() > 1 && usedBytes > 2 * liveBytes + 2 * segmentBytes;
  }

  /// Whether a group fits into the head; one that is larger than a segment has a segment for
  /// itself.
  boolean headTakes(int bytes) {
    long used = head().usedBytes;
    return used + bytes <= segmentBytes || used <= SegmentHeader.SIZE;
  }

  /// Whether the files stay below the maximum with that much alive. By any thread.
  boolean roomFor(long bytes) {
    return 2 * bytes + bytes / 2 + SPARE_SEGMENTS * segmentBytes <= maximumBytes;
  }

  SegmentHeader headHeader() {
    return head().header;
  }

  long headUsedBytes() {
    return head().usedBytes;
  }

  List<SegmentHeader> headers() {
    return all.stream().map(each -> each.header).toList();
  }

  int count() {
    return all.size();
  }

  long usedBytes() {
    return usedBytes;
  }

  long liveBytes() {
    return liveBytes;
  }

  long liveEntries() {
    return liveEntries;
  }

  private Segment head() {
    return all.getLast();
  }

  private Segment segment(long number) {
    return all.get((int) (number - all.getFirst().header.number()));
  }

  private static final class Segment {
    private final SegmentHeader header;
    @Var private long usedBytes;
    @Var private long liveEntries;

    Segment(SegmentHeader header, long usedBytes) {
      this.header = header;
      this.usedBytes = usedBytes;
    }
  }
}
