package io.fieldway.node.mesh;

import io.fieldway.node.kept.Kept;
import io.fieldway.node.kept.Kept.KeptIdentity;
import io.fieldway.node.kept.Ledger;
import java.util.Map;

/// Which life of which disk a node is in.
///
/// @param incarnation of the disk: seconds since the epoch when it was first used
/// @param epoch of the life: above all former ones, those of a former disk too as far as the clock
///   tells
public record Identity(long incarnation, long epoch) {
  /// Begins a life, and keeps that it has begun.
  public static Identity begin(Map<Long, Kept.OfMesh> survived, Ledger ledger, long now) {
    long seconds = Math.max(1, now / 1000);
    for (Map.Entry<Long, Kept.OfMesh> entry : survived.entrySet()) {
      if (entry.getValue() instanceof KeptIdentity(long incarnation, long epoch)) {
        return keep(
            new Identity(incarnation, Math.max(epoch + 1, seconds)), entry.getKey(), ledger);
      }
    }
    return keep(new Identity(seconds, seconds), ledger.nextKey(), ledger);
  }

  private static Identity keep(Identity begun, long key, Ledger ledger) {
    ledger.put(key, new KeptIdentity(begun.incarnation, begun.epoch));
    ledger.boundary();
    return begun;
  }
}
