package io.fieldway.node.kept;

import io.fieldway.wire.Bytes;
import java.util.HashMap;
import java.util.Map;

/// What a journal kept over a restart, by keys, apart for each part of the node that wrote it.
public record Survivors(
    Map<Long, Kept.OfBroker> ofBroker,
    Map<Long, Kept.OfNetwork> ofNetwork,
    Map<Long, Kept.OfMesh> ofMesh) {
  public Survivors(
      Map<Long, Kept.OfBroker> ofBroker,
      Map<Long, Kept.OfNetwork> ofNetwork,
      Map<Long, Kept.OfMesh> ofMesh) {
    this.ofBroker = Map.copyOf(ofBroker);
    this.ofNetwork = Map.copyOf(ofNetwork);
    this.ofMesh = Map.copyOf(ofMesh);
  }

  /// Reads all values, and makes sure that the ledger gives no key of theirs again.
  ///
  /// @throws io.fieldway.wire.MalformedException where a value is none that a node writes
  public static Survivors read(Map<Long, Bytes> values, Ledger ledger) {
    Map<Long, Kept.OfBroker> ofBroker = new HashMap<>();
    Map<Long, Kept.OfNetwork> ofNetwork = new HashMap<>();
    Map<Long, Kept.OfMesh> ofMesh = new HashMap<>();
    values.forEach((key, value) -> {
      ledger.used(key);
      switch (KeptForm.read(value)) {
        case Kept.OfBroker kept -> ofBroker.put(key, kept);
        case Kept.OfNetwork kept -> ofNetwork.put(key, kept);
        case Kept.OfMesh kept -> ofMesh.put(key, kept);
      }
    });
    return new Survivors(ofBroker, ofNetwork, ofMesh);
  }
}
