package io.fieldway.wire.twin;

import com.google.errorprone.annotations.Var;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The platform's side of one twin: it owns what is desired and follows what is reported. A core;
/// whoever uses it stores the result before anybody is answered.
///
/// @param held how far the gateway has the desired half on its disk
public record PlatformTwin(Twin twin, Stamp held) {

  /// The answer to a gateway that says where its twin stands.
  ///
  /// @param next what the platform holds from then on
  /// @param desired what the gateway lacks of the desired half; empty where nothing
  /// @param drift whether both stood at the same place with different documents
  public record Meeting(PlatformTwin next, Optional<Patch> desired, boolean drift) {}

  public static PlatformTwin of(String device) {
    return new PlatformTwin(Twin.of(device), Stamp.NONE);
  }

  /// Somebody desires other values; an empty one is desired no longer. What is desired already
  /// changes nothing.
  ///
  /// @param known the properties of the model in force: others are dropped where room is needed
  public PlatformTwin desire(
      Map<String, Optional<JsonNode>> changes, Set<String> known, Instant now, String source) {
    @Var Half half = twin.desired();
    for (Map.Entry<String, Optional<JsonNode>> each : changes.entrySet()) {
      Optional<TwinEntry> before = half.of(each.getKey());
      if (before.flatMap(TwinEntry::value).equals(each.getValue()) && isStanding(before)) {
        continue;
      }
      TwinEntry entry =
          new TwinEntry(0, each.getValue(), now, source, twin.reported().at(), Optional.empty());
      if (!half.hasRoomFor(each.getKey(), entry)) {
        half = half.only(known);
      }
      half = half.put(each.getKey(), entry, now.toEpochMilli());
    }
    return new PlatformTwin(new Twin(twin.device(), half, twin.reported()), held);
  }

  /// Whether the same wish need not be made again: nothing was desired, or nothing was reported
  /// since that could have overruled it.
  private boolean isStanding(Optional<TwinEntry> before) {
    return before.isEmpty()
        || before.get().value().isEmpty()
        || before.get().mark().equals(twin.reported().at());
  }

  /// Whether the bounds of a half allow these changes.
  public boolean isWithinBounds() {
    return twin.desired().isWithinBounds();
  }

  /// What the gateway has not got on its disk.
  public Optional<Patch> outgoing() {
    return held.equals(twin.desired().at())
        ? Optional.empty()
        : Optional.of(twin.desired().since(held));
  }

  /// The gateway has said how far it has the desired half on its disk. Where it is further than the
  /// platform, which may have been restored from a copy, the platform begins a new life.
  public PlatformTwin heldUpTo(Stamp stamp) {
    if (stamp.isAfter(twin.desired().at())) {
      return new PlatformTwin(
          new Twin(twin.device(), twin.desired().renewed(stamp), twin.reported()), stamp);
    }
    return new PlatformTwin(twin, stamp);
  }

  /// A session begins, or a repair.
  public Meeting meet(TwinPosition position) {
    boolean drift = position.differsFrom(twin);
    PlatformTwin next = heldUpTo(drift ? Stamp.NONE : position.desired());
    return new Meeting(next, next.outgoing(), drift);
  }

  /// The gateway reports; `next.twin().reported().at()` says how far the platform is then.
  public PlatformTwin report(Patch patch) {
    Half half = twin.reported().with(patch).filter(Half::isWithinBounds).orElse(twin.reported());
    return new PlatformTwin(new Twin(twin.device(), twin.desired(), half), held);
  }
}
