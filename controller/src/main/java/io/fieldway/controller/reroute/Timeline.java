package io.fieldway.controller.reroute;

import com.google.errorprone.annotations.Var;
import io.fieldway.controller.reroute.Decision.Died;
import io.fieldway.controller.reroute.Decision.Drained;
import io.fieldway.controller.reroute.Handover.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// The last handovers, as this controller has seen them since it was started: decisions say when
/// one began, the nodes' statuses when it was done and when it was over.
///
/// *At the bound* the oldest that is over is forgotten, and counted; where none is over, the next
/// one is.
final class Timeline {
  private final int most;
  private final List<Course> courses = new ArrayList<>();
  private final Map<String, Course> open = new HashMap<>();
  @Var private long forgotten;

  /// One handover, as it goes on.
  private static final class Course {
    final String node;
    final Kind kind;
    final String why;
    final long at;
    final long epoch;
    @Var String substitute;
    @Var OptionalLong carriedAt = OptionalLong.empty();
    @Var OptionalLong returnedAt = OptionalLong.empty();
    @Var long sessions;

    Course(String node, Kind kind, String substitute, String why, long at, long epoch) {
      this.node = node;
      this.kind = kind;
      this.substitute = substitute;
      this.why = why;
      this.at = at;
      this.epoch = epoch;
    }

    Handover view() {
      return new Handover(node, kind, substitute, why, at, carriedAt, sessions, returnedAt);
    }
  }

  /// @param most handovers that are remembered
  Timeline(int most) {
    this.most = most;
  }

  /// A node is dead.
  ///
  /// @param since when it was first missed
  /// @param epoch its last: with a higher one it has started again
  void died(Died died, long since, long epoch) {
    begin(new Course(died.node(), Kind.DIED, died.substitute(), died.why(), since, epoch));
  }

  /// A node was told to hand over.
  void drained(Drained drained, long now) {
    begin(
        new Course(
            drained.node(), Kind.DRAINED, drained.substitute(), "asked for", now, drained.epoch()));
  }

  private void begin(Course begun) {
    Course going = open.get(begun.node);
    if (going != null) {
      going.substitute = begun.substitute;
      return;
    }
    if (courses.size() >= most) {
      forgotten++;
      int over = firstOver();
      if (over < 0) {
        return;
      }
      courses.remove(over);
    }
    courses.add(begun);
    open.put(begun.node, begun);
  }

  private int firstOver() {
    for (int i = 0; i < courses.size(); i++) {
      if (courses.get(i).returnedAt.isPresent()) {
        return i;
      }
    }
    return -1;
  }

  /// A node says that it serves another.
  ///
  /// @param since when it began to
  void carried(String node, String carrier, long since, long sessions) {
    if (!open.containsKey(node)) {
      begin(new Course(node, Kind.FOUND, carrier, "", since, Long.MAX_VALUE));
    }
    Course going = open.get(node);
    if (going != null) {
      if (going.carriedAt.isEmpty() || !going.substitute.equals(carrier)) {
        going.carriedAt = OptionalLong.of(Math.max(going.at, since));
        going.substitute = carrier;
      }
      going.sessions = sessions;
    }
  }

  /// A node is heard that nobody carries on.
  ///
  /// @param isHandedOver whether it was decided that it does not serve its own
  void heard(String node, long epoch, boolean isHandedOver, long now) {
    Course going = open.get(node);
    if (going != null && (epoch > going.epoch || !isHandedOver)) {
      going.returnedAt = OptionalLong.of(now);
      open.remove(node);
    }
  }

  /// All that are remembered, the newest first.
  List<Handover> newestFirst() {
    return courses.reversed().stream().map(Course::view).toList();
  }

  long forgotten() {
    return forgotten;
  }
}
