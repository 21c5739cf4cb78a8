package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.Subscription;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a session gets of a topic: one copy, though several of its subscriptions match
/// [MQTT-3.3.4-2], at the highest of their qualities and with all their identifiers [MQTT-3.3.4-4].
///
/// @param qos the highest granted
/// @param retainAsPublished whether any of the subscriptions keeps the flag
/// @param identifiers of the subscriptions that have one
/// @param noLocal whether any of them wants nothing of the session's own
/// @param of the subscriptions
record Target(
    Session session,
    QoS qos,
    boolean retainAsPublished,
    List<Integer> identifiers,
    boolean noLocal,
    List<Subscribed> of) {
  Target(
      Session session,
      QoS qos,
      boolean retainAsPublished,
      List<Integer> identifiers,
      boolean noLocal,
      List<Subscribed> of) {
    this.session = session;
    this.qos = qos;
    this.retainAsPublished = retainAsPublished;
    this.identifiers = List.copyOf(identifiers);
    this.noLocal = noLocal;
    this.of = List.copyOf(of);
  }

  /// Joins subscriptions of one session, which are not none.
  static Target of(List<Subscribed> subscriptions) {
    @Var QoS qos = QoS.AT_MOST_ONCE;
    @Var boolean retainAsPublished = false;
    @Var boolean noLocal = false;
    List<Integer> identifiers = new ArrayList<>(0);
    for (Subscribed subscribed : subscriptions) {
      Subscription subscription = subscribed.subscription;
      qos = qos.atMost(subscription.qos()) == qos ? subscription.qos() : qos;
      retainAsPublished |= subscription.retainAsPublished();
      noLocal |= subscription.noLocal();
      if (subscribed.identifier != 0) {
        identifiers.add(subscribed.identifier);
      }
    }
    return new Target(
        subscriptions.getFirst().session,
        qos,
        retainAsPublished,
        identifiers,
        noLocal,
        subscriptions);
  }

  /// What is left of it for a message of this session, null where nothing: subscriptions with No
  /// Local do not get it [MQTT-3.8.3-3].
  @Nullable Target forMessageOf(@Nullable Session publisher) {
    if (!noLocal || publisher != session) {
      return this;
    }
    List<Subscribed> left =
        of.stream().filter(subscribed -> !subscribed.subscription.noLocal()).toList();
    return left.isEmpty() ? null : of(left);
  }
}
