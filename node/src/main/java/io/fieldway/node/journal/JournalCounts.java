package io.fieldway.node.journal;

/// What the journal holds and has done since it was opened.
///
/// @param liveEntries keys that have a value
/// @param liveBytes their values with what frames them
/// @param diskBytes what the segments have in use
/// @param backlogBytes what waits for the writer
/// @param entries calls of put and remove that were committed
/// @param elided those of them that were never written, as they died within their group
/// @param compacted entries that were copied so that a segment could go
/// @param groups groups written
/// @param writtenBytes their bytes
/// @param forces how often the disk was forced for groups
/// @param forceNanos how long that took together
/// @param stalls how often somebody had to wait for room in the backlog
/// @param tornBytes what was cut off at the opening: a group that was begun and not finished
public record JournalCounts(
    long liveEntries,
    long liveBytes,
    long diskBytes,
    int segments,
    long backlogBytes,
    long entries,
    long elided,
    long compacted,
    long groups,
    long writtenBytes,
    long forces,
    long forceNanos,
    long stalls,
    long tornBytes) {

  /// How many entries shared a group on average.
  public double entriesPerGroup() {
    return groups == 0 ? 0 : (double) entries / groups;
  }

  JournalCounts with(long backlog, long waits) {
    return new JournalCounts(
        liveEntries,
        liveBytes,
        diskBytes,
        segments,
        backlog,
        entries,
        elided,
        compacted,
        groups,
        writtenBytes,
        forces,
        forceNanos,
        waits,
        tornBytes);
  }
}
