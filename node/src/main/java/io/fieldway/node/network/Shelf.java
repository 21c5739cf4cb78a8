package io.fieldway.node.network;

import io.fieldway.node.kept.Kept.KeptAdvert;
import io.fieldway.node.kept.Kept.KeptInterest;
import io.fieldway.node.kept.Kept.KeptInterestVersion;
import io.fieldway.node.kept.Ledger;
import java.util.List;

/// Keeps what is known of other nodes in the journal. Where that has no room for more, what is
/// known is known until a restart, and counted.
final class Shelf {
  private final Ledger ledger;
  private final Counters counters;

  Shelf(Ledger ledger, Counters counters) {
    this.ledger = ledger;
    this.counters = counters;
  }

  void keepAdvert(KnownNode node) {
    KeptAdvert kept =
        new KeptAdvert(
            node.signedAdvert.content(), node.signedAdvert.signature(), node.unreachableSince);
    if (node.advertKey != 0) {
      ledger.put(node.advertKey, kept);
    } else if (hasRoom()) {
      node.advertKey = ledger.add(kept);
    }
  }

  /// Keeps an interest after it has changed.
  void keepInterest(KnownNode node, List<String> added, List<Long> removedKeys) {
    removedKeys.forEach(ledger::remove);
    for (String filter : added) {
      if (hasRoom()) {
        node.filters.put(filter, ledger.add(new KeptInterest(node.name, filter)));
      }
    }
    KeptInterestVersion kept =
        new KeptInterestVersion(node.signedHead.content(), node.signedHead.signature());
    if (node.headKey != 0) {
      ledger.put(node.headKey, kept);
    } else if (hasRoom()) {
      node.headKey = ledger.add(kept);
    }
  }

  void forget(KnownNode node) {
    ledger.remove(node.advertKey);
    ledger.remove(node.headKey);
    node.filters.stream().forEach(filter -> ledger.remove(node.filters.key(filter)));
  }

  /// Removes what did not survive as it was.
  void discard(long key) {
    ledger.remove(key);
  }

  private boolean hasRoom() {
    boolean room = ledger.hasRoom();
    if (!room) {
      counters.unkept++;
    }
    return room;
  }
}
