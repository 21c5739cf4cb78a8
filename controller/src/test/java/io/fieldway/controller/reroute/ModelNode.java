package io.fieldway.controller.reroute;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.control.Adopt;
import io.fieldway.wire.control.Adoption;
import io.fieldway.wire.control.AdoptionState;
import io.fieldway.wire.control.Arm;
import io.fieldway.wire.control.Beat;
import io.fieldway.wire.control.Behaviour;
import io.fieldway.wire.control.Claim;
import io.fieldway.wire.control.ControlMessage;
import io.fieldway.wire.control.Copy;
import io.fieldway.wire.control.CopyState;
import io.fieldway.wire.control.Disarm;
import io.fieldway.wire.control.Drain;
import io.fieldway.wire.control.Grant;
import io.fieldway.wire.control.Hold;
import io.fieldway.wire.control.Load;
import io.fieldway.wire.control.Order;
import io.fieldway.wire.control.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A node as the control connection's rules have it, without clients: grants, leases, a copy at a
/// substitute, copies of others, adoption, fence, drain and return.
final class ModelNode {
  static final long LEASE = 3_000;

  private static final long OPENS_IN = 100;
  private static final long COPIES_IN = 400;

  /// A copy of another node's journal.
  static final class Held {
    boolean isWhole;
    boolean isConnected;
    boolean isHandedOver;
    long saidAt;
  }

  /// Another node that this one carries on.
  static final class Carried {
    final long number;
    AdoptionState state;
    long since;

    Carried(long number, AdoptionState state, long since) {
      this.number = number;
      this.state = state;
      this.since = since;
    }
  }

  private final Simulation mesh;
  final String name;
  long epoch = 1;
  boolean isUp = true;
  long startedAt;
  long pausedUntil;
  boolean isDrained;

  // Whether it has started again and does not know yet whether another carries it on.
  private boolean asks;

  // What it obeys.
  private @Nullable String controller;
  private long term;
  private long beatAt = Long.MIN_VALUE / 2;
  private long heardAt = Long.MIN_VALUE / 2;

  // Its own copy.
  private String substitute = "";
  private long number;
  private CopyState copy = CopyState.NONE;
  private long copyingSince;

  /// Former substitutes that may still hold a whole copy and do not know that it is of former days:
  /// somebody who does not know either could let them carry this node on.
  private final Set<String> owed = new TreeSet<>();

  private long copyHeardAt = Long.MIN_VALUE / 2;

  final SortedMap<String, Held> holds = new TreeMap<>();
  final SortedMap<String, Carried> adopts = new TreeMap<>();
  final SortedMap<String, Long> links = new TreeMap<>();

  ModelNode(Simulation mesh, String name) {
    this.mesh = mesh;
    this.name = name;
  }

  boolean isRunning(long now) {
    return isUp && now >= pausedUntil;
  }

  /// Whether its clients are served by itself.
  boolean serves(long now) {
    return isRunning(now) && !isFenced(now);
  }

  boolean isFenced(long now) {
    boolean isLeasedByController = now - beatAt < LEASE;
    boolean isLeased = isLeasedByController || now - copyHeardAt < LEASE;
    return asks
        || isDrained
        || (copy == CopyState.WHOLE && !isLeased)
        || (!owed.isEmpty() && !isLeasedByController);
  }

  boolean isCopiedTo(String other) {
    return copy == CopyState.WHOLE && substitute.equals(other);
  }

  Optional<Long> grantedTerm() {
    return controller == null ? Optional.empty() : Optional.of(term);
  }

  boolean obeys(String name) {
    return name.equals(controller);
  }

  void crash() {
    isUp = false;
    links.clear();
    adopts.clear();
    holds.values().forEach(held -> held.isConnected = false);
  }

  void start() {
    isUp = true;
    epoch++;
    isDrained = false;
    asks = copy == CopyState.WHOLE;
    copyHeardAt = Long.MIN_VALUE / 2;
    beatAt = Long.MIN_VALUE / 2;
  }

  /// A node whose lease has run out must ask its substitute before it serves again, whoever speaks
  /// to it meanwhile.
  private void latch(long now) {
    asks = asks || (isUp && copy == CopyState.WHOLE && isFenced(now));
  }

  /// A message from a controller. Returns the order, where one was obeyed.
  Optional<Order> take(String from, ControlMessage message, long now) {
    latch(now);
    boolean isGranted = from.equals(controller) && message.term() == term;
    switch (message) {
      case Beat beat -> {
        if (isGranted) {
          heardAt = beat.acting() ? now : heardAt;
          // However long the beat was under way, the lease begins with the status it answers.
          beatAt = beat.acting() ? Math.max(beatAt, beat.echo()) : beatAt;
        }
        return Optional.empty();
      }
      case Claim claim -> {
        boolean isFree = controller == null || from.equals(controller) || now - heardAt > LEASE;
        if (claim.term() > term && isFree) {
          controller = from;
          term = claim.term();
          heardAt = now;
        }
        return Optional.empty();
      }
      case Order order -> {
        if (isGranted && now - order.echo() <= Order.FRESH.toMillis()) {
          obey(order, now);
          return Optional.of(order);
        }
        return Optional.empty();
      }
    }
  }

  private void obey(Order order, long now) {
    switch (order) {
      case Arm arm -> {
        boolean isNew = arm.number() > number && !asks && !isDrained;
        if (isNew && !(arm.substitute().equals(substitute) && copy == CopyState.WHOLE)) {
          leave();
          substitute = arm.substitute();
          owed.remove(substitute);
          copy = CopyState.CONNECTING;
        }
        number = isNew ? arm.number() : number;
      }
      case Disarm disarm -> {
        if (!asks && disarm.number() > number) {
          number = disarm.number();
          leave();
          substitute = "";
          copy = CopyState.NONE;
        }
      }
      case Drain _ -> {
        if (!isDrained && copy == CopyState.WHOLE) {
          isDrained = true;
          mesh.handOver(name, substitute);
        }
      }
      case Adopt adopt -> adopt(adopt, now);
    }
  }

  private void leave() {
    mesh.closeCopy(name, substitute);
    if (!substitute.isEmpty()) {
      owed.add(substitute);
    }
  }

  private void adopt(Adopt order, long now) {
    Carried present = adopts.get(order.node());
    if (present != null
        && (present.state == AdoptionState.OPENING || present.state == AdoptionState.SERVING)) {
      return;
    }
    Held held = holds.get(order.node());
    boolean isFree =
        held != null
            && held.isWhole
            && !held.isConnected
            && (held.isHandedOver
                || mesh.isGone(name, order.node())
                || (order.quiet().toMillis() >= LEASE * 11 / 10
                    && now - held.saidAt >= LEASE * 11 / 10));
    adopts.put(
        order.node(),
        new Carried(order.number(), isFree ? AdoptionState.OPENING : AdoptionState.REFUSED, now));
  }

  /// What happens by itself, every so often while it runs.
  void tick(long now) {
    latch(now);
    adopts
        .values()
        .forEach(each -> {
          if (each.state == AdoptionState.OPENING && now - each.since >= OPENS_IN) {
            each.state = AdoptionState.SERVING;
            each.since = now;
          }
        });
    owed.removeIf(former -> mesh.release(name, former));
    if (substitute.isEmpty() || isDrained) {
      return;
    }
    Optional<Held> held = mesh.copyAt(name, substitute);
    if (held.isEmpty()) {
      copy = copy == CopyState.SCANNING ? CopyState.CONNECTING : copy;
      return;
    }
    // Whoever is carried on learns it with the first word, and asks for what is its own.
    asks = asks || mesh.carries(substitute, name);
    copyHeardAt = now;
    held.get().saidAt = now;
    held.get().isConnected = true;
    held.get().isHandedOver = false;
    if (asks) {
      mesh.handBack(name, substitute);
      asks = false;
    } else if (copy == CopyState.CONNECTING) {
      copy = CopyState.SCANNING;
      held.get().isWhole = false;
      copyingSince = now;
    } else if (copy == CopyState.SCANNING && now - copyingSince >= COPIES_IN) {
      copy = CopyState.WHOLE;
      held.get().isWhole = true;
    }
  }

  Status status(long now, List<String> reachable) {
    List<Hold> all = new ArrayList<>();
    holds.forEach((node, each) -> all.add(new Hold(node, each.isWhole, 100, each.isConnected)));
    List<Adoption> carried = new ArrayList<>();
    List<String> names = new ArrayList<>();
    adopts.forEach((node, each) -> {
      carried.add(
          new Adoption(
              node,
              each.number,
              each.state,
              "",
              Duration.ofMillis(now - each.since),
              5,
              List.of()));
      if (each.state == AdoptionState.SERVING) {
        names.add(node);
      }
    });
    Map<String, Long> costs = new TreeMap<>();
    links.keySet().forEach(neighbour -> costs.put(neighbour, 1L));
    @Var Optional<Grant> grant = Optional.empty();
    if (controller != null) {
      grant = Optional.of(new Grant(controller, term, Duration.ofMillis(now - heardAt)));
    }
    return new Status(
        name,
        epoch,
        name + ":7883",
        List.of(),
        "",
        grant,
        costs,
        reachable,
        new Load(5, 5, 0, 100),
        Behaviour.NONE,
        new Copy(substitute, number, copy, "", 0, 0),
        all,
        carried,
        names,
        isFenced(now),
        isDrained,
        List.of(),
        now);
  }
}
