package io.fieldway.node.attach;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.attach.Witness.Way;
import io.fieldway.node.broker.Attachments;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Pingreq;
import io.fieldway.node.packet.Pingresp;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Pubcomp;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.Pubrec;
import io.fieldway.node.packet.Pubrel;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.RetainHandling;
import io.fieldway.node.packet.Suback;
import io.fieldway.node.packet.Subscribe;
import io.fieldway.node.packet.Subscription;
import io.fieldway.node.packet.Unsuback;
import io.fieldway.node.packet.Unsubscribe;
import io.fieldway.node.packet.Version;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One connection between two brokers: a wire between a session here and a session there.
///
/// **Goals.** What one broker has acknowledged the other gets, at QoS 2 once, though either is
/// restarted at any moment. Nothing is kept here: a message stays in the session it comes from
/// until the session it goes to has acknowledged it.
///
/// **Algorithm.** A message keeps its packet id from one session to the other, and its
/// acknowledgements go back under it. Both sessions last, and both repeat with the next connection
/// what was not acknowledged, PUBLISH with DUP and PUBREL; so where a packet was lost between the
/// two, MQTT itself puts it right (MQTT 5 §4.4). The connection here lives and ends with the one
/// there.
///
/// Where one session was lost and the other not, packet ids of the two no longer mean the same. A
/// broker that has forgotten its session begins with new messages: then, and with any message that
/// comes without DUP, what came under a packet id before is forgotten here. Where the session here
/// was lost, the other broker is told to begin anew.
public final class Wire {
  private static final int LOCAL_ID = 1;

  private enum State {
    /// CONNACK has not come.
    CONNECTING,
    CONNECTED,
    ENDED
  }

  private final Terms terms;
  private final Wants wants;
  private final Witness witness;
  private final Counters counters;
  private final Suspicion suspicion;
  private final Foreign foreign;
  private final Local local;
  private final Inward inward;
  private final Queue<Packet> toLocal = new ArrayDeque<>();
  private final Map<Way, Set<ReasonCode>> told = new EnumMap<>(Way.class);

  @Var private State state = State.CONNECTING;
  @Var private boolean clearing;
  @Var private boolean localBegun;
  @Var private boolean draining;
  @Var private long clock;
  @Var private long since;
  @Var private long heardAt;
  @Var private long pingedAt;

  // Valid from CONNACK on.
  @Var private @Nullable Allowance allowance;
  @Var private @Nullable Outward outward;
  @Var private @Nullable Subscriptions subscriptions;

  Wire(
      Terms terms,
      Wants wants,
      Witness witness,
      Counters counters,
      Suspicion suspicion,
      Foreign foreign,
      Local local,
      long now) {
    this.terms = terms;
    this.wants = wants;
    this.witness = witness;
    this.counters = counters;
    this.suspicion = suspicion;
    this.foreign = foreign;
    this.local = local;
    this.inward = new Inward(this, terms, counters);
    this.clock = now;
    this.since = now;
    this.heardAt = now;
    this.pingedAt = now;
  }

  /// Where there is no session here, a connection of its own clears the one there: Mosquitto 2.0
  /// does not keep a session over its restart that has begun with Clean Start.
  void begin() {
    clearing = !local.isKept() && !counters.cleared;
    foreign.send(
        new Connect(
            Version.MQTT_5,
            clearing,
            terms.keepAliveSeconds(),
            terms.foreignId(),
            Optional.empty(),
            terms.userName(),
            terms.password(),
            Properties.builder()
                .put(Property.SESSION_EXPIRY_INTERVAL, clearing ? 0 : terms.sessionExpirySeconds())
                .put(Property.RECEIVE_MAXIMUM, terms.receiveMaximum())
                .put(Property.MAXIMUM_PACKET_SIZE, terms.maximumPacketSize())
                .build()));
  }

  /// Whether the two brokers are connected.
  public boolean isUp() {
    return state == State.CONNECTED;
  }

  // From the shell.

  /// A packet has come from the other broker.
  public void fromForeign(Packet packet, long now) {
    clock = now;
    heardAt = now;
    if (state == State.CONNECTED) {
      take(packet);
    } else if (state == State.CONNECTING) {
      greet(packet);
    }
    settle(now);
  }

  /// A packet has come from this broker, within a call to it or not.
  public void fromLocal(Packet packet) {
    if (state != State.CONNECTED) {
      return;
    }
    switch (packet) {
      case Publish publish -> outward().publish(publish);
      case Pubrel pubrel -> outward().released(pubrel);
      case Puback puback -> inward.acknowledged(puback, clock);
      case Pubrec pubrec -> inward.received(pubrec, clock);
      case Pubcomp pubcomp -> toForeign(Pubcomp.of(pubcomp.packetId()));
      case Suback suback -> granted(suback);
      case Connack connack -> {
        if (connack.reason().isRefusal()) {
          end("this broker gives it no session: " + connack.reason());
        }
      }
      case Disconnect disconnect -> {
        toForeign(new Disconnect(ReasonCode.SUCCESS, Properties.NONE));
        end("this broker ends it: " + disconnect.reason());
      }
      case Unsuback _, Pingresp _ -> {}
      default -> throw new IllegalStateException("a broker sends no " + packet);
    }
  }

  /// This broker has closed its connection.
  public void closedByLocal() {
    localBegun = false;
    end("this broker has closed it");
  }

  /// Whether [#settle] is to be called once this broker is not in a call.
  public boolean isUnsettled() {
    return !draining && (!toLocal.isEmpty() || (state == State.ENDED && localBegun));
  }

  /// Tells this broker what it is to hear.
  public void settle(long now) {
    if (draining) {
      return;
    }
    clock = now;
    draining = true;
    try {
      drain();
    } finally {
      draining = false;
    }
    if (state == State.ENDED && localBegun) {
      localBegun = false;
      local.lost(now);
    }
  }

  /// What has come from the other broker is no packet.
  public void violated(ReasonCode reason, String why, long now) {
    clock = now;
    breach(reason, why);
    settle(now);
  }

  /// The connection to the other broker is lost.
  public void lost(long now) {
    clock = now;
    end("the connection was lost");
    settle(now);
  }

  /// The node stops.
  public void leave(long now) {
    clock = now;
    if (state == State.CONNECTED) {
      toForeign(new Disconnect(ReasonCode.SUCCESS, Properties.NONE));
    }
    end("the node stops");
    settle(now);
  }

  /// Time passes.
  public void tick(long now) {
    clock = now;
    if (state == State.CONNECTING && now - since > terms.connectMillis()) {
      end("the other broker has not answered in time");
    } else if (state == State.CONNECTED) {
      inward.tick(now);
      subscriptions().tick(now);
      ping(now);
    }
    settle(now);
  }

  // From the parts.

  void toForeign(Packet packet) {
    if (state == State.CONNECTED) {
      foreign.send(packet);
    }
  }

  /// This broker hears it when it is not in a call.
  void toLocal(Packet packet) {
    toLocal.add(packet);
  }

  int freeId() {
    return outward().freeId();
  }

  /// A message was refused: it is counted, and named where the reason is new.
  void refused(Way way, ReasonCode reason, String topic, String why) {
    counters.refused(way, reason);
    if (told.computeIfAbsent(way, key -> EnumSet.noneOf(ReasonCode.class)).add(reason)) {
      tell(way, reason, topic, why);
    }
  }

  void tell(Way way, ReasonCode reason, String what, String why) {
    witness.refused(way, reason, what, why);
  }

  void breach(ReasonCode reason, String why) {
    toForeign(new Disconnect(reason, Properties.NONE));
    end("the other broker broke the protocol: " + why);
  }

  void end(String why) {
    if (state != State.ENDED) {
      state = State.ENDED;
      toLocal.clear();
      foreign.close();
      witness.ended(why);
    }
  }

  // Of the view.

  List<String> filters() {
    return List.copyOf(subscriptions().granted());
  }

  boolean isWidened() {
    return subscriptions().isWidened();
  }

  int unacknowledged() {
    return outward().unacknowledged();
  }

  private void take(Packet packet) {
    switch (packet) {
      case Publish publish -> inward.publish(publish, clock);
      case Pubrel pubrel -> toLocal(Pubrel.of(pubrel.packetId()));
      case Puback puback -> outward().acknowledged(puback);
      case Pubrec pubrec -> outward().received(pubrec);
      case Pubcomp pubcomp -> outward().completed(pubcomp);
      case Suback suback -> subscriptions().granted(suback);
      case Unsuback unsuback -> subscriptions().removed(unsuback.packetId());
      case Pingresp _ -> {}
      case Disconnect disconnect -> {
        outward().ended(disconnect.reason());
        end("the other broker ends it: " + disconnect.reason());
      }
      default -> breach(ReasonCode.PROTOCOL_ERROR, "a packet that was not to come");
    }
  }

  private void greet(Packet packet) {
    if (!(packet instanceof Connack connack)) {
      end("the other broker broke the protocol: CONNACK was expected");
    } else if (connack.reason().isRefusal()) {
      end("the other broker refuses: " + connack.reason());
    } else if (clearing) {
      counters.cleared = true;
      foreign.send(new Disconnect(ReasonCode.SUCCESS, Properties.NONE));
      end("it is told to begin anew");
    } else {
      connect(connack);
    }
  }

  /// Both connections are there: the sessions go on.
  private void connect(Connack connack) {
    Allowance allowed = Allowance.of(connack, terms);
    boolean present = connack.sessionPresent();
    Set<String> subscribed = local.subscribed();
    SortedSet<String> remembered = Subscriptions.remembered(subscribed);
    counters.connects++;
    counters.sessionsLost += local.isKept() && !present ? 1 : 0;
    allowance = allowed;
    outward = new Outward(this, terms, allowed, suspicion, counters);
    subscriptions =
        new Subscriptions(
            this, terms, wants, allowed, counters, present ? remembered : new TreeSet<>(), clock);
    state = State.CONNECTED;
    counters.cleared = false;
    pingedAt = clock;
    witness.connected(present);
    localBegun = true;
    local.send(connectHere(allowed), clock);
    if (state == State.CONNECTED) {
      if (!present) {
        local.forgetAll();
      }
      tidy(subscribed, present);
      subscribeHere(present);
    }
  }

  private Connect connectHere(Allowance allowed) {
    return new Connect(
        Version.MQTT_5,
        false,
        0,
        Attachments.clientId(terms.name()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Properties.builder()
            .put(Property.SESSION_EXPIRY_INTERVAL, terms.sessionExpirySeconds())
            .put(Property.RECEIVE_MAXIMUM, allowed.receiveMaximum())
            .build());
  }

  /// Takes back what a former configuration has left, and what a lost session there had.
  private void tidy(Set<String> subscribed, boolean present) {
    Set<String> wanted = Set.copyOf(terms.out().stream().map(this::shared).toList());
    List<String> idle =
        subscribed.stream()
            .filter(each -> Attachments.isShared(each) ? !wanted.contains(each) : !present)
            .toList();
    if (!idle.isEmpty()) {
      toLocal(new Unsubscribe(LOCAL_ID, idle, Properties.NONE));
    }
  }

  /// What is retained here goes to a broker that knows nothing of this one.
  private void subscribeHere(boolean present) {
    RetainHandling handling =
        !wants.isFirst()
            ? RetainHandling.DO_NOT_SEND
            : present ? RetainHandling.SEND_IF_NEW : RetainHandling.SEND;
    List<Subscription> all =
        terms.out().stream()
            .map(each -> new Subscription(shared(each), QoS.EXACTLY_ONCE, false, true, handling))
            .toList();
    if (all.isEmpty()) {
      subscriptions().begin(clock);
    } else {
      toLocal(new Subscribe(LOCAL_ID, all, Properties.NONE));
    }
  }

  private String shared(String filter) {
    return Attachments.shared(terms.name(), filter);
  }

  /// SUBACK from here.
  private void granted(Suback suback) {
    if (suback.packetId() == Subscriptions.LOCAL_ID) {
      subscriptions().remembered(suback);
    } else if (suback.reasons().stream().anyMatch(ReasonCode::isRefusal)) {
      end("this broker refuses a subscription: " + suback.reasons());
    } else {
      subscriptions().begin(clock);
    }
  }

  private void drain() {
    @Var Packet next = toLocal.poll();
    while (next != null) {
      if (next instanceof Publish publish && publish.qos() == QoS.EXACTLY_ONCE && !publish.dup()) {
        local.forget(publish.packetId()); // [MQTT-3.3.1-1] what is repeated has DUP
      }
      local.send(next, clock);
      next = toLocal.poll();
    }
  }

  /// Asks for a sign of life, and ends without one.
  private void ping(long now) {
    long interval = allowance == null ? 0 : allowance.keepAliveMillis();
    if (interval == 0) {
      return;
    }
    if (pingedAt > heardAt && now - pingedAt > interval / 2) {
      end("the other broker was silent for too long");
    } else if (now - pingedAt >= interval * 3 / 4) {
      pingedAt = now;
      toForeign(new Pingreq());
    }
  }

  private Outward outward() {
    if (outward == null) {
      throw new IllegalStateException("no CONNACK has come");
    }
    return outward;
  }

  private Subscriptions subscriptions() {
    if (subscriptions == null) {
      throw new IllegalStateException("no CONNACK has come");
    }
    return subscriptions;
  }
}
