package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.access.Access;
import io.fieldway.node.kept.Kept;
import io.fieldway.node.kept.Ledger;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.routing.topic.TopicFilter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// An MQTT broker without I/O. One thread makes all calls to it and to its clients; a time is in
/// milliseconds since the epoch and never falls.
///
/// What comes from a client goes through [Client]: CONNECT to the handshake and the sessions,
/// PUBLISH to the arrivals, from there to the retained messages and the router, and out through
/// each receiving session's [Outgoing]. Whatever must survive is written by the [Keeper]; what may
/// be said only then waits at the [Gate].
public final class Broker {
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;

  private final BrokerConfig config;
  private final Counters counters = new Counters();
  private final Keeper keeper;
  private final Gate gate;
  private final Matches matches;
  private final Router router;
  private final Retained retained;
  private final History history;
  private final Sessions sessions;
  private final Handshake handshake;
  private final Arrivals arrivals;
  private final Subscriptions subscriptions;
  private final SystemTopics systemTopics;
  private final PendingOutput pendingOutput;
  private final Set<Client> clients = new LinkedHashSet<>();
  @Var private long nextSecond;
  @Var private long nextMinute;
  @Var private boolean stopping;
  @Var private @Nullable Demand demand;

  /// A broker without sessions.
  ///
  /// @param random names clients that have no name and scatters topics; unpredictable where clients
  ///   are strangers
  public Broker(
      BrokerConfig config, Access access, Ledger ledger, RandomGenerator random, long now) {
    this.config = config;
    this.keeper = new Keeper(ledger);
    this.gate = new Gate(ledger.position());
    this.matches = new Matches(random.nextLong());
    this.router = new Router(config, matches, keeper, counters);
    this.retained = new Retained(config, keeper, random.nextLong());
    this.history = new History(config.history(), keeper, counters, random.nextLong());
    this.sessions =
        new Sessions(config, matches, router, retained, history, keeper, gate, counters);
    this.handshake = new Handshake(config, access, sessions, random, counters);
    this.arrivals = new Arrivals(config, router, retained, history, keeper, counters);
    this.subscriptions =
        new Subscriptions(config, sessions, matches, retained, history, keeper, gate, counters);
    this.pendingOutput = new PendingOutput(config);
    this.systemTopics = new SystemTopics(config, retained, router, now);
    this.nextMinute = now + MINUTE;
  }

  /// Takes up what a journal kept, before the first connection. Clients that were connected count
  /// as lost now.
  ///
  /// @param survived the journal's values by their keys
  public void restore(Map<Long, Kept.OfBroker> survived, long now) {
    new Restore(sessions, subscriptions, retained, history, keeper).all(survived, now);
    keeper.boundary();
  }

  /// Becomes one of several nodes, once what survived is taken up.
  ///
  /// @param name this node's
  public void join(String name, Beyond mesh) {
    retained.join(name);
    router.join(mesh);
    sessions.join(mesh);
  }

  /// Sessions of another node have subscribed to a filter.
  public void consumes(String node, TopicFilter filter) {
    matches.add(node, filter);
    if (demand != null) {
      demand.add(node, filter);
    }
  }

  /// They have no longer subscribed to it.
  public void consumesNot(String node, TopicFilter filter) {
    matches.remove(node, filter);
    if (demand != null) {
      demand.remove(node, filter);
    }
  }

  /// What is wanted, kept from now on where there are attachments, and so asked for before the
  /// other nodes are known. Sessions of attachments that are not among these end: nothing is to
  /// gather in them.
  ///
  /// @param seed a secret that keeps clients from choosing filters whose hashes are equal
  /// @param attachments the client ids of those there are
  public Demand demand(long seed, Set<String> attachments, long now) {
    sessions.all().stream()
        .filter(session ->
            Attachments.isReserved(session.clientId) && !attachments.contains(session.clientId))
        .toList()
        .forEach(session -> sessions.end(session, now));
    keeper.boundary();
    Demand kept = new Demand(seed);
    if (!attachments.isEmpty()) {
      demand = kept;
      sessions.follow(kept);
    }
    return kept;
  }

  /// What the session of a client id subscribes to; empty where there is no session.
  public Optional<Set<String>> subscribedBy(String clientId) {
    return sessions.find(clientId).map(session -> Set.copyOf(session.subscriptions.keySet()));
  }

  /// Takes a message from another node, to this addressee. False where a session of it has no room;
  /// then nobody here has got it, and it may be offered again.
  ///
  /// @param origin the node where it was published
  public boolean arrives(Onward onward, String origin, Addressee here, long now) {
    Message message =
        new Message(
            onward.topic(),
            onward.payload(),
            onward.qos(),
            onward.properties(),
            onward.expiresAt());
    if (message.isExpired(now)) {
      counters.expiredMessages++;
      return true;
    }
    Stamp stamp = new Stamp(onward.time(), origin);
    if (onward.retain() && retained.has(message.topic, stamp)) {
      return true; // told again to a node that was given up meanwhile
    }
    Router.Outcome outcome =
        router.publishHere(
            message, here.plain() || onward.retain(), here.groups(), onward.retain(), now);
    if (outcome == Router.Outcome.REFUSED) {
      return false;
    }
    if (onward.retain() && (onward.payload().size() == 0 || !history.forbids(message.topic))) {
      if (retained.hasRoom(message)) {
        retained.retain(message, stamp);
      } else {
        counters.droppedFull++;
      }
    }
    history.add(message, onward.retain() ? stamp : Stamp.NONE, "", now);
    return true;
  }

  /// Calls for every retained message that was published here, or at a node that this names.
  public void retainedOf(Predicate<String> origin, BiConsumer<Onward, String> action) {
    retained.forEachKept((message, stamp) -> {
      if (origin.test(stamp.origin())) {
        message.time = stamp.time();
        action.accept(message.onward(true), stamp.origin());
      }
    });
  }

  /// Takes a new connection.
  public Client connected(Origin origin, Outbound outbound, long now) {
    return connected(origin, outbound, false, now);
  }

  /// Takes the connection of an attachment, which is let in without a question and under a name of
  /// [Attachments] alone.
  public Client attached(Origin origin, Outbound outbound, long now) {
    return connected(origin, outbound, true, now);
  }

  private Client connected(Origin origin, Outbound outbound, boolean attachment, long now) {
    Client client = new Client(this, origin, outbound, attachment, now);
    if (stopping) {
      client.close(ReasonCode.SERVER_SHUTTING_DOWN, "the server is shutting down", now);
    } else {
      clients.add(client);
    }
    return client;
  }

  /// The journal is durable up to a position.
  public void committed(long position, long now) {
    gate.durable(position);
    keeper.boundary();
  }

  /// Lets time pass; to be called about ten times a second.
  public void tick(long now) {
    if (pendingOutput.hasRefused()) {
      List.copyOf(clients).forEach(client -> client.drained(now));
    }
    if (now >= nextSecond) {
      nextSecond = now + SECOND;
      List.copyOf(clients).forEach(client -> client.tick(now));
      pendingOutput.tooSlow(clients).forEach(client -> client.isTooSlow(now));
      systemTopics.tick(counts(), now);
    }
    sessions.tick(now);
    if (now >= nextMinute) {
      nextMinute = now + MINUTE;
      counters.expiredMessages += retained.expire(now);
      history.expire(now);
    }
    keeper.boundary();
  }

  /// Says goodbye to all clients, which publishes their wills, and refuses new connections. Durable
  /// sessions stay for the next start.
  public void stop(long now) {
    stopping = true;
    List.copyOf(clients)
        .forEach(client ->
            client.close(ReasonCode.SERVER_SHUTTING_DOWN, "the server is shutting down", now));
    keeper.boundary();
  }

  /// How many sessions there are, connected or not.
  public int sessionCount() {
    return sessions.size();
  }

  /// The topics that clients of this broker have published to since it started, in no order: the
  /// publish half of its behaviour (Chen et al. 2020, Definition 11).
  public PublishedTopics published() {
    return arrivals.published();
  }

  /// Sends all clients to where their sessions go on, and refuses new connections.
  ///
  /// @param reference where that is, as `host:port`
  public void move(String reference, long now) {
    stopping = true;
    List.copyOf(clients).forEach(client -> client.moved(reference, now));
    keeper.boundary();
  }

  /// What was counted, and what is held now.
  public BrokerCounts counts() {
    return new BrokerCounts(
        counters.packetsReceived,
        counters.packetsSent,
        counters.publishReceived,
        counters.publishSent,
        counters.connects,
        counters.connectsRefused,
        counters.takenOver,
        counters.publishRefused,
        counters.subscribeRefused,
        counters.protocolErrors,
        counters.keepAliveTimeouts,
        counters.closedFull,
        counters.closedSlow,
        counters.droppedSlow,
        counters.droppedFull,
        counters.droppedTooLarge,
        counters.droppedNotAuthorized,
        counters.expiredMessages,
        counters.expiredSessions,
        counters.willsPublished,
        (int) clients.stream().filter(Client::isConnected).count(),
        sessions.size(),
        sessions.subscriptionCount(),
        retained.size(),
        keeper.heldMessages() - retained.size(),
        keeper.heldBytes(),
        history.size(),
        history.bytes(),
        counters.historyDropped);
  }

  /// All sessions, by client id.
  public List<SessionView> sessionViews() {
    return sessions.all().stream()
        .map(SessionView::of)
        .sorted(Comparator.comparing(SessionView::clientId))
        .toList();
  }

  /// All subscriptions, by client id and filter.
  public List<SubscriptionView> subscriptionViews() {
    return sessions.all().stream()
        .flatMap(session -> session.subscriptions.values().stream())
        .map(SubscriptionView::of)
        .sorted(
            Comparator.comparing(SubscriptionView::clientId)
                .thenComparing(SubscriptionView::filter))
        .toList();
  }

  /// All retained messages, by topic.
  public List<RetainedView> retainedViews() {
    List<RetainedView> views = new ArrayList<>();
    retained.forEach((topic, message) -> views.add(RetainedView.of(message)));
    views.sort(Comparator.comparing(RetainedView::topic));
    return views;
  }

  /// What is kept for those who subscribe later, by topic.
  public List<HistoryView> historyViews() {
    return history.views();
  }

  BrokerConfig config() {
    return config;
  }

  Counters counters() {
    return counters;
  }

  Keeper keeper() {
    return keeper;
  }

  Gate gate() {
    return gate;
  }

  PendingOutput pendingOutput() {
    return pendingOutput;
  }

  Handshake handshake() {
    return handshake;
  }

  Arrivals arrivals() {
    return arrivals;
  }

  Subscriptions subscriptions() {
    return subscriptions;
  }

  Sessions sessions() {
    return sessions;
  }

  void gone(Client client) {
    clients.remove(client);
    handshake.gone(client);
  }
}
