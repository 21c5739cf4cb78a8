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
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
  private final History history;
  private final Keeper keeper;
  private final Gate gate;
  private final Counters counters;
  private final TopicLimits limits;

  Subscriptions(
      BrokerConfig config,
      Sessions sessions,
      Matches matches,
      Retained retained,
      History history,
      Keeper keeper,
      Gate gate,
      Counters counters) {
    this.config = config;
    this.sessions = sessions;
    this.matches = matches;
    this.retained = retained;
    this.history = history;
    this.keeper = keeper;
    this.gate = gate;
    this.counters = counters;
    this.limits = config.topicLimits();
  }

  /// A subscription that asks for what came before it.
  ///
  /// @param isNew whether it takes no other one's place
  private record Asking(Subscribed subscribed, boolean isNew) {}

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
    List<Asking> asking = new ArrayList<>();
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

  /// Sends SUBACK and after it what came before and is kept. Where SUBACK has to wait they are
  /// taken now, and what is published meanwhile goes after them: it must not overtake an older one
  /// of its topic [MQTT-4.6.0-6].
  private void answer(Client client, Suback suback, List<Asking> asking, long now) {
    if (gate.isOpen(keeper.position(), client)) {
      client.send(suback);
      asking.forEach(each -> sendEarlier(each, now));
      return;
    }
    Outgoing outgoing = client.session().outgoing;
    outgoing.holdBack();
    asking.forEach(each -> sendEarlier(each, now));
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
      Client client, Subscription subscription, int identifier, List<Asking> asking) {
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
      boolean isNew = former == null && !client.isAttachment();
      asking.add(new Asking(subscribed, isNew)); // [MQTT-3.3.1-9] to [MQTT-3.3.1-11]
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

  /// Sends what is retained, and to a new subscription what is kept for such. A message that is
  /// both comes once, as a retained one, in its place among the others.
  private void sendEarlier(Asking asking, long now) {
    Subscribed subscribed = asking.subscribed;
    Set<Message> unsent = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Message> alone = new ArrayList<>();
    retained.match(subscribed.filter, now, alone::add);
    List<History.Entry> entries = asking.isNew ? history.match(subscribed.filter, now) : List.of();
    if (!entries.isEmpty()) {
      unsent.addAll(alone);
      entries.forEach(entry -> alone.removeIf(message -> message == entry.message));
    }
    alone.forEach(message -> sendEarlier(subscribed, message, true, now)); // [MQTT-3.3.1-8]
    for (History.Entry entry : entries) {
      if (unsent.contains(entry.message)) {
        sendEarlier(subscribed, entry.message, true, now); // [MQTT-3.3.1-8]
      } else if (!isOwn(subscribed, entry)) {
        boolean flag = // [MQTT-3.3.1-12], [MQTT-3.3.1-13]
            entry.wasToBeRetained() && subscribed.subscription.retainAsPublished();
        sendEarlier(subscribed, entry.message, flag, now);
      }
    }
  }

  /// Whether a subscription is not to have it, for its own client has published it [MQTT-3.8.3-3].
  private static boolean isOwn(Subscribed subscribed, History.Entry entry) {
    return subscribed.subscription.noLocal() && entry.publisher.equals(subscribed.session.clientId);
  }

  private static void sendEarlier(
      Subscribed subscribed, Message message, boolean retain, long now) {
    List<Integer> identifiers =
        subscribed.identifier == 0 ? List.of() : List.of(subscribed.identifier);
    subscribed.session.outgoing.deliverEarlier(
        new Delivery(
            message, message.qos.atMost(subscribed.subscription.qos()), retain, identifiers, null),
        now);
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
