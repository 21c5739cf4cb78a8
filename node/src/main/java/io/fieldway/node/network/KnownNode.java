package io.fieldway.node.network;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.kept.Kept;

/// All that is known of one node.
final class KnownNode {
  final String name;

  @Var Advert advert;
  @Var Signed signedAdvert = Signed.NOTHING;
  @Var long advertKey;

  @Var InterestHead head;
  @Var Signed signedHead = Signed.NOTHING;
  @Var long headKey;
  @Var FilterSet filters = new FilterSet();

  /// Since when it cannot be reached; [Kept#NEVER] while it can.
  @Var long unreachableSince = Kept.NEVER;

  /// Whether what is known of its links has changed since it was kept.
  @Var boolean mustKeep;

  @Var long heardAt;

  KnownNode(String name) {
    this.name = name;
    this.advert = Advert.none(name);
    this.head = InterestHead.none(name);
  }

  /// For how long it has not been reached.
  long age(long now) {
    return unreachableSince == Kept.NEVER ? 0 : Math.max(0, now - unreachableSince);
  }
}
