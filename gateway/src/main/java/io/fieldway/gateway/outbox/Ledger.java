package io.fieldway.gateway.outbox;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.telemetry.StreamId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// The writer's books: which reading is taken, and what is held. A core: it decides, the store
/// writes. After a failed commit it is thrown away and made anew from the disk. Only the writer's
/// thread.
final class Ledger {
  private final OutboxConfig config;
  @Var private StreamId stream;
  @Var private long last;
  @Var private long forgotten;
  @Var private long bytes;
  private final Map<String, Mark> marks;

  /// The lowest refused sequence of each device, which must come again first.
  private final Map<String, Mark> refused;

  private final Map<String, Mark> changed = new LinkedHashMap<>();

  /// Where a device's session stands.
  record Mark(String session, long seq) {
    boolean is(String other) {
      return session.equals(other);
    }
  }

  Ledger(
      OutboxConfig config, OutboxState state, Map<String, Mark> marks, Map<String, Mark> refused) {
    this.config = config;
    this.stream = state.stream();
    this.last = state.last();
    this.forgotten = state.forgotten();
    this.bytes = state.bytes();
    this.marks = new HashMap<>(marks);
    this.refused = new HashMap<>(refused);
  }

  /// Judges a reading; where it is stored, its sequence is [#last()] afterwards.
  Receipt judge(Intake intake) {
    Mark mark = marks.get(intake.device());
    if (mark != null && mark.is(intake.session()) && intake.seq() <= mark.seq()) {
      return Receipt.REPLAYED;
    }
    Mark gap = refused.get(intake.device());
    boolean behindGap = gap != null && gap.is(intake.session()) && intake.seq() > gap.seq();
    if (behindGap || last - forgotten >= config.maxEntries() || bytes >= config.maxBytes()) {
      refuse(intake);
      return Receipt.REFUSED;
    }
    if (gap != null) {
      refused.remove(intake.device());
    }
    last++;
    Mark fresh = new Mark(intake.session(), intake.seq());
    marks.put(intake.device(), fresh);
    changed.put(intake.device(), fresh);
    return Receipt.STORED;
  }

  /// Notes that a reading was not taken; one that is held already leaves no gap.
  void refuse(Intake intake) {
    Mark mark = marks.get(intake.device());
    if (mark != null && mark.is(intake.session()) && intake.seq() <= mark.seq()) {
      return;
    }
    Mark gap = refused.get(intake.device());
    if (gap == null || !gap.is(intake.session()) || intake.seq() < gap.seq()) {
      refused.put(intake.device(), new Mark(intake.session(), intake.seq()));
    }
  }

  /// The device connected anew and sends from its first unacknowledged reading on.
  void forgetRefusals(String device) {
    refused.remove(device);
  }

  void grow(long size) {
    bytes += size;
  }

  void forget(long upTo, long size) {
    forgotten = Math.max(forgotten, Math.min(upTo, last));
    bytes -= size;
  }

  void renew(long epoch) {
    stream = new StreamId(stream.name(), epoch);
    last -= forgotten;
    forgotten = 0;
  }

  long last() {
    return last;
  }

  OutboxState state() {
    return new OutboxState(stream, last, forgotten, bytes);
  }

  Map<String, Mark> marks() {
    return marks;
  }

  Map<String, Mark> refusals() {
    return refused;
  }

  /// The marks that changed since this was asked last.
  Map<String, Mark> takeChanged() {
    Map<String, Mark> taken = new LinkedHashMap<>(changed);
    changed.clear();
    return taken;
  }
}
