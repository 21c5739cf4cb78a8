package io.fieldway.node.journal;

import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Key;
import io.fieldway.wire.config.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How durable the journal is, and its bounds.
public record JournalConfig(
    @Key(
            "When a group of entries counts as committed: each-group once the disk was forced for"
                + " it, interval once the operating system has it.")
        Durability durability,
    @Key("How often the disk is forced with durability interval.") Duration interval,
    @Key(
            "A group begins no sooner than this after the one before, so that many entries share a"
                + " force also on a fast disk; an idle journal commits at once.")
        Duration pace,
    @Key(
            value = "A segment that would grow beyond is followed by a new one.",
            size = true,
            least = SMALLEST_SEGMENT,
            most = LARGEST_SEGMENT)
        long segmentBytes,
    @Key(
            value =
                "What the files may take together; where what is alive could need more while it is"
                    + " compacted, messages that would have to be kept are refused.",
            size = true)
        long maximumBytes,
    @Key(
            value =
                "What may wait for the writer, in memory that grows as it is needed; from half of it"
                    + " on messages that would have to be kept are refused, at the whole the"
                    + " broker waits for the disk.",
            size = true,
            least = SMALLEST_SEGMENT,
            most = LARGEST_BACKLOG)
        int backlogBytes)
    implements Checked {
  private static final JournalConfig DEFAULTS =
      new JournalConfig(
          Durability.EACH_GROUP,
          Duration.ofMillis(100),
          Duration.ofMillis(1),
          64L << 20,
          4L << 30,
          16 << 20);

  private static final long SMALLEST_SEGMENT = 4L << 10;
  private static final long LARGEST_SEGMENT = 512L << 20;
  private static final int LARGEST_BACKLOG = 1 << 30;

  public static JournalConfig defaults() {
    return DEFAULTS;
  }

  public JournalConfig withDurability(Durability when) {
    return new JournalConfig(when, interval, pace, segmentBytes, maximumBytes, backlogBytes);
  }

  public JournalConfig withInterval(Duration every) {
    return new JournalConfig(durability, every, pace, segmentBytes, maximumBytes, backlogBytes);
  }

  public JournalConfig withPace(Duration least) {
    return new JournalConfig(durability, interval, least, segmentBytes, maximumBytes, backlogBytes);
  }

  public JournalConfig withSegmentBytes(long most) {
    return new JournalConfig(durability, interval, pace, most, maximumBytes, backlogBytes);
  }

  public JournalConfig withMaximumBytes(long most) {
    return new JournalConfig(durability, interval, pace, segmentBytes, most, backlogBytes);
  }

  public JournalConfig withBacklogBytes(int most) {
    return new JournalConfig(durability, interval, pace, segmentBytes, maximumBytes, most);
  }

  /// Compaction needs some segments to spare.
  @Override
  public List<Problem> problems() {
    List<Problem> found = new ArrayList<>();
    within("segment-bytes", segmentBytes, SMALLEST_SEGMENT, LARGEST_SEGMENT, found);
    within("backlog-bytes", backlogBytes, SMALLEST_SEGMENT, LARGEST_BACKLOG, found);
    long least = Segments.SPARE_SEGMENTS * segmentBytes;
    if (maximumBytes < least) {
      found.add(
          new Problem(
              "maximum-bytes",
              "expected at least %d, which is %d of segment-bytes, got %d"
                  .formatted(least, Segments.SPARE_SEGMENTS, maximumBytes)));
    }
    notNegative("interval", interval, found);
    notNegative("pace", pace, found);
    return found;
  }

  private static void within(String name, long value, long least, long most, List<Problem> found) {
    if (value < least || value > most) {
      found.add(
          new Problem(name, "expected between %d and %d, got %d".formatted(least, most, value)));
    }
  }

  private static void notNegative(String name, Duration value, List<Problem> found) {
    if (value.isNegative()) {
      found.add(new Problem(name, "expected no less than zero, got " + value));
    }
  }
}
