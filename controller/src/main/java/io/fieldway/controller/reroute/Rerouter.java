package io.fieldway.controller.reroute;

import com.google.errorprone.annotations.Var;
import io.fieldway.controller.reroute.Decision.Armed;
import io.fieldway.controller.reroute.Decision.Claimed;
import io.fieldway.controller.reroute.Decision.Counted;
import io.fieldway.controller.reroute.Decision.Died;
import io.fieldway.controller.reroute.Decision.Disarmed;
import io.fieldway.controller.reroute.Decision.Drained;
import io.fieldway.controller.reroute.Decision.Known;
import io.fieldway.controller.reroute.Decision.Returned;
import io.fieldway.controller.table.Row;
import io.fieldway.controller.table.Table;
import io.fieldway.routing.reroute.Likeness;
import io.fieldway.routing.reroute.Load;
import io.fieldway.routing.reroute.Match;
import io.fieldway.routing.reroute.Member;
import io.fieldway.routing.reroute.Mesh;
import io.fieldway.routing.reroute.Planner;
import io.fieldway.routing.reroute.Standing;
import io.fieldway.wire.control.Adoption;
import io.fieldway.wire.control.AdoptionState;
import io.fieldway.wire.control.Copy;
import io.fieldway.wire.control.CopyState;
import io.fieldway.wire.control.Hold;
import io.fieldway.wire.control.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// The controller without its sockets and its disk: Algorithm 3 of the paper, ReRouting.
///
/// **Goals.** Every node has a substitute that is named before it is needed; a dead node is carried
/// on by its substitute as soon as two witnesses say so, and never while it serves.
///
/// **Constraints.** Only the acting controller decides. What is decided is recorded before anybody
/// hears of it. Nothing depends on a message that arrives: whatever is not seen in a node's status
/// is said again.
///
/// **Algorithm.** The caller tells what it hears ([#heard]), asks what is to be decided
/// ([#decide]), writes that to its journal, applies it ([#apply]) and sends what is due ([#due]).
/// Decisions come from the [Table] alone: an [Election] says whether to act; what other controllers
/// have decided is learnt from the nodes' statuses; who is dead by [Table#objection] and has a
/// whole copy somewhere is handed over; who is heard again, and carried by nobody, returns; and the
/// [Planner] names substitutes for those that have none or cannot keep theirs.
///
/// It belongs to the controller's one thread.
public final class Rerouter {
  private static final long PLAN_EVERY = 1_000;
  private static final String LEARNT = "learnt from the node";

  /// The patience with a substitute that a node cannot reach, in leases.
  private static final int OUT_OF_REACH = 10;

  private final RerouteConfig config;
  private final Table table;
  private final Ledger ledger = new Ledger();
  private final Election election;
  private final Orders orders;
  private final Refusals refusals;
  private final Planner planner = new Planner();
  private final Timeline timeline;
  private final int configured;
  private final long lease;

  private SortedMap<String, Standing> plan = new TreeMap<>();
  private List<List<String>> classes = List.of();
  private final Map<String, Long> armedAt = new HashMap<>();
  private final Map<String, Long> decidedAt = new HashMap<>();
  private long plannedAt;

  /// A controller that has just started.
  ///
  /// @param self its name, which no other controller of the mesh has
  /// @param configured how many nodes it was given, which count for a majority though they may not
  ///   have been reached yet
  /// @param past its journal
  public Rerouter(
      String self, RerouteConfig config, int configured, List<Decision> past, long now) {
    this.config = config;
    this.configured = configured;
    this.lease = config.lease().toMillis();
    this.table = new Table(config.nodes());
    this.election = new Election(self, config, now);
    this.orders = new Orders(self, config, table, ledger, election);
    this.refusals = new Refusals(config.refusedFor().toMillis(), OUT_OF_REACH * lease);
    this.timeline = new Timeline(config.handovers());
    this.plannedAt = now;
    past.forEach(ledger::apply);
    ledger.known().forEach(node -> table.know(node, now));
  }

  /// The control connection to a node stands.
  public void connected(String node, long now) {
    table.connected(node, now);
  }

  /// The control connection to a node has closed.
  public void disconnected(String node, long now) {
    table.disconnected(node, now);
  }

  /// A node's status has come, over its own connection.
  public void heard(Status status, long now) {
    table.heard(status, now);
    ledger
        .armed(status.node())
        .filter(armed -> armed.number() == status.copy().number())
        .ifPresent(armed -> refusals.heard(status.node(), status.copy(), now));
    remember(status, now);
  }

  /// What the timeline has of a status.
  private void remember(Status status, long now) {
    for (Adoption each : status.adopts()) {
      if (each.state() == AdoptionState.SERVING) {
        timeline.carried(
            each.node(), status.node(), now - each.since().toMillis(), each.sessions());
      }
    }
    String node = status.node();
    if (!status.isDrained() && carrier(node, now).isEmpty()) {
      timeline.heard(node, status.epoch(), ledger.handover(node).isPresent(), now);
    }
  }

  /// What is to be decided now; nothing changes by it.
  public List<Decision> decide(long now) {
    List<Row> voters = voters(now);
    int unheard = Math.max(0, configured - table.rows().size());
    election.follow(voters, unheard, now);
    List<Decision> decisions = new ArrayList<>();
    for (Row row : table.rows()) {
      if (row.status().isPresent() && !ledger.known().contains(row.name())) {
        decisions.add(new Known(row.name()));
      }
    }
    election
        .claim(voters, unheard, ledger.term(), now)
        .ifPresent(term -> decisions.add(new Claimed(term)));
    if (election.isActing() && decisions.isEmpty()) {
      learn(decisions);
      if (decisions.isEmpty()) {
        lives(now, decisions);
      }
      if (decisions.isEmpty() && now - plannedAt >= PLAN_EVERY && isSettled(now)) {
        plan(now, decisions);
      }
    }
    return decisions;
  }

  /// Does what was decided, and recorded.
  public void apply(Decision decision, long now) {
    ledger.apply(decision);
    switch (decision) {
      case Claimed claimed -> election.claimed(claimed.term(), now);
      case Armed armed -> armedAt.put(armed.node(), now);
      case Died died -> {
        decidedAt.put(died.node(), now);
        if (!died.why().equals(LEARNT)) {
          timeline.died(died, table.missedSince(died.node(), now, lease), epoch(died.node()));
        }
      }
      case Drained drained -> {
        decidedAt.put(drained.node(), now);
        timeline.drained(drained, now);
      }
      case Known _, Disarmed _, Returned _, Counted _ -> {}
    }
  }

  private long epoch(String node) {
    return table.row(node).flatMap(Row::status).map(Status::epoch).orElse(0L);
  }

  /// What is to be sent now.
  public List<Sent> due(long now) {
    return orders.due(now);
  }

  /// The decision that hands a node over to its substitute, where somebody wants it.
  ///
  /// @throws IllegalStateException that says why it cannot be done now, and what to do
  public Decision drain(String node, long now) {
    if (!election.isActing()) {
      throw new IllegalStateException("this controller does not act: ask the one that does");
    }
    Row row =
        table
            .row(node)
            .filter(each -> each.isHeard(now, lease))
            .orElseThrow(() -> new IllegalStateException("the node " + node + " is not heard"));
    if (ledger.handover(node).isPresent()) {
      throw new IllegalStateException("the node " + node + " is handed over already");
    }
    Status status = row.status().orElseThrow(() -> new IllegalStateException(node + " is silent"));
    if (!status.carried().isEmpty()) {
      throw new IllegalStateException(
          "the node " + node + " carries " + status.carried() + " on: start those first");
    }
    if (status.copy().state() != CopyState.WHOLE) {
      throw new IllegalStateException(
          "nobody has a whole copy of the node "
              + node
              + " yet (it is "
              + status.copy().state().word()
              + "): wait until fieldway mesh stand-ins shows that it is whole");
    }
    return new Drained(next(), node, status.copy().substitute(), status.epoch());
  }

  /// How a node fares.
  public Life life(String node, long now) {
    if (carrier(node, now).isPresent()) {
      return Life.CARRIED;
    }
    if (ledger.handover(node).isPresent()) {
      return Life.HANDED_OVER;
    }
    if (table.row(node).filter(row -> row.isHeard(now, lease)).isPresent()) {
      return Life.ALIVE;
    }
    if (table.objection(node, now, lease).isPresent()) {
      return Life.SUSPECTED;
    }
    return holder(node, now).isPresent() ? Life.WAITING : Life.UNPROTECTED;
  }

  /// The nodes that are dead by what this controller decides, and not by a person's wish; none
  /// where it does not act.
  public List<String> dead(long now) {
    return isActing()
        ? table.rows().stream().map(Row::name).filter(name -> isDead(name, now)).toList()
        : List.of();
  }

  private boolean isDead(String node, long now) {
    return ledger
        .handover(node)
        .map(handover -> handover instanceof Decision.Died)
        .orElseGet(() -> life(node, now) == Life.UNPROTECTED);
  }

  /// What is known of the nodes.
  public Table table() {
    return table;
  }

  /// What was decided.
  public Ledger ledger() {
    return ledger;
  }

  /// Who stands in for whom, by the last plan made here.
  public SortedMap<String, Standing> plan() {
    return plan;
  }

  /// The nodes that are strongly equivalent, by the last plan made here.
  public List<List<String>> classes() {
    return classes;
  }

  /// The last handovers seen here, the newest first.
  public List<Handover> handovers() {
    return timeline.newestFirst();
  }

  /// Handovers that are not remembered any more.
  public long handoversForgotten() {
    return timeline.forgotten();
  }

  public boolean isActing() {
    return election.isActing();
  }

  /// For people: acting, claiming or standing by.
  public String role() {
    return election.role();
  }

  /// The term last claimed, or zero.
  public long term() {
    return election.term();
  }

  /// How often it began to act.
  public long elections() {
    return election.elections();
  }

  /// The nodes whose grant counts: all but those that another carries on, for they have no process.
  private List<Row> voters(long now) {
    return table.rows().stream().filter(row -> carrier(row.name(), now).isEmpty()).toList();
  }

  private boolean isSettled(long now) {
    return now - election.actingSince() >= config.settle().toMillis();
  }

  /// What controllers before this one have decided, by what the nodes show.
  private void learn(List<Decision> decisions) {
    for (Row row : table.rows()) {
      Status status = row.status().orElse(null);
      if (status == null) {
        continue;
      }
      learnt(status).ifPresent(decisions::add);
      for (Adoption each : status.adopts()) {
        if (row.carries(each.node()) && ledger.handover(each.node()).isEmpty()) {
          decisions.add(
              new Died(Math.max(each.number(), ledger.number()), each.node(), row.name(), LEARNT));
        }
      }
    }
  }

  /// Who stands in for a node, where another controller has decided it.
  private Optional<Decision> learnt(Status status) {
    Copy copy = status.copy();
    if (copy.number() <= Math.max(0, ledger.decided(status.node()))) {
      return Optional.empty();
    }
    if (copy.substitute().isEmpty()) {
      return Optional.of(new Disarmed(copy.number(), status.node(), LEARNT));
    }
    return table
        .row(copy.substitute())
        .flatMap(Row::status)
        .map(Status::link)
        .filter(address -> !address.isEmpty())
        .map(
            address -> new Armed(copy.number(), status.node(), copy.substitute(), address, LEARNT));
  }

  /// Deaths and returns.
  private void lives(long now, List<Decision> decisions) {
    @Var long number = next();
    for (String node : ledger.known()) {
      if (carrier(node, now).isPresent()) {
        continue;
      }
      Optional<Decision> handover = ledger.handover(node);
      if (handover.isPresent() && hasReturned(node, handover.get(), now)) {
        decisions.add(new Returned(number++, node));
      } else if (handover.isEmpty() || handover.get() instanceof Drained) {
        Optional<String> holder = holder(node, now);
        if (holder.isPresent() && table.objection(node, now, lease).isEmpty()) {
          decisions.add(new Died(number++, node, holder.get(), "two witnesses"));
        }
      }
    }
  }

  /// A node that is heard and carried by nobody. After a death it is sure that nobody begins to
  /// carry it when no order to adopt it can be under way any more.
  private boolean hasReturned(String node, Decision handover, long now) {
    Status status =
        table.row(node).filter(row -> row.isHeard(now, lease)).flatMap(Row::status).orElse(null);
    if (status == null || now - orders.adoptGivenAt(node) <= lease) {
      return false;
    }
    return handover instanceof Drained drained
        ? status.epoch() > drained.epoch() && !status.isDrained()
        : now - decidedAt.getOrDefault(node, now - lease) >= lease;
  }

  /// The node that the plan names, where it has a whole copy that followed the node to its end.
  /// Others may have kept a copy of former days, from which nobody may be carried on.
  private Optional<String> holder(String node, long now) {
    return ledger
        .armed(node)
        .flatMap(armed -> table.row(armed.substitute()))
        .filter(row -> row.isHeard(now, lease) && row.holdsWhole(node))
        .filter(row -> table.signOfLife(node) - row.followedAt(node) <= 2 * lease)
        .map(Row::name);
  }

  /// The living node that carries another one on. Who is carried itself carries nobody: its links
  /// are those of its own substitute.
  public Optional<Row> carrier(String node, long now) {
    return table
        .carrier(node)
        .filter(row ->
            row.isHeard(now, lease)
                || (!isCarried(row.name(), now)
                    && table.objection(row.name(), now, lease).isPresent()));
  }

  private boolean isCarried(String node, long now) {
    return table.carrier(node).filter(row -> row.isHeard(now, lease)).isPresent();
  }

  private void plan(long now, List<Decision> decisions) {
    plannedAt = now;
    Mesh mesh = mesh(now);
    plan = planner.plan(mesh);
    classes = planner.classes(mesh);
    @Var long number = next();
    for (Standing standing : plan.values()) {
      String node = standing.node();
      Optional<Armed> present = ledger.armed(node);
      Optional<Match> match = standing.substitute();
      if (match.isEmpty()) {
        if (present.isPresent() && isAlive(node, now)) {
          decisions.add(new Disarmed(number++, node, standing.why()));
        }
        continue;
      }
      String address =
          table.row(match.get().substitute()).flatMap(Row::status).map(Status::link).orElse("");
      boolean isSame =
          present
              .filter(armed ->
                  armed.substitute().equals(match.get().substitute())
                      && armed.address().equals(address)
                      && !isForgotten(armed))
              .isPresent();
      if (!isSame && isAlive(node, now) && !address.isEmpty()) {
        decisions.add(
            new Armed(
                number++, node, match.get().substitute(), address, words(match.get().likeness())));
      }
    }
  }

  /// Whether a node has obeyed an order and shows something else now: it will not obey it again.
  private boolean isForgotten(Armed armed) {
    return table
        .row(armed.node())
        .flatMap(Row::status)
        .map(Status::copy)
        .filter(copy ->
            copy.number() >= armed.number() && !copy.substitute().equals(armed.substitute()))
        .isPresent();
  }

  private Mesh mesh(long now) {
    long gone = config.goneAfter().toMillis();
    List<Member> members = new ArrayList<>();
    Map<String, String> present = new TreeMap<>();
    Set<String> restless = new TreeSet<>();
    for (Row row : table.rows()) {
      row.status().ifPresent(status -> members.add(member(row, status, now, gone)));
      ledger.armed(row.name()).ifPresent(armed -> present.put(row.name(), armed.substitute()));
      if (now - armedAt.computeIfAbsent(row.name(), name -> now)
          >= config.improveAfter().toMillis()) {
        restless.add(row.name());
      }
    }
    return new Mesh(members, table.topology(now, gone), present, restless, refusals.now(now));
  }

  private Member member(Row row, Status status, long now, long gone) {
    boolean isServing =
        row.wasHeard(now, gone)
            && ledger.handover(row.name()).isEmpty()
            && carrier(row.name(), now).isEmpty()
            && !status.isDrained();
    @Var Load taken = new Load(row.sessions(), status.load().bytes());
    for (Hold hold : status.holds()) {
      boolean isPlanned =
          ledger
              .armed(hold.node())
              .filter(armed -> armed.substitute().equals(row.name()))
              .isPresent();
      // What it holds by the plan is counted by the plan.
      taken = isPlanned ? taken : taken.plus(new Load(0, hold.bytes()));
    }
    return new Member(
        row.name(),
        row.behaviour(),
        new Load(status.load().sessions(), status.load().bytes()),
        new Load(config.sessions(), config.bytes()).minus(taken),
        isServing,
        isServing && !status.isFenced() && !status.link().isEmpty());
  }

  private boolean isAlive(String node, long now) {
    return table.row(node).filter(row -> row.isHeard(now, lease)).isPresent();
  }

  /// A number above all that this or any other controller has used.
  private long next() {
    @Var long highest = ledger.number();
    for (Row row : table.rows()) {
      highest = Math.max(highest, row.status().map(status -> status.copy().number()).orElse(0L));
      for (Adoption each : row.status().map(Status::adopts).orElse(List.of())) {
        highest = Math.max(highest, each.number());
      }
    }
    return highest + 1;
  }

  /// A likeness as people read it.
  public static String words(Likeness likeness) {
    return likeness.kind() == Likeness.Kind.WEAK
        ? String.format(Locale.ROOT, "weak %.2f", likeness.overlap())
        : likeness.kind().word();
  }
}
