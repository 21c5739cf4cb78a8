package io.fieldway.trials.bench.mqtt;

import com.google.errorprone.annotations.Var;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/// What the session of a publisher remembers over its connections: what is under way, by packet
/// identifier in the order of sending, and what the broker has acknowledged. Without I/O.
public final class Outgoing {
  private final Map<Integer, Pending> pending = new LinkedHashMap<>();
  private final BitSet acknowledged = new BitSet();
  @Var private int lastId;
  @Var private long sent;

  /// The sequences that the broker has answered for with PUBACK or PUBREC: it has taken them over.
  public BitSet acknowledged() {
    return (BitSet) acknowledged.clone();
  }

  /// How many the broker has answered for.
  public int acknowledgedCount() {
    return acknowledged.cardinality();
  }

  /// How many messages have been sent.
  public long sent() {
    return sent;
  }

  /// Whether nothing is under way.
  public boolean isSettled() {
    return pending.isEmpty();
  }

  int underWay() {
    return pending.size();
  }

  /// Notes the next message; gives its packet identifier.
  int next() {
    do {
      lastId = lastId == MqttClient.IDENTIFIERS - 1 ? 1 : lastId + 1;
    } while (pending.containsKey(lastId));
    pending.put(lastId, new Pending(sent++, false));
    return lastId;
  }

  long sequence(int id) {
    Pending message = pending.get(id);
    return message == null ? -1 : message.sequence();
  }

  /// The broker has taken a message over, and QoS 1 ends.
  boolean puback(int id) {
    return take(id) && pending.remove(id) != null;
  }

  /// The broker has taken a message over, and QoS 2 goes on.
  boolean pubrec(int id) {
    if (!take(id)) {
      return false;
    }
    pending.computeIfPresent(id, (key, message) -> new Pending(message.sequence(), true));
    return true;
  }

  /// QoS 2 ends.
  boolean pubcomp(int id) {
    return pending.remove(id) != null;
  }

  /// Everything that is under way, in the order of sending.
  void forEach(BiConsumer<Integer, Pending> use) {
    pending.forEach(use);
  }

  /// The broker has forgotten the session, and so does the client: whether what was under way has
  /// come nobody will know.
  void forget() {
    pending.clear();
  }

  private boolean take(int id) {
    Pending message = pending.get(id);
    if (message == null) {
      return false;
    }
    acknowledged.set((int) message.sequence());
    return true;
  }
}
