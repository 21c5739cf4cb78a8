package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.Subscription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A subscription of a session.
final class Subscribed implements Interest {
  final Session session;
  final Subscription subscription;

  /// The filter that topics are matched with: without `$share/name/`.
  final String filter;

  /// The subscription identifier, 0 where none was given.
  final int identifier;

  /// Of a shared subscription.
  final @Nullable SharedGroup group;

  /// Its key in the journal, 0 while it is not kept.
  @Var long key;

  @Var private @Nullable Target alone;

  Subscribed(
      Session session,
      Subscription subscription,
      String filter,
      int identifier,
      @Nullable SharedGroup group) {
    this.session = session;
    this.subscription = subscription;
    this.filter = filter;
    this.identifier = identifier;
    this.group = group;
  }

  /// What its session gets by it alone, as a member of a shared subscription does.
  Target alone() {
    @Var Target made = alone;
    if (made == null) {
      made = Target.of(List.of(this));
      alone = made;
    }
    return made;
  }
}
