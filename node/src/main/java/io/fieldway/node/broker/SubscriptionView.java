package io.fieldway.node.broker;

import io.fieldway.node.packet.Subscription;

/// A subscription as people see it.
///
/// @param filter the whole text, `$share/name/` included
/// @param identifier 0 where none was given
public record SubscriptionView(
    String clientId,
    String filter,
    int qos,
    boolean noLocal,
    boolean retainAsPublished,
    int identifier) {
  static SubscriptionView of(Subscribed subscribed) {
    Subscription subscription = subscribed.subscription;
    return new SubscriptionView(
        subscribed.session.clientId,
        subscription.filter(),
        subscription.qos().number(),
        subscription.noLocal(),
        subscription.retainAsPublished(),
        subscribed.identifier);
  }
}
