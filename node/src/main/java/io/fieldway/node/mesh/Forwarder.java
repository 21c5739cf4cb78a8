package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.network.Network;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Sends messages on (the paper's *TBRouting*, Algorithm 1): destinations are grouped by the next
/// hop to them, and each next hop gets one copy. A destination without a way waits, and goes when
/// the routes have changed.
final class Forwarder {
  static final String HOP_LIMIT = "it has passed as many nodes as it may";

  private final Counters counters;
  private final Trail trail;
  private final NavigableMap<String, Passage> passages = new TreeMap<>();
  private final Map<String, ArrayDeque<Leg>> waiting = new HashMap<>();

  /// Destinations for which a neighbour had no room just now.
  private final Set<String> paused = new HashSet<>();

  /// Next hops by destination, until the routes change.
  private final Map<String, Optional<Passage>> hops = new HashMap<>();

  @Var private @Nullable Network network;

  Forwarder(Counters counters, Trail trail) {
    this.counters = counters;
    this.trail = trail;
  }

  void begin(Network known) {
    network = known;
  }

  NavigableMap<String, Passage> passages() {
    return passages;
  }

  Trail trail() {
    return trail;
  }

  /// Calls for each leg that waits for a way.
  void forEachWaiting(Consumer<Leg> action) {
    waiting.values().forEach(legs -> legs.forEach(action));
  }

  /// Legs that no way leads on with now.
  int waitingCount() {
    return waiting.values().stream().mapToInt(ArrayDeque::size).sum();
  }

  /// Sends a message towards some of its destinations.
  void forward(Transit transit, List<Leg> legs, long now) {
    if (legs.size() == 1) {
      Leg leg = legs.getFirst();
      Passage passage = open(leg);
      if (passage == null) {
        stays(leg, now);
      } else {
        passage.add(transit, legs, now);
      }
      return;
    }
    Map<Passage, List<Leg>> byHop = new LinkedHashMap<>();
    for (Leg leg : legs) {
      Passage passage = open(leg);
      if (passage == null) {
        stays(leg, now);
      } else {
        byHop.computeIfAbsent(passage, key -> new ArrayList<>()).add(leg);
      }
    }
    byHop.forEach((passage, some) -> passage.add(transit, some, now));
  }

  /// Sends a message at QoS 0, to those to whom a way leads.
  void forwardUnacknowledged(Transit transit, List<Leg> legs, long now) {
    Map<Passage, List<Leg>> byHop = new LinkedHashMap<>();
    for (Leg leg : legs) {
      Passage passage = transit.hops > 0 ? hop(leg) : null;
      if (passage == null) {
        counters.droppedUnreachable++;
        String why = transit.hops > 0 ? why(leg) : HOP_LIMIT;
        trail.ends(transit, leg.node(), 0, "", Step.Fate.DROPPED, why, now);
      } else {
        byHop.computeIfAbsent(passage, key -> new ArrayList<>(1)).add(leg);
      }
    }
    byHop.forEach((passage, some) -> {
      if (passage.sendUnacknowledged(transit, some, now)) {
        counters.forwarded++;
      } else {
        counters.droppedSlow++;
        for (Leg leg : some) {
          trail.ends(
              transit,
              leg.node(),
              0,
              passage.link.peer(),
              Step.Fate.DROPPED,
              "the link has no room",
              now);
        }
      }
    });
  }

  private void stays(Leg leg, long now) {
    trail.stays(leg, "", Step.Fate.WAITING, why(leg), now);
    await(leg);
  }

  /// Why a leg waits.
  String why(Leg leg) {
    if (hop(leg) != null) {
      return Stay.NO_ROOM;
    }
    return hop(leg.node()) == null ? Stay.NO_WAY : Stay.NO_ALLOWED_WAY;
  }

  /// Whether some topics may not take every way.
  boolean hasFilters() {
    return network != null && network.crossings().isActive();
  }

  /// Whether a node can be reached, but not by a topic, and will hardly be.
  boolean isBarred(String topic, String node, long now) {
    return network != null && network.crossings().isBarred(topic, node, now);
  }

  /// What waits for a way that it may take and will hardly find; it waits no more.
  List<Leg> barred(long now) {
    List<Leg> barred = new ArrayList<>(0);
    if (hasFilters()) {
      for (ArrayDeque<Leg> legs : waiting.values()) {
        legs.removeIf(leg -> {
          boolean goes = isBarred(leg.transit.message.topic(), leg.node(), now);
          if (goes) {
            barred.add(leg);
          }
          return goes;
        });
      }
      waiting.values().removeIf(ArrayDeque::isEmpty);
    }
    return barred;
  }

  /// The way that a message may take now. The oldest one of its stream always may.
  private @Nullable Passage open(Leg leg) {
    return !paused.isEmpty() && !leg.isOldest() && paused.contains(leg.node()) ? null : hop(leg);
  }

  /// A neighbour had no room for a message: it and those for the same destination wait.
  void refused(Leg leg) {
    await(leg);
    if (paused.add(leg.node())) {
      Passage passage = hop(leg);
      if (passage != null) {
        passage.takeBack(leg.node()).forEach(this::await);
      }
    }
  }

  /// Nodes for which something waits, and that are not among these.
  List<String> waitingBut(Set<String> known) {
    return waiting.isEmpty()
        ? List.of()
        : waiting.keySet().stream().filter(node -> !known.contains(node)).toList();
  }

  /// The way of a message to one of its destinations, null where there is none.
  private @Nullable Passage hop(Leg leg) {
    Network known = network;
    if (known == null || !known.crossings().isActive()) {
      return hop(leg.node());
    }
    return known
        .crossings()
        .nextHop(leg.transit.message.topic(), leg.node())
        .map(passages::get)
        .orElse(null);
  }

  /// The way to a node for what nodes say to each other, null where there is none.
  @Nullable Passage hop(String node) {
    Optional<Passage> known = hops.get(node);
    if (known != null) {
      return known.orElse(null);
    }
    Optional<Passage> found =
        network == null ? Optional.empty() : network.paths().nextHop(node).map(passages::get);
    hops.put(node, found);
    return found.orElse(null);
  }

  /// The routes have changed, or what waited is to be tried again: all that has not left goes where
  /// its way leads now.
  void reroute(long now) {
    hops.clear();
    paused.clear();
    List<Leg> legs = new ArrayList<>();
    passages.values().forEach(passage -> legs.addAll(passage.takeBack()));
    waiting.values().forEach(legs::addAll);
    waiting.clear();
    send(legs, now);
  }

  /// Sends legs, those of one message together.
  void send(List<Leg> legs, long now) {
    Map<Transit, List<Leg>> byTransit = new LinkedHashMap<>();
    for (Leg leg : legs) {
      if (leg.stage != Leg.Stage.DONE) {
        leg.stage = Leg.Stage.WAITING;
        byTransit.computeIfAbsent(leg.transit, key -> new ArrayList<>(1)).add(leg);
      }
    }
    byTransit.forEach((transit, some) -> forward(transit, some, now));
  }

  /// What waits for a way to a node is given up.
  List<Leg> abandon(String node) {
    ArrayDeque<Leg> legs = waiting.remove(node);
    return legs == null ? new ArrayList<>(0) : new ArrayList<>(legs);
  }

  /// Keeps a leg until the routes change.
  void await(Leg leg) {
    if (leg.stage == Leg.Stage.DONE) {
      return;
    }
    leg.stage = Leg.Stage.WAITING;
    waiting.computeIfAbsent(leg.node(), key -> new ArrayDeque<>()).add(leg);
  }
}
