package io.fieldway.node.network;

import io.fieldway.node.kept.Kept;
import io.fieldway.node.kept.Kept.KeptAdvert;
import io.fieldway.node.kept.Kept.KeptInterest;
import io.fieldway.node.kept.Kept.KeptInterestVersion;
import io.fieldway.node.network.Network.Effects;
import java.util.Map;
import java.util.TreeMap;

/// Makes what was known of the others from what the journal kept. What is not whole any more is
/// discarded: it comes again with the first link.
final class Restore {
  private final Map<String, KnownNode> nodes;
  private final Judge judge;
  private final LinkStates linkStates;
  private final Interests interests;
  private final Shelf shelf;
  private final Effects effects;

  Restore(
      Map<String, KnownNode> nodes,
      Judge judge,
      LinkStates linkStates,
      Interests interests,
      Shelf shelf,
      Effects effects) {
    this.nodes = nodes;
    this.judge = judge;
    this.linkStates = linkStates;
    this.interests = interests;
    this.shelf = shelf;
    this.effects = effects;
  }

  void all(Map<Long, ? extends Kept.OfNetwork> survived, String self, long now) {
    Map<Long, Kept.OfNetwork> ordered = new TreeMap<>(survived);
    ordered.forEach((key, kept) -> {
      if (kept instanceof KeptAdvert advert) {
        advert(key, advert, self, now);
      }
    });
    ordered.forEach((key, kept) -> {
      if (kept instanceof KeptInterest(String name, String filter)) {
        filter(key, name, filter, self);
      }
    });
    ordered.forEach((key, kept) -> {
      if (kept instanceof KeptInterestVersion version) {
        version(key, version);
      }
    });
    nodes.values().stream().filter(node -> !node.name.equals(self)).forEach(this::tell);
  }

  private void advert(long key, KeptAdvert kept, String self, long now) {
    try {
      Signed signed = new Signed(kept.advert(), kept.signature());
      Advert advert = judge.advert(signed);
      if (advert.node().equals(self) || nodes.containsKey(advert.node())) {
        shelf.discard(key);
        return;
      }
      judge.requireSound(advert);
      judge.requireRoomForNode(nodes.size());
      KnownNode node = new KnownNode(advert.node());
      node.signedAdvert = signed;
      node.advertKey = key;
      node.heardAt = now;
      node.unreachableSince = Math.min(now, kept.unreachableSince());
      node.mustKeep = kept.unreachableSince() == Kept.NEVER;
      linkStates.restore(node, advert);
    } catch (InvalidControlException e) {
      shelf.discard(key);
    }
  }

  private void filter(long key, String name, String filter, String self) {
    KnownNode node = nodes.get(name);
    if (node == null || name.equals(self) || !judge.isFilter(filter)) {
      shelf.discard(key);
    } else if (!node.filters.put(filter, key)) {
      throw new IllegalStateException("a filter was kept twice");
    }
  }

  private void version(long key, KeptInterestVersion kept) {
    try {
      Signed signed = new Signed(kept.head(), kept.signature());
      InterestHead head = judge.head(signed);
      KnownNode node = nodes.get(head.node());
      if (node == null || node.headKey != 0 || !interests.restore(node, head, signed)) {
        shelf.discard(key);
      } else {
        node.headKey = key;
      }
    } catch (InvalidControlException e) {
      shelf.discard(key);
    }
  }

  private void tell(KnownNode node) {
    if (node.headKey == 0) {
      node.filters.stream().forEach(filter -> shelf.discard(node.filters.key(filter)));
      node.filters = new FilterSet();
    }
    effects.known(node.name);
    node.filters.stream().toList().forEach(filter -> effects.interested(node.name, filter));
  }
}
