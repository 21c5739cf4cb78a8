package io.fieldway.wire.twin;

import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import tools.jackson.databind.JsonNode;

/// A place in the life of one half of a twin, given by the half's owner and never by a clock that
/// is compared. Written `[epoch, seq]`.
///
/// @param epoch which life: raised by the owner when it cannot go on from what others hold
/// @param seq counts the owner's changes
public record Stamp(long epoch, long seq) implements Comparable<Stamp> {
  /// Before everything.
  public static final Stamp NONE = new Stamp(0, 0);

  Stamp next() {
    return new Stamp(epoch, seq + 1);
  }

  /// The beginning of a life after this one and the other.
  Stamp beyond(Stamp other) {
    return new Stamp(Math.max(epoch, other.epoch) + 1, Math.max(seq, other.seq) + 1);
  }

  @Override
  public int compareTo(Stamp other) {
    int byEpoch = Long.compare(epoch, other.epoch);
    return byEpoch != 0 ? byEpoch : Long.compare(seq, other.seq);
  }

  public boolean isAfter(Stamp other) {
    return compareTo(other) > 0;
  }

  /// Reads the stamp in a field.
  ///
  /// @throws MalformedException where it is not `[epoch, seq]`
  public static Stamp read(Fields fields, String name) {
    JsonNode tree = fields.tree(name);
    if (!tree.isArray() || tree.size() != 2 || !isCount(tree.path(0)) || !isCount(tree.path(1))) {
      throw fields.refused(name, "[epoch, seq]");
    }
    return new Stamp(tree.path(0).longValue(), tree.path(1).longValue());
  }

  public JsonNode json() {
    return Json.array().add(epoch).add(seq);
  }

  private static boolean isCount(JsonNode node) {
    return node.isIntegralNumber()
        && node.canConvertToLong()
        && node.longValue() >= 0
        && node.longValue() < 1L << 62;
  }
}
