package io.fieldway.gateway.outbox;

import io.fieldway.wire.telemetry.StreamId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// The writer's books: which reading is taken, and what is held. A core: it decides, the store
/// writes. After a failed commit it is thrown away and made anew from the disk. Only the writer's
/// thread.
final class Ledger {
  private final OutboxConfig config;

  /// The oldest first.
  private final List<StreamState> streams;

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
    this.streams = new ArrayList<>(state.streams());
    this.marks = new HashMap<>(marks);
    this.refused = new HashMap<>(refused);
  }

  /// Judges a reading; where it is stored, it is the newest stream's last afterwards.
  ///
  /// @param tooOld whether a reading has waited for longer than any may
  Receipt judge(Intake intake, boolean tooOld) {
    Mark mark = marks.get(intake.device());
    if (mark != null && mark.is(intake.session()) && intake.seq() <= mark.seq()) {
      return Receipt.REPLAYED;
    }
    Mark gap = refused.get(intake.device());
    boolean behindGap = gap != null && gap.is(intake.session()) && intake.seq() > gap.seq();
    boolean blocked = config.policy() == FullPolicy.BLOCK && (tooOld || isFull());
    if (behindGap || blocked) {
      refuse(intake);
      return Receipt.REFUSED;
    }
    if (gap != null) {
      refused.remove(intake.device());
    }
    newest(StreamState::next);
    Mark fresh = new Mark(intake.session(), intake.seq());
    marks.put(intake.device(), fresh);
    changed.put(intake.device(), fresh);
    return Receipt.STORED;
  }

  /// Whether no more may be held.
  boolean isFull() {
    OutboxState now = state();
    return now.entries() >= config.maxEntries() || now.bytes() >= config.maxBytes();
  }

  /// Whether more is held than may be.
  boolean isOverfull() {
    OutboxState now = state();
    return now.entries() > config.maxEntries() || now.bytes() > config.maxBytes();
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
    newest(each -> each.grown(size));
  }

  /// Entries of a stream are no longer held.
  void removed(StreamId stream, Removed removed) {
    change(stream, each -> each.without(removed));
  }

  /// Everything of a stream up to a sequence is no longer needed. An older stream of which nothing
  /// is left is gone.
  void forget(StreamId stream, long upTo) {
    change(stream, each -> each.forgotten(upTo));
    streams.subList(0, streams.size() - 1).removeIf(StreamState::isDone);
  }

  /// Begins another stream for new readings, where there is something to leave behind and room.
  void cut(long now) {
    StreamState newest = streams.getLast();
    if (newest.isDone() || streams.size() >= config.maxStreams()) {
      return;
    }
    StreamId next = new StreamId(newest.stream().name(), epoch(now));
    streams.add(new StreamState(next, newest.end(), 0, 0, 0, 0));
  }

  /// Everything that is held becomes one stream, from sequence 1 on.
  ///
  /// @param base the place before its first
  void renew(long base, long now) {
    OutboxState before = state();
    long last = streams.stream().mapToLong(each -> each.last() - each.forgotten()).sum();
    StreamId next = new StreamId(before.stream().name(), epoch(now));
    streams.clear();
    streams.add(new StreamState(next, base, last, 0, before.entries(), before.bytes()));
  }

  private long epoch(long now) {
    return Math.max(now, streams.getLast().stream().epoch() + 1);
  }

  OutboxState state() {
    return new OutboxState(streams);
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

  private void newest(UnaryOperator<StreamState> change) {
    streams.set(streams.size() - 1, change.apply(streams.getLast()));
  }

  private void change(StreamId stream, UnaryOperator<StreamState> change) {
    streams.replaceAll(each -> each.stream().equals(stream) ? change.apply(each) : each);
  }
}
