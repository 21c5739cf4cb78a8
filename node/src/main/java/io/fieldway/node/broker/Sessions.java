package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.kept.Kept;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.Will;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All sessions: how they begin, go on with a new connection, and end (MQTT 5 §4.1), and the wills
/// of their clients (§3.1.2.5).
final class Sessions {
  /// Why a client may not have its session.
  record Refusal(ReasonCode reason, String why) {}

  /// A session that a client was given.
  ///
  /// @param present whether it was there before [MQTT-3.2.2-2]
  /// @param position of the journal from which on it is durable
  record Attached(Session session, boolean present, long position) {}

  private final BrokerConfig config;
  private final Matches matches;
  private final Router router;
  private final Retained retained;
  private final History history;
  private final Keeper keeper;
  private final Gate gate;
  private final Counters counters;
  private final Map<String, Session> byClientId = new LinkedHashMap<>();
  @Var private int subscriptions;
  @Var private @Nullable Beyond beyond;
  @Var private @Nullable Demand demand;

  Sessions(
      BrokerConfig config,
      Matches matches,
      Router router,
      Retained retained,
      History history,
      Keeper keeper,
      Gate gate,
      Counters counters) {
    this.config = config;
    this.matches = matches;
    this.router = router;
    this.retained = retained;
    this.history = history;
    this.keeper = keeper;
    this.gate = gate;
    this.counters = counters;
  }

  /// There are other nodes, which hear of all that sessions here subscribe to.
  void join(Beyond mesh) {
    beyond = mesh;
    history.filters().forEach(mesh::subscribed);
    for (Session session : byClientId.values()) {
      for (Subscribed subscribed : session.subscriptions.values()) {
        if (!SystemTopics.isReserved(subscribed.filter)) {
          mesh.subscribed(subscribed.subscription.filter());
        }
      }
    }
  }

  /// What sessions want is of interest, but for those of attachments.
  void follow(Demand wanted) {
    demand = wanted;
    history.filters().forEach(wanted::add);
    for (Session session : byClientId.values()) {
      if (!Attachments.isReserved(session.clientId)) {
        session.subscriptions.keySet().forEach(wanted::add);
      }
    }
  }

  Optional<Session> find(String clientId) {
    return Optional.ofNullable(byClientId.get(clientId));
  }

  Collection<Session> all() {
    return byClientId.values();
  }

  int size() {
    return byClientId.size();
  }

  int subscriptionCount() {
    return subscriptions;
  }

  /// Why a client may not have the session it asks for; empty where it may.
  Optional<Refusal> refusal(Greeting greeting, Optional<String> user) {
    Session existing = byClientId.get(greeting.clientId());
    if (existing == null) {
      boolean room =
          byClientId.size() < config.maximumSessions()
              && (expirySeconds(greeting) == 0 || keeper.hasRoom());
      return room
          ? Optional.empty()
          : Optional.of(
              new Refusal(ReasonCode.QUOTA_EXCEEDED, "the broker has no room for more sessions"));
    }
    return existing.user.equals(user)
        ? Optional.empty()
        : Optional.of(new Refusal(ReasonCode.NOT_AUTHORIZED, "the session is another user's"));
  }

  /// Gives a client its session, new or as it was.
  Attached attach(Client client, Optional<String> user, long now) {
    Greeting greeting = client.greeting();
    @Var Session session = byClientId.get(greeting.clientId());
    if (session != null && session.client != null) {
      session.client.takenOver(now);
      session = byClientId.get(greeting.clientId());
    }
    if (session != null && greeting.connect().cleanStart()) {
      end(session, now); // [MQTT-3.1.2-4]
      session = null;
    }
    boolean present = session != null;
    if (session == null) {
      session = create(greeting.clientId());
      session.user = user;
    }
    session.client = client;
    session.endsAt = Kept.NEVER;
    session.expirySeconds = expirySeconds(greeting);
    session.will(greeting.connect().will().orElse(null)); // the former one is not due any more
    if (session.isDurable()
        || session.key != 0
        || (session.will().isPresent() && keeper.hasRoom())) {
      keeper.save(session);
    }
    return new Attached(session, present, keeper.position());
  }

  /// A session whose connection has ended.
  void detach(Session session, boolean withWill, long now) {
    session.client = null;
    if (!withWill) {
      session.will(null); // [MQTT-3.1.2-10]
    }
    long delay =
        session
            .will()
            .map(will -> will.properties().number(Property.WILL_DELAY_INTERVAL, 0))
            .orElse(0L);
    if (session.will().isPresent()) {
      session.willAt = now + delay * 1000;
    }
    if (!session.isDurable()) {
      end(session, now);
      return;
    }
    session.endsAt = now + session.expirySeconds * 1000;
    keeper.save(session);
    if (session.willAt <= now) {
      publishWill(session, now);
    }
    session.outgoing.offerShared(delivery -> {
      SharedGroup group = delivery.group;
      return group != null && router.passOn(delivery, group.chooseConnected(session), now);
    });
  }

  /// Ends what is due: wills first, then sessions.
  void tick(long now) {
    List<Session> due = new ArrayList<>(0);
    for (Session session : byClientId.values()) {
      if (session.client == null && (session.willAt <= now || session.endsAt <= now)) {
        due.add(session);
      }
    }
    for (Session session : due) {
      if (session.endsAt <= now) {
        counters.expiredSessions++;
        end(session, now);
      } else {
        publishWill(session, now);
      }
    }
  }

  /// Puts back a session that was kept.
  Session restore(String clientId) {
    return create(clientId);
  }

  void add(Subscribed subscribed) {
    subscribed.session.subscriptions.put(subscribed.subscription.filter(), subscribed);
    matches.add(subscribed);
    subscriptions++;
    if (beyond != null && !SystemTopics.isReserved(subscribed.filter)) {
      beyond.subscribed(subscribed.subscription.filter());
    }
    if (demand != null && !Attachments.isReserved(subscribed.session.clientId)) {
      demand.add(subscribed.subscription.filter());
    }
  }

  /// Takes away a subscription in whose place another has come.
  void replaced(Subscribed former) {
    gone(former);
  }

  void remove(Subscribed subscribed) {
    subscribed.session.subscriptions.remove(subscribed.subscription.filter());
    gone(subscribed);
  }

  private void gone(Subscribed subscribed) {
    matches.remove(subscribed);
    subscriptions--;
    if (beyond != null && !SystemTopics.isReserved(subscribed.filter)) {
      beyond.unsubscribed(subscribed.subscription.filter());
    }
    if (demand != null && !Attachments.isReserved(subscribed.session.clientId)) {
      demand.remove(subscribed.subscription.filter());
    }
  }

  /// Ends a session whose client is not connected: its will is published, whatever its delay
  /// [MQTT-3.1.2-8].
  void end(Session session, long now) {
    session.ended = true;
    byClientId.remove(session.clientId);
    for (Subscribed subscribed : List.copyOf(session.subscriptions.values())) {
      remove(subscribed);
      keeper.forget(subscribed.key);
    }
    session.arrivals.values().forEach(keeper::forget);
    for (Delivery delivery : session.outgoing.clear()) {
      SharedGroup group = delivery.group;
      if (group != null
          && !group.isEmpty()
          && !router.passOn(delivery, group.chooseInstead(session), now)) {
        counters.droppedFull++;
      }
    }
    publishWill(session, now);
    keeper.forget(session.key);
  }

  private long expirySeconds(Greeting greeting) {
    return Math.min(greeting.sessionExpiry(), config.maximumSessionExpiry().toSeconds());
  }

  private Session create(String clientId) {
    Session session = new Session(clientId, config, keeper, gate, counters);
    byClientId.put(clientId, session);
    return session;
  }

  private void publishWill(Session session, long now) {
    Will will = session.will().orElse(null);
    if (will == null) {
      return;
    }
    session.will(null);
    counters.willsPublished++;
    Message message = Message.of(will.topic(), will.payload(), will.qos(), will.properties(), now);
    Stamp stamp = will.retain() ? retained.stamp(message.topic, now) : Stamp.NONE;
    message.time = stamp.time();
    if (will.retain()) {
      boolean forbidden = message.payload.size() != 0 && history.forbids(message.topic);
      if (!forbidden && retained.hasRoom(message)) {
        retained.retain(message, stamp); // [MQTT-3.1.2-15]
      } else {
        counters.droppedFull++;
      }
    }
    router.publishWhereRoom(message, session, will.retain(), now);
    history.add(message, stamp, session.clientId, now);
    if (!session.ended && session.key != 0) {
      keeper.save(session);
    }
  }
}
