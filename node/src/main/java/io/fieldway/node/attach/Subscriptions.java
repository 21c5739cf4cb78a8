package io.fieldway.node.attach;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.attach.Witness.Way;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.RetainHandling;
import io.fieldway.node.packet.Suback;
import io.fieldway.node.packet.Subscribe;
import io.fieldway.node.packet.Subscription;
import io.fieldway.node.packet.Unsubscribe;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntFunction;

/// What is subscribed at the other broker: as it is wanted here, in one step after the other.
///
/// The session there outlives both programs and cannot be asked. So the session here remembers what
/// was subscribed there: for each filter it has a subscription of its own that nothing matches,
/// `$fieldway/in/` before the filter, made before the one there and taken back after it.
final class Subscriptions {
  private static final String REMEMBERED = "$fieldway/in/";

  /// Filters in one packet.
  private static final int BATCH = 32;

  /// The least time between two looks at what is wanted.
  private static final long LOOK_MILLIS = 200;

  /// The packet id of what the session here is asked for.
  static final int LOCAL_ID = 2;

  private enum Step {
    /// The session here is not ready.
    BEGINNING,
    /// Nothing is under way.
    STILL,
    /// The session here is to remember filters.
    REMEMBERING,
    SUBSCRIBING,
    UNSUBSCRIBING
  }

  private final Wire wire;
  private final Terms terms;
  private final Wants wants;
  private final Allowance allowance;
  private final Counters counters;

  /// What the session there has, or may have.
  private final SortedSet<String> remembered;

  /// What was granted in this connection.
  private final SortedSet<String> granted = new TreeSet<>();

  private final Set<String> refused = new HashSet<>(0);

  @Var private FilterSet.Chosen chosen = new FilterSet.Chosen(new TreeSet<>(), false);
  @Var private Step step = Step.BEGINNING;
  @Var private List<String> moving = List.of();
  @Var private int packetId;
  @Var private long since;
  @Var private long version = -1;
  @Var private long nextLook;

  /// @param remembered what the session there has as far as the one here remembers
  Subscriptions(
      Wire wire,
      Terms terms,
      Wants wants,
      Allowance allowance,
      Counters counters,
      SortedSet<String> remembered,
      long now) {
    this.wire = wire;
    this.terms = terms;
    this.wants = wants;
    this.allowance = allowance;
    this.counters = counters;
    this.remembered = new TreeSet<>(remembered);
    this.since = now;
  }

  /// The filters there among all that a session here subscribes to.
  static SortedSet<String> remembered(Collection<String> subscribed) {
    SortedSet<String> filters = new TreeSet<>();
    for (String each : subscribed) {
      if (each.startsWith(REMEMBERED)) {
        filters.add(each.substring(REMEMBERED.length()));
      }
    }
    return filters;
  }

  /// What the session here has for a filter there.
  static String remember(String filter) {
    return REMEMBERED + filter;
  }

  SortedSet<String> granted() {
    return granted;
  }

  boolean isWidened() {
    return chosen.widened();
  }

  /// The session here is ready.
  void begin(long now) {
    step = Step.STILL;
    tick(now);
  }

  /// Takes the next step, where there is one to take.
  void tick(long now) {
    if (step != Step.STILL) {
      if (now - since > terms.connectMillis()) {
        wire.end("a subscription was not answered in time");
      }
      return;
    }
    look(now);
    since = now;
    List<String> missing =
        chosen.filters().stream()
            .filter(each -> !granted.contains(each) && !refused.contains(each))
            .limit(BATCH)
            .toList();
    List<String> idle =
        remembered.stream().filter(each -> !chosen.filters().contains(each)).limit(BATCH).toList();
    if (!missing.isEmpty()) {
      remember(missing);
    } else if (!idle.isEmpty()) {
      step = Step.UNSUBSCRIBING;
      send(idle, id -> new Unsubscribe(id, moving, Properties.NONE));
    }
  }

  private void look(long now) {
    if (version == wants.version() || now < nextLook) {
      return;
    }
    version = wants.version();
    nextLook = now + LOOK_MILLIS;
    if (!wants.isFirst()) {
      chosen = new FilterSet.Chosen(new TreeSet<>(), false);
    } else if (terms.follow()) {
      chosen = FilterSet.choose(wants.filters(), terms.in(), terms.maximumFilters());
    } else {
      chosen = new FilterSet.Chosen(new TreeSet<>(terms.in()), false);
    }
  }

  private void remember(List<String> filters) {
    moving = filters;
    step = Step.REMEMBERING;
    List<Subscription> all =
        filters.stream()
            .map(each ->
                new Subscription(
                    remember(each), QoS.AT_MOST_ONCE, false, false, RetainHandling.DO_NOT_SEND))
            .toList();
    wire.toLocal(new Subscribe(LOCAL_ID, all, Properties.NONE));
  }

  /// SUBACK from here.
  void remembered(Suback suback) {
    List<String> kept = new ArrayList<>();
    for (@Var int i = 0; i < moving.size(); i++) {
      String filter = moving.get(i);
      ReasonCode reason = suback.reasons().get(i);
      if (reason.isRefusal()) {
        refuse(filter, reason, "this broker cannot remember it");
      } else {
        remembered.add(filter);
        if (allowance.wildcards() || !hasWildcard(filter)) {
          kept.add(filter);
        } else {
          refuse(
              filter,
              ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED,
              "the other broker knows no wildcards");
        }
      }
    }
    step = Step.SUBSCRIBING;
    send(kept, id -> new Subscribe(id, subscriptions(), Properties.NONE));
  }

  /// SUBACK from there.
  void granted(Suback suback) {
    if (step != Step.SUBSCRIBING || suback.packetId() != packetId) {
      wire.breach(ReasonCode.PROTOCOL_ERROR, "SUBACK that nothing asked for");
      return;
    }
    for (@Var int i = 0; i < moving.size(); i++) {
      ReasonCode reason =
          i < suback.reasons().size() ? suback.reasons().get(i) : ReasonCode.UNSPECIFIED_ERROR;
      if (reason.isRefusal()) {
        refuse(moving.get(i), reason, "the other broker does not grant it");
      } else {
        granted.add(moving.get(i));
      }
    }
    step = Step.STILL;
  }

  /// UNSUBACK from there.
  void removed(int answered) {
    if (step != Step.UNSUBSCRIBING || answered != packetId) {
      wire.breach(ReasonCode.PROTOCOL_ERROR, "UNSUBACK that nothing asked for");
      return;
    }
    granted.removeAll(moving);
    forget(moving);
    step = Step.STILL;
  }

  private List<Subscription> subscriptions() {
    return moving.stream()
        .map(each ->
            new Subscription(each, QoS.EXACTLY_ONCE, true, true, RetainHandling.SEND_IF_NEW))
        .toList();
  }

  /// Sends as many of these as go into a packet that the other broker takes.
  private void send(List<String> filters, IntFunction<Packet> packet) {
    packetId = wire.freeId();
    moving = filters;
    while (!moving.isEmpty()) {
      Packet made = packet.apply(packetId);
      if (allowance.fits(made)) {
        wire.toForeign(made);
        return;
      }
      if (moving.size() == 1) {
        refuse(moving.getFirst(), ReasonCode.PACKET_TOO_LARGE, "it is too long");
        forget(moving);
        moving = List.of();
      } else {
        moving = List.copyOf(moving.subList(0, moving.size() / 2));
      }
    }
    step = Step.STILL;
  }

  private void forget(List<String> filters) {
    if (!filters.isEmpty()) {
      remembered.removeAll(filters);
      wire.toLocal(
          new Unsubscribe(
              LOCAL_ID, filters.stream().map(Subscriptions::remember).toList(), Properties.NONE));
    }
  }

  private void refuse(String filter, ReasonCode reason, String why) {
    if (refused.add(filter)) {
      counters.filtersRefused++;
      wire.tell(Way.IN, reason, filter, why);
    }
    if (remembered.contains(filter)) {
      forget(List.of(filter));
    }
  }

  private static boolean hasWildcard(String filter) {
    return filter.indexOf('#') >= 0 || filter.indexOf('+') >= 0;
  }
}
