package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The messages from one other node to this one: each is delivered once, and in the order of their
/// numbers, whatever ways they came and however often.
final class IncomingStream {
  final String origin;
  final long incarnation;

  /// All up to this number have been delivered.
  @Var long delivered;

  /// Its key in the journal, 0 where it is not kept.
  @Var long key;

  /// What the journal was last told of [#delivered], and from which position that is durable.
  @Var long saved;

  @Var private long savedAt;

  /// What is being made durable, and what was told since.
  @Var private long forcing;

  @Var private long forcingAt;

  /// The origin may be told that these have arrived.
  @Var long durable;

  @Var private long told = -1;

  @Var private long present;

  /// Whether the journal is to be told of [#delivered].
  @Var boolean changed;

  /// It asked, or sent again what it had sent.
  @Var boolean asked;

  private final TreeMap<Long, Leg> held = new TreeMap<>();

  IncomingStream(String origin, long incarnation, long delivered) {
    this.origin = origin;
    this.incarnation = incarnation;
    this.delivered = delivered;
    this.present = delivered;
    this.saved = delivered;
    this.durable = delivered;
    this.forcing = delivered;
  }

  boolean holds(long sequence) {
    return held.containsKey(sequence);
  }

  void hold(Leg leg) {
    leg.stage = Leg.Stage.HELD;
    held.put(leg.sequence, leg);
    advance();
  }

  void forEach(Consumer<Leg> action) {
    held.values().forEach(action);
  }

  int heldCount() {
    return held.size();
  }

  /// The next to be delivered, if it is here.
  @Nullable Leg next() {
    Map.Entry<Long, Leg> first = held.firstEntry();
    return first != null && first.getKey() == delivered + 1 ? first.getValue() : null;
  }

  /// The next was delivered.
  void delivered() {
    delivered++;
    held.remove(delivered);
    present = Math.max(present, delivered);
  }

  /// What is below this number will not come any more; answers what of it was held.
  List<Leg> skip(long low) {
    List<Leg> passed = List.copyOf(held.headMap(low).values());
    held.headMap(low).clear();
    delivered = low - 1;
    present = Math.max(present, delivered);
    advance();
    return passed;
  }

  /// All up to this number are here, though perhaps not delivered.
  long present() {
    return present;
  }

  private void advance() {
    while (held.containsKey(present + 1)) {
      present++;
    }
  }

  /// The journal was told of [#delivered], which is durable from this position on.
  void saved(long position) {
    saved = delivered;
    savedAt = position;
    if (forcing == durable) {
      forcing = saved;
      forcingAt = position;
    }
  }

  /// The journal is durable up to a position.
  void committed(long position) {
    if (forcingAt <= position) {
      durable = forcing;
      if (savedAt <= position) {
        durable = saved;
      }
      forcing = saved;
      forcingAt = savedAt;
    }
  }

  /// Whether the origin is to be told.
  boolean hasNews() {
    return asked || told < durable;
  }

  void told() {
    asked = false;
    told = durable;
  }

  /// What is held is delivered no more: the origin's disk is another.
  Iterable<Leg> abandon() {
    return held.values();
  }
}
