package io.fieldway.controller.table;

import com.google.errorprone.annotations.Var;
import io.fieldway.routing.reroute.Behaviour;
import io.fieldway.wire.control.Adoption;
import io.fieldway.wire.control.AdoptionState;
import io.fieldway.wire.control.Hold;
import io.fieldway.wire.control.Status;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One node as the controller knows it.
public final class Row {
  /// Before any time there is.
  static final long NEVER = Long.MIN_VALUE / 4;

  private final String name;
  private @Nullable Status status;
  private Behaviour behaviour = Behaviour.NONE;
  private boolean isConnected;
  private boolean wasConnected;
  private long connectedAt = NEVER;
  private long heardAt = NEVER;
  private long closedAt;

  /// When a link to each was last seen, by either end.
  private final Map<String, Long> linkSeen = new HashMap<>();

  /// When a copy of each was last seen to follow it.
  private final Map<String, Long> followed = new HashMap<>();

  Row(String name, long now) {
    this.name = name;
    this.closedAt = now;
  }

  public String name() {
    return name;
  }

  /// What it said last; empty where it has never said anything.
  public Optional<Status> status() {
    return Optional.ofNullable(status);
  }

  /// What it said last of topics and filters.
  public Behaviour behaviour() {
    return behaviour;
  }

  public boolean isConnected() {
    return isConnected;
  }

  /// Whether its status came over a connection that stands, no longer than so many milliseconds
  /// ago.
  public boolean isHeard(long now, long within) {
    return isConnected && now - heardAt <= within;
  }

  /// Whether it was heard in that time, though its connection may have closed since.
  public boolean wasHeard(long now, long within) {
    return now - heardAt <= within;
  }

  public long heardAt() {
    return heardAt;
  }

  /// What it has said of carrying another node on.
  public Optional<Adoption> adoptionOf(String other) {
    return list(Status::adopts).stream().filter(each -> each.node().equals(other)).findFirst();
  }

  /// Whether it carries another node on, or is about to.
  public boolean carries(String other) {
    return adoptionOf(other)
        .filter(
            each -> each.state() == AdoptionState.OPENING || each.state() == AdoptionState.SERVING)
        .isPresent();
  }

  /// Whether another node could be carried on from a copy that this one holds.
  public boolean holdsWhole(String other) {
    return list(Status::holds).stream()
        .filter(Hold::isWhole)
        .anyMatch(each -> each.node().equals(other));
  }

  /// When it last said that another node's changes come to the copy that it holds.
  public long followedAt(String other) {
    return followed.getOrDefault(other, NEVER);
  }

  /// Sessions of its own and of those that it carries on.
  public long sessions() {
    @Var long all = status == null ? 0 : status.load().sessions();
    for (Adoption each : list(Status::adopts)) {
      all += each.state() == AdoptionState.SERVING ? each.sessions() : 0;
    }
    return all;
  }

  <T> List<T> list(Function<Status, List<T>> of) {
    return status == null ? List.of() : of.apply(status);
  }

  Map<String, Long> linkSeen() {
    return linkSeen;
  }

  /// Since when the controller has doubts of its own; empty where it has none.
  ///
  /// @param lease how long a node may be silent
  Optional<Long> suspectedSince(long now, long lease) {
    if (isConnected) {
      long last = Math.max(heardAt, connectedAt);
      return now - last > lease ? Optional.of(last + lease) : Optional.empty();
    }
    // A node that this controller has never reached may just not have been dialled yet.
    long since = wasConnected ? closedAt : closedAt + lease;
    return now >= since ? Optional.of(since) : Optional.empty();
  }

  void connect(long now) {
    isConnected = true;
    wasConnected = true;
    connectedAt = now;
  }

  void disconnect(long now) {
    if (isConnected) {
      isConnected = false;
      closedAt = now;
    }
  }

  void hear(Status heard, Behaviour heardBehaviour, long now) {
    status = heard;
    behaviour = heardBehaviour;
    heardAt = now;
    for (Hold hold : heard.holds()) {
      if (hold.isConnected()) {
        followed.put(hold.node(), now);
      }
    }
  }
}
