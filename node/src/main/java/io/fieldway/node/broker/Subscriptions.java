package io.fieldway.node.broker;

import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.RetainHandling;
import io.fieldway.node.packet.Suback;
import io.fieldway.node.packet.Subscribe;
import io.fieldway.node.packet.Subscription;
import io.fieldway.node.packet.Unsuback;
import io.fieldway.node.packet.Unsubscribe;
import io.fieldway.routing.topic.InvalidTopicException;
import io.fieldway.routing.topic.TopicFilter;
import io.fieldway.routing.topic.TopicLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// SUBSCRIBE and UNSUBSCRIBE (MQTT 5 §3.8 to §3.11).
final class Subscriptions {
  /// What MQTT itself allows: one level more than there can be separators.
  private static final TopicLimits UNLIMITED =
      new TopicLimits(TopicLimits.PROTOCOL_BYTES, TopicLimits.PROTOCOL_BYTES + 1);

  private final BrokerConfig config;
  private final Sessions sessions;
  private final Matches matches;
  private final Retained retained;
  private final Keeper keeper;
  private final Gate gate;
  private final Counters counters;
  private final TopicLimits limits;

  Subscriptions(
      BrokerConfig config,
      Sessions sessions,
      Matches matches,
      Retained retained,
      Keeper keeper,
      Gate gate,
      Counters counters) {
    this.config = config;
    this.sessions = sessions;
    this.matches = matches;
    this.retained = retained;
    this.keeper = keeper;
    this.gate = gate;
    this.counters = counters;
    this.limits = config.topicLimits();
  }

  /// Takes SUBSCRIBE: each filter is granted or refused by itself [MQTT-3.8.4-5]; retained messages
  /// follow SUBACK. A filter that is none breaks the protocol.
  void subscribe(Client client, Subscribe subscribe, long now) {
    if (subscribe.subscriptions().stream().anyMatch(Subscriptions::sharesWithNoLocal)) {
      client.breach(
          ReasonCode.PROTOCOL_ERROR, "No Local on a shared subscription [MQTT-3.8.3-4]", now);
      return;
    }
    Optional<String> fault = fault(subscribe);
    if (fault.isPresent()) {
      client.breach(ReasonCode.PROTOCOL_ERROR, fault.get(), now);
      return;
    }
    int identifier = (int) subscribe.properties().number(Property.SUBSCRIPTION_IDENTIFIER, 0);
    List<ReasonCode> reasons = new ArrayList<>();
    List<Subscribed> asking = new ArrayList<>();
    for (Subscription subscription : subscribe.subscriptions()) {
      ReasonCode reason = grant(client, subscription, identifier, asking);
      if (reason.isRefusal()) {
        counters.subscribeRefused++;
      }
      reasons.add(reason);
    }
    Suback suback = new Suback(subscribe.packetId(), reasons, Properties.NONE);
    answer(client, suback, asking, now);
  }

  /// Sends SUBACK and after it the retained messages. Where SUBACK has to wait they are taken now,
  /// and what is published meanwhile goes after them: it must not overtake an older one of its
  /// topic [MQTT-4.6.0-6].
  private void answer(Client client, Suback suback, List<Subscribed> asking, long now) {
    if (gate.isOpen(keeper.position(), client)) {
      client.send(suback);
      asking.forEach(subscribed -> sendRetained(subscribed, now));
      return;
    }
    Outgoing outgoing = client.session().outgoing;
    outgoing.holdBack();
    asking.forEach(subscribed -> sendRetained(subscribed, now));
    gate.pass(
        keeper.position(),
        client,
        () -> {
          client.send(suback);
          outgoing.goOn(now);
        });
  }

  /// Takes UNSUBSCRIBE.
  void unsubscribe(Client client, Unsubscribe unsubscribe) {
    Session session = client.session();
    List<ReasonCode> reasons = new ArrayList<>();
    for (String filter : unsubscribe.filters()) {
      Subscribed subscribed = session.subscriptions.get(filter); // [MQTT-3.10.4-1]
      if (subscribed == null) {
        reasons.add(ReasonCode.NO_SUBSCRIPTION_EXISTED);
      } else {
        sessions.remove(subscribed);
        keeper.forget(subscribed.key);
        reasons.add(ReasonCode.SUCCESS);
      }
    }
    client.reply(keeper.position(), new Unsuback(unsubscribe.packetId(), reasons, Properties.NONE));
  }

  private ReasonCode grant(
      Client client, Subscription subscription, int identifier, List<Subscribed> asking) {
    Session session = client.session();
    TopicFilter filter;
    try {
      filter = TopicFilter.parse(subscription.filter(), limits);
    } catch (InvalidTopicException e) {
      return ReasonCode.TOPIC_FILTER_INVALID;
    }
    boolean taken = Attachments.isShared(filter.text()) && !client.isAttachment();
    if (taken || !client.rights().maySubscribe(filter.filter())) {
      return ReasonCode.NOT_AUTHORIZED;
    }
    Subscribed former = session.subscriptions.get(subscription.filter());
    if (former == null && !hasRoom(session)) {
      return ReasonCode.QUOTA_EXCEEDED;
    }
    Subscribed subscribed = place(session, subscription, filter, identifier, former);
    boolean wanted =
        subscription.retainHandling() == RetainHandling.SEND
            || (subscription.retainHandling() == RetainHandling.SEND_IF_NEW && former == null);
    if (wanted && (subscribed.group == null || client.isAttachment())) {
      asking.add(subscribed); // [MQTT-3.3.1-9] to [MQTT-3.3.1-11]
    }
    return ReasonCode.granted(subscription.qos());
  }

  private boolean hasRoom(Session session) {
    return session.subscriptions.size() < config.maximumSubscriptions()
        && (!session.isDurable() || keeper.hasRoom());
  }

  /// Adds a subscription, in the place of one with the same filter [MQTT-3.8.4-3].
  private Subscribed place(
      Session session,
      Subscription subscription,
      TopicFilter filter,
      int identifier,
      @Nullable Subscribed former) {
    Subscribed subscribed = subscribed(session, subscription, filter, identifier);
    if (former != null) {
      subscribed.key = former.key;
    }
    sessions.add(subscribed);
    if (former != null) {
      sessions.replaced(former);
    }
    if (session.isDurable()) {
      keeper.save(subscribed);
    }
    return subscribed;
  }

  /// A subscription with its shared one, where it is part of such.
  Subscribed subscribed(
      Session session, Subscription subscription, TopicFilter filter, int identifier) {
    SharedGroup group =
        filter.shareName().isPresent()
            ? matches.group(subscription.filter(), filter.filter())
            : null;
    return new Subscribed(session, subscription, filter.filter(), identifier, group);
  }

  private void sendRetained(Subscribed subscribed, long now) {
    Session session = subscribed.session;
    List<Integer> identifiers =
        subscribed.identifier == 0 ? List.of() : List.of(subscribed.identifier);
    retained.match(
        subscribed.filter,
        now,
        message ->
            session.outgoing.deliverRetained(
                new Delivery(
                    message,
                    message.qos.atMost(subscribed.subscription.qos()),
                    true, // [MQTT-3.3.1-8]
                    identifiers,
                    null),
                now));
  }

  /// What is wrong with a filter that MQTT does not allow [MQTT-4.7.1-1], [MQTT-4.7.1-2],
  /// [MQTT-4.8.2-1], [MQTT-4.8.2-2]. Topic Filter invalid is not said of it but of one that is
  /// correctly formed.
  private static Optional<String> fault(Subscribe subscribe) {
    for (Subscription subscription : subscribe.subscriptions()) {
      try {
        TopicFilter.parse(subscription.filter(), UNLIMITED);
      } catch (InvalidTopicException e) {
        return Optional.ofNullable(e.getMessage());
      }
    }
    return Optional.empty();
  }

  private static boolean sharesWithNoLocal(Subscription subscription) {
    return subscription.noLocal() && subscription.filter().startsWith("$share/");
  }
}
