package io.fieldway.controller.reroute;

import io.fieldway.controller.reroute.Decision.Armed;
import io.fieldway.controller.reroute.Decision.Claimed;
import io.fieldway.controller.reroute.Decision.Counted;
import io.fieldway.controller.reroute.Decision.Died;
import io.fieldway.controller.reroute.Decision.Disarmed;
import io.fieldway.controller.reroute.Decision.Drained;
import io.fieldway.controller.reroute.Decision.Known;
import io.fieldway.controller.reroute.Decision.Returned;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the decisions so far amount to. It changes by [#apply] and by nothing else, so that it is
/// after a restart what it was before.
public final class Ledger {
  private long term;
  private long number;
  private final SortedSet<String> known = new TreeSet<>();
  private final SortedMap<String, Armed> armed = new TreeMap<>();
  private final SortedMap<String, Disarmed> disarmed = new TreeMap<>();
  private final SortedMap<String, Decision> handovers = new TreeMap<>();

  /// Does what a decision says.
  public void apply(Decision decision) {
    switch (decision) {
      case Claimed claimed -> term = Math.max(term, claimed.term());
      case Known each -> known.add(each.node());
      case Armed each -> {
        count(each.number());
        armed.put(each.node(), each);
        disarmed.remove(each.node());
      }
      case Disarmed each -> {
        count(each.number());
        armed.remove(each.node());
        disarmed.put(each.node(), each);
      }
      case Died each -> {
        count(each.number());
        handovers.put(each.node(), each);
      }
      case Drained each -> {
        count(each.number());
        handovers.put(each.node(), each);
      }
      case Returned each -> {
        count(each.number());
        handovers.remove(each.node());
      }
      case Counted each -> count(each.number());
    }
  }

  /// The fewest decisions that amount to the same.
  public List<Decision> compacted() {
    List<Decision> all = new ArrayList<>();
    if (term > 0) {
      all.add(new Claimed(term));
    }
    known.forEach(node -> all.add(new Known(node)));
    all.addAll(armed.values());
    all.addAll(disarmed.values());
    all.addAll(handovers.values());
    if (number > 0) {
      all.add(new Counted(number));
    }
    return all;
  }

  /// The highest term ever claimed here.
  public long term() {
    return term;
  }

  /// The highest number of a decision.
  public long number() {
    return number;
  }

  /// The nodes of the mesh.
  public SortedSet<String> known() {
    return known;
  }

  /// Who stands in for a node.
  public Optional<Armed> armed(String node) {
    return Optional.ofNullable(armed.get(node));
  }

  /// The number of the last decision about a node's substitute; below zero where there was none.
  public long decided(String node) {
    Armed present = armed.get(node);
    Disarmed former = disarmed.get(node);
    return present != null ? present.number() : former != null ? former.number() : -1;
  }

  /// Nodes with a substitute.
  public List<Armed> armed() {
    return List.copyOf(armed.values());
  }

  /// Why a node does not serve its own: it has [Died] or was [Drained].
  public Optional<Decision> handover(String node) {
    return Optional.ofNullable(handovers.get(node));
  }

  private void count(long decided) {
    number = Math.max(number, decided);
  }
}
