package io.fieldway.node.broker;

import io.fieldway.node.kept.Kept;
import io.fieldway.node.kept.Kept.KeptArrival;
import io.fieldway.node.kept.Kept.KeptDelivery;
import io.fieldway.node.kept.Kept.KeptHistory;
import io.fieldway.node.kept.Kept.KeptMessage;
import io.fieldway.node.kept.Kept.KeptRemoval;
import io.fieldway.node.kept.Kept.KeptRetained;
import io.fieldway.node.kept.Kept.KeptSession;
import io.fieldway.node.kept.Kept.KeptSubscription;
import io.fieldway.node.packet.Property;
import io.fieldway.routing.topic.InvalidTopicException;
import io.fieldway.routing.topic.TopicFilter;
import io.fieldway.routing.topic.TopicLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Makes a broker's state from what its journal kept. Keys rise with time, so that deliveries in
/// the order of their keys are in the order of their queues. A value whose owner did not survive is
/// forgotten.
final class Restore {
  /// What was granted stays, whatever the limits are now.
  private static final TopicLimits UNLIMITED =
      new TopicLimits(TopicLimits.PROTOCOL_BYTES, Integer.MAX_VALUE);

  private final Sessions sessions;
  private final Subscriptions subscriptions;
  private final Retained retained;
  private final History history;
  private final Keeper keeper;

  private final Map<Long, Session> sessionsByKey = new HashMap<>();
  private final Map<Long, Message> messages = new HashMap<>();
  private final Map<String, SharedGroup> groups = new HashMap<>();

  Restore(
      Sessions sessions,
      Subscriptions subscriptions,
      Retained retained,
      History history,
      Keeper keeper) {
    this.sessions = sessions;
    this.subscriptions = subscriptions;
    this.retained = retained;
    this.history = history;
    this.keeper = keeper;
  }

  void all(Map<Long, Kept.OfBroker> survived, long now) {
    TreeMap<Long, Kept.OfBroker> rest = new TreeMap<>();
    survived.forEach((key, value) -> {
      switch (value) {
        case KeptSession kept -> session(key, kept, now);
        case KeptMessage kept -> message(key, kept);
        case KeptSubscription kept -> rest.put(key, kept);
        case KeptDelivery kept -> rest.put(key, kept);
        case KeptArrival kept -> rest.put(key, kept);
        case KeptRetained kept -> rest.put(key, kept);
        case KeptHistory kept -> rest.put(key, kept);
        case KeptRemoval(String topic, long time, String origin) ->
            retained.restoreRemoval(topic, new Stamp(time, origin), key);
      }
    });
    rest.forEach((key, kept) -> {
      if (kept instanceof KeptSubscription subscription) {
        subscription(key, subscription);
      }
    });
    rest.forEach((key, kept) -> {
      switch (kept) {
        case KeptDelivery delivery -> delivery(key, delivery);
        case KeptArrival arrival -> arrival(key, arrival);
        case KeptRetained place -> place(key, place);
        case KeptHistory place -> history(key, place, now);
        case KeptSubscription done -> {}
        case KeptSession done -> {}
        case KeptMessage done -> {}
        case KeptRemoval done -> {}
      }
    });
    messages.forEach((key, message) -> {
      if (message.keepers == 0) {
        keeper.forget(key);
      }
    });
    List<Session> over = new ArrayList<>();
    sessionsByKey.values().stream().filter(session -> !session.isDurable()).forEach(over::add);
    over.forEach(session -> sessions.end(session, now));
  }

  private void session(long key, KeptSession kept, long now) {
    Session session = sessions.restore(kept.clientId());
    session.key = key;
    session.expirySeconds = kept.expirySeconds();
    session.user = kept.user();
    session.will(kept.will().orElse(null));
    session.endsAt =
        kept.endsAt() == Kept.NEVER ? now + kept.expirySeconds() * 1000 : kept.endsAt();
    kept.will()
        .ifPresent(will ->
            session.willAt =
                now + will.properties().number(Property.WILL_DELAY_INTERVAL, 0) * 1000);
    sessionsByKey.put(key, session);
  }

  private void message(long key, KeptMessage kept) {
    Message message =
        new Message(kept.topic(), kept.payload(), kept.qos(), kept.properties(), kept.expiresAt());
    message.key = key;
    messages.put(key, message);
  }

  private void subscription(long key, KeptSubscription kept) {
    Session session = sessionsByKey.get(kept.session());
    if (session == null) {
      keeper.forget(key);
      return;
    }
    TopicFilter filter;
    try {
      filter = TopicFilter.parse(kept.subscription().filter(), UNLIMITED);
    } catch (InvalidTopicException e) {
      throw new IllegalStateException("the journal keeps a filter that is none", e);
    }
    Subscribed subscribed =
        subscriptions.subscribed(session, kept.subscription(), filter, kept.identifier());
    subscribed.key = key;
    sessions.add(subscribed);
    SharedGroup group = subscribed.group;
    if (group != null) {
      groups.put(group.name(), group);
    }
  }

  private void delivery(long key, KeptDelivery kept) {
    Session session = sessionsByKey.get(kept.session());
    Message message = messages.get(kept.message());
    if (session == null || message == null) {
      keeper.forget(key);
      return;
    }
    @Nullable SharedGroup group = groups.get(kept.group());
    Delivery delivery = new Delivery(message, kept.qos(), kept.retain(), kept.identifiers(), group);
    delivery.key = key;
    delivery.packetId = kept.packetId();
    delivery.released = kept.released();
    message.keepers++;
    session.outgoing.restore(delivery);
  }

  private void arrival(long key, KeptArrival kept) {
    Session session = sessionsByKey.get(kept.session());
    if (session == null) {
      keeper.forget(key);
    } else {
      session.arrivals.put(kept.packetId(), key);
    }
  }

  private void place(long key, KeptRetained kept) {
    Message message = messages.get(kept.message());
    if (message == null || history.forbids(message.topic)) {
      keeper.forget(key);
    } else {
      message.keepers++;
      retained.restore(message, new Stamp(kept.time(), kept.origin()), key);
    }
  }

  private void history(long key, KeptHistory kept, long now) {
    Message message = messages.get(kept.message());
    if (message == null) {
      keeper.forget(key);
      return;
    }
    message.keepers++;
    if (!history.restore(message, kept, key, now)) {
      keeper.forgetPlace(key, message);
    }
  }
}
