package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.broker.Addressee;
import io.fieldway.node.broker.Beyond;
import io.fieldway.node.broker.Broker;
import io.fieldway.node.broker.Onward;
import io.fieldway.node.kept.Kept;
import io.fieldway.node.kept.Ledger;
import io.fieldway.node.link.Link;
import io.fieldway.node.link.LinkOutbound;
import io.fieldway.node.link.Links;
import io.fieldway.node.link.Neighbours;
import io.fieldway.node.link.Self;
import io.fieldway.node.network.InvalidControlException;
import io.fieldway.node.network.Network;
import io.fieldway.node.network.Signatures;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.routing.interest.Interest;
import io.fieldway.routing.interest.InterestChange;
import io.fieldway.routing.topic.InvalidTopicException;
import io.fieldway.routing.topic.TopicFilter;
import io.fieldway.routing.topic.TopicLimits;
import io.fieldway.wire.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// One node of a mesh, without I/O (Chen et al. 2020, §3.1–3.2).
///
/// **Goals.** What a publisher was acknowledged reaches every session of every node that had
/// subscribed, once and in order, on the shortest path, though links and nodes fail.
///
/// **Constraints.** One thread, the broker's. Links lose what is on them when they break. A node
/// that is killed comes back with what its journal had forced to disk.
///
/// **Algorithm.** At the source a message is matched once, and numbered for each destination
/// ([Source]). Each hop keeps it until the next one has it on disk ([Passage]), and splits the
/// destinations by its own next hops ([Forwarder]). The destination delivers in the order of the
/// numbers and passes over what it had ([Destination]). The source keeps a message until its
/// destinations have confirmed it, and sends again what they lack.
public final class Mesh implements Neighbours, Network.Effects, Beyond, Links {
  static final String STATE = "$fieldway/state";
  static final String NOTICE = "$fieldway/notice";
  private static final String CONTROL = "$fieldway/";
  private static final TopicLimits UNLIMITED =
      new TopicLimits(TopicLimits.PROTOCOL_BYTES, Integer.MAX_VALUE);

  /// A PUBACK that waits for the journal.
  private record Owed(long position, Link link, int packetId) {}

  private final Self self;
  private final MeshConfig config;
  private final Ledger ledger;
  private final Broker broker;
  private final Counters counters = new Counters();
  private final Custody custody;
  private final Forwarder forwarder;
  private final Source source;
  private final Destination destination;
  private final Network network;
  private final Set<Link> links = new HashSet<>();
  private final Queue<Owed> owed = new ArrayDeque<>();
  private final Interest interest;
  private final Map<String, Integer> shared = new HashMap<>();
  private final SortedSet<String> added = new TreeSet<>();
  private final SortedSet<String> removed = new TreeSet<>();
  @Var private List<String> others = List.of();
  @Var private boolean restoring;
  @Var private boolean rerouting;
  @Var private long durable;
  @Var private long clock;
  @Var private long retryAt;

  /// A node that knows nobody yet.
  ///
  /// @param seed a secret that keeps clients from choosing filters whose hashes are equal
  public Mesh(
      String name,
      Identity identity,
      MeshConfig config,
      Signatures signatures,
      Ledger ledger,
      Broker broker,
      long seed,
      long now) {
    this.self = new Self(config.name(), name, identity.epoch());
    this.config = config;
    this.ledger = ledger;
    this.broker = broker;
    this.clock = now;
    this.durable = ledger.position();
    this.interest = new Interest(seed);
    this.custody = new Custody(config.custody(), ledger);
    this.forwarder = new Forwarder(counters);
    this.source =
        new Source(
            name, identity.incarnation(), config.custody(), ledger, custody, forwarder, counters);
    this.destination = new Destination(name, config.custody(), ledger, custody, broker, counters);
    this.network =
        new Network(name, identity.epoch(), config.routing(), signatures, ledger, this, now);
    forwarder.begin(network);
    ledger.beforeBoundary(this::save);
  }

  /// Takes up what survived a restart, after the broker did, and joins the broker. Called once,
  /// before anything else.
  public void restore(
      Map<Long, Kept.OfNetwork> ofNetwork, Map<Long, Kept.OfMesh> ofMesh, long now) {
    restoring = true;
    network.restore(ofNetwork, now);
    new Restore(
            self.name(), config.custody().maximumHops(), source, destination, custody, forwarder)
        .all(ofMesh, now);
    restoring = false;
    broker.join(self.name(), this);
    source.committed(durable, now);
    source.flush(now);
    flush(now);
    ledger.boundary();
  }

  /// What is known of the network.
  public Network network() {
    return network;
  }

  /// Answers what people ask of the mesh.
  public Guide guide() {
    return new Guide(network);
  }

  /// The node's own name in the mesh.
  public String name() {
    return self.name();
  }

  /// The mesh's name.
  public String meshName() {
    return self.mesh();
  }

  /// The links that are up, by peer.
  public List<LinkView> linkViews() {
    return forwarder.passages().values().stream()
        .map(passage ->
            new LinkView(
                passage.link.peer(),
                passage.link.isDialled(),
                passage.link.upSince(),
                passage.link.roundTripMicros(),
                passage.unsentCount(),
                passage.inflightCount(),
                passage.link.pendingBytes()))
        .toList();
  }

  /// What was counted, and what is held now.
  public MeshCounts counts() {
    Collection<Passage> passages = forwarder.passages().values();
    return new MeshCounts(
        counters.sourced,
        counters.forwarded,
        counters.arrived,
        counters.repeated,
        counters.resent,
        counters.refusedFull,
        counters.refusedByPeer,
        counters.droppedUnreachable,
        counters.droppedSlow,
        counters.hopLimits,
        counters.looped,
        counters.malformed,
        counters.controlRefused,
        counters.abandoned,
        custody.messages(),
        custody.bytes(),
        forwarder.waitingCount(),
        passages.stream().mapToLong(Passage::unsentCount).sum(),
        passages.stream().mapToLong(Passage::inflightCount).sum(),
        source.streams().stream().mapToLong(OutgoingStream::unconfirmed).sum(),
        destination.streams().stream().mapToLong(IncomingStream::heldCount).sum());
  }

  // From the shell.

  @Override
  public Link dialled(LinkOutbound out, long now) {
    Link link = Link.dialled(self, config.link(), out, this, now);
    links.add(link);
    return link;
  }

  @Override
  public Link accepted(LinkOutbound out, long now) {
    Link link = Link.accepted(self, config.link(), out, this, now);
    links.add(link);
    return link;
  }

  @Override
  public boolean isLinked(String peer) {
    return forwarder.passages().containsKey(peer);
  }

  @Override
  public void tick(long now) {
    clock = now;
    List.copyOf(links).forEach(link -> link.tick(now));
    links.removeIf(link -> link.end().isPresent());
    network.tick(now);
    destination.retry(now);
    if (retryAt != 0 && now >= retryAt) {
      retryAt = 0;
      rerouting = true;
    }
    forwarder.waitingBut(network.nodes()).forEach(this::giveUp);
    source.due(now).forEach(this::send);
    flush(now);
    ledger.boundary();
  }

  @Override
  public void settle(long now) {
    clock = now;
    flush(now);
    ledger.boundary();
  }

  @Override
  public void committed(long position, long now) {
    clock = now;
    durable = position;
    @Var Owed first = owed.peek();
    while (first != null && first.position <= position) {
      owed.remove();
      first.link.send(Puback.of(first.packetId));
      first = owed.peek();
    }
    source.committed(position, now);
    source.flush(now);
    destination.committed(position);
    tell();
    flush(now);
    ledger.boundary();
  }

  // From the links.

  @Override
  public Optional<String> refusal(Link link, String peer, long peerEpoch) {
    Passage former = forwarder.passages().get(peer);
    if (former == null) {
      return Optional.empty();
    }
    boolean sameWay = former.link.isDialled() == link.isDialled();
    if (!sameWay && isPreferred(former.link, peer)) {
      return Optional.of("there is a link between the two already");
    }
    former.link.close(ReasonCode.SESSION_TAKEN_OVER, "another link takes its place", clock);
    return Optional.empty();
  }

  /// Of two links between two nodes the one stays that the node with the smaller name dialled.
  private boolean isPreferred(Link link, String peer) {
    return link.isDialled() == (self.name().compareTo(peer) < 0);
  }

  @Override
  public void up(Link link, long now) {
    clock = now;
    Passage passage = new Passage(link, config.routing().cost());
    forwarder.passages().put(link.peer(), passage);
    network.linkUp(link.peer(), passage.cost.cost(), now);
    rerouting = true;
    flush(now);
  }

  @Override
  public void received(Link link, Packet packet, long now) {
    clock = now;
    switch (packet) {
      case Publish publish -> {
        if (publish.topic().startsWith(CONTROL)) {
          control(link, publish, now);
        } else {
          message(link, publish, now);
        }
      }
      case Puback puback -> acknowledged(link, puback, now);
      default -> throw new IllegalStateException("a link passes on no " + packet);
    }
  }

  @Override
  public void measured(Link link, long now) {
    Passage passage = forwarder.passages().get(link.peer());
    if (passage != null && passage.link == link) {
      int before = passage.cost.cost();
      int after = passage.cost.measured(link.roundTripMicros());
      if (after != before) {
        network.linkCost(link.peer(), after, now);
        flush(now);
      }
    }
  }

  @Override
  public void drained(Link link, long now) {
    Passage passage = forwarder.passages().get(link.peer());
    if (passage != null) {
      passage.pump(now);
    }
  }

  @Override
  public void down(Link link, String why, long now) {
    clock = now;
    Passage passage = forwarder.passages().get(link.peer());
    if (passage == null || passage.link != link) {
      return;
    }
    forwarder.passages().remove(link.peer());
    List<Leg> legs = passage.abandon();
    legs.removeIf(leg -> leg.stage == Leg.Stage.DONE);
    legs.forEach(leg -> leg.stage = Leg.Stage.WAITING);
    network.linkDown(link.peer(), now);
    forwarder.reroute(now);
    forwarder.send(legs, now);
    flush(now);
    ledger.boundary();
  }

  private void control(Link link, Publish publish, long now) {
    switch (publish.topic()) {
      case STATE -> {
        try {
          network.received(link.peer(), publish.payload(), now);
        } catch (InvalidControlException e) {
          counters.controlRefused++;
        }
      }
      case NOTICE ->
          Notice.read(publish.payload())
              .ifPresentOrElse(notice -> noticed(notice, now), () -> counters.malformed++);
      default -> counters.malformed++;
    }
  }

  private void noticed(Notice notice, long now) {
    if (!notice.to().equals(self.name())) {
      if (notice.hops() > 0) {
        send(notice.passed());
      } else {
        counters.hopLimits++;
      }
      return;
    }
    switch (notice) {
      case Notice.Confirm confirm -> source.confirmed(confirm, now);
      case Notice.Probe probe -> {
        if (isKnown(probe.from())) {
          destination.probed(probe, now);
          tell();
        }
      }
    }
  }

  private void message(Link link, Publish publish, long now) {
    Header header;
    try {
      header = Header.read(publish.properties());
    } catch (InvalidHeaderException e) {
      counters.malformed++;
      link.close(ReasonCode.PROTOCOL_ERROR, String.valueOf(e.getMessage()), now);
      return;
    }
    Transit transit =
        new Transit(
            header.origin(),
            header.incarnation(),
            onward(publish, header, now),
            Math.min(header.hops(), config.custody().maximumHops()));
    if (publish.qos() == QoS.AT_MOST_ONCE) {
      unacknowledged(header, transit, now);
      return;
    }
    if (header.origin().equals(self.name())) {
      counters.looped++; // it is in custody here still
    } else if (!take(header, transit, now)) {
      counters.refusedFull++;
      link.send(new Puback(publish.packetId(), ReasonCode.QUOTA_EXCEEDED, Properties.NONE));
      return;
    }
    // What was delivered is written before the boundary, behind this position.
    owe(link, publish.packetId());
  }

  private void owe(Link link, int packetId) {
    long position = ledger.position() + (destination.isChanged() ? 1 : 0);
    if (position <= durable && owed.isEmpty()) {
      link.send(Puback.of(packetId));
    } else {
      owed.add(new Owed(position, link, packetId));
    }
  }

  /// Whether it is another node that this one has heard of. What comes from others, or for them,
  /// can be let go: its source has it until it is confirmed.
  private boolean isKnown(String node) {
    return !node.equals(self.name()) && network.nodes().contains(node);
  }

  /// Takes a message into custody as far as it is new here; false where there is no room.
  private boolean take(Header header, Transit transit, long now) {
    @Var Leg here = null;
    boolean isFromKnown = isKnown(header.origin());
    for (Header.Destination each : header.destinations()) {
      boolean mine = each.addressee().node().equals(self.name());
      if (!mine && transit.hops <= 0) {
        counters.hopLimits++;
      } else if (mine ? !isFromKnown : !isKnown(each.addressee().node())) {
        counters.abandoned++;
      } else if (!mine) {
        transit.legs.add(new Leg(transit, each.addressee(), each.sequence(), each.low()));
      } else if (destination.isNew(header.origin(), header.incarnation(), each, now)) {
        Leg leg = new Leg(transit, each.addressee(), each.sequence(), each.low());
        if (!destination.isNext(header.origin(), each) || !destination.deliver(leg, now)) {
          here = leg;
        }
      }
    }
    List<Leg> onward = List.copyOf(transit.legs);
    if (here != null) {
      transit.legs.add(here);
    }
    if (transit.legs.isEmpty()) {
      return true;
    }
    if (!custody.hasRoom(transit)) {
      return false;
    }
    custody.take(transit);
    if (here != null) {
      destination.hold(here);
    }
    if (!onward.isEmpty()) {
      counters.forwarded++;
      forwarder.forward(transit, onward, now);
    }
    return true;
  }

  private void unacknowledged(Header header, Transit transit, long now) {
    if (header.origin().equals(self.name())) {
      counters.looped++;
      return;
    }
    List<Leg> onward = new ArrayList<>(0);
    for (Header.Destination each : header.destinations()) {
      if (each.addressee().node().equals(self.name())) {
        counters.arrived++;
        broker.arrives(transit.message, header.origin(), each.addressee(), now);
      } else {
        onward.add(new Leg(transit, each.addressee(), 0, 0));
      }
    }
    if (!onward.isEmpty()) {
      forwarder.forwardUnacknowledged(transit, onward, now);
    }
  }

  private static Onward onward(Publish publish, Header header, long now) {
    long expiry = publish.properties().number(Property.MESSAGE_EXPIRY_INTERVAL, -1);
    return new Onward(
        publish.topic(),
        publish.payload(),
        header.qos(),
        publish.retain(),
        Header.strip(publish.properties()),
        expiry < 0 ? Kept.NEVER : now + expiry * 1000,
        header.time());
  }

  private void acknowledged(Link link, Puback puback, long now) {
    Passage passage = forwarder.passages().get(link.peer());
    if (passage == null || passage.link != link) {
      return;
    }
    List<Leg> legs = passage.acknowledged(puback.packetId());
    if (puback.reason().isRefusal()) {
      counters.refusedByPeer++;
      for (Leg leg : legs) {
        if (leg.transit.origin.equals(self.name())) {
          source.refused(leg);
        }
        forwarder.refused(leg);
      }
      if (retryAt == 0) {
        retryAt = now + config.custody().retry().toMillis();
      }
    } else {
      for (int i = 0; i < legs.size(); i++) {
        Leg leg = legs.get(i);
        if (leg.transit.origin.equals(self.name())) {
          if (leg.stage != Leg.Stage.DONE) {
            leg.stage = Leg.Stage.PASSED;
          }
        } else {
          custody.done(leg);
        }
      }
    }
    passage.pump(now);
  }

  // From the network.

  @Override
  public void send(String neighbour, Bytes control) {
    Passage passage = forwarder.passages().get(neighbour);
    if (passage != null) {
      passage.link.send(control(STATE, control));
    }
  }

  @Override
  public void interested(String node, String filter) {
    broker.consumes(node, parse(filter));
  }

  @Override
  public void uninterested(String node, String filter) {
    broker.consumesNot(node, parse(filter));
  }

  @Override
  public void known(String node) {
    others = network.nodes().stream().filter(each -> !each.equals(self.name())).toList();
    if (!restoring) {
      tellRetained(node);
    }
  }

  /// A node that is new hears what is retained, from each what was published there.
  private void tellRetained(String node) {
    List<Addressee> addressees = List.of(new Addressee(node, false, List.of()));
    List<Onward> messages = new ArrayList<>();
    broker.retainedOf(
        origin -> origin.isEmpty() || origin.equals(self.name()),
        (message, origin) -> messages.add(message));
    messages.forEach(message -> source.take(message, addressees, clock));
  }

  @Override
  public void forgotten(String node) {
    others = network.nodes().stream().filter(each -> !each.equals(self.name())).toList();
    source.forget(node);
    destination.forget(node);
  }

  /// Of what waits for a node that is not known that of others is given up; they have it still.
  private void giveUp(String node) {
    for (Leg leg : forwarder.abandon(node)) {
      if (leg.transit.origin.equals(self.name())) {
        forwarder.await(leg);
      } else {
        custody.done(leg);
        counters.abandoned++;
      }
    }
  }

  @Override
  public void routesChanged() {
    rerouting = true;
  }

  // From the broker.

  @Override
  public Optional<String> nearest(Collection<String> nodes) {
    @Var Optional<String> nearest = Optional.empty();
    @Var long least = Long.MAX_VALUE;
    for (String node : nodes) {
      long weight = network.paths().weight(node).orElse(Long.MAX_VALUE);
      boolean first = nearest.isEmpty() || node.compareTo(nearest.get()) < 0;
      if (weight < least || (weight == least && weight != Long.MAX_VALUE && first)) {
        least = weight;
        nearest = Optional.of(node);
      }
    }
    return nearest;
  }

  @Override
  public Collection<String> others() {
    return others;
  }

  @Override
  public boolean hasRoom(long bytes, List<Addressee> addressees) {
    return custody.hasRoom(bytes, addressees);
  }

  @Override
  public void forward(Onward message, List<Addressee> addressees, long now) {
    source.take(message, addressees, now);
  }

  @Override
  public void subscribed(String filter) {
    if (!filter.startsWith("$share/")) {
      changed(interest.add(filter));
    } else if (shared.merge(filter, 1, Integer::sum) == 1) {
      changed(new InterestChange(List.of(filter), List.of()));
    }
  }

  @Override
  public void unsubscribed(String filter) {
    if (!filter.startsWith("$share/")) {
      changed(interest.remove(filter));
    } else if (shared.computeIfPresent(filter, (key, n) -> n == 1 ? null : n - 1) == null) {
      changed(new InterestChange(List.of(), List.of(filter)));
    }
  }

  private void changed(InterestChange change) {
    change
        .removed()
        .forEach(filter -> {
          if (!added.remove(filter)) {
            removed.add(filter);
          }
        });
    change
        .added()
        .forEach(filter -> {
          if (!removed.remove(filter)) {
            added.add(filter);
          }
        });
  }

  /// Writes what must survive of this event.
  private void save() {
    if (!added.isEmpty() || !removed.isEmpty()) {
      InterestChange change = new InterestChange(List.copyOf(added), List.copyOf(removed));
      added.clear();
      removed.clear();
      network.interest(change, clock);
    }
    source.save();
    destination.save();
  }

  /// Sends on what the event has moved.
  private void flush(long now) {
    if (rerouting) {
      rerouting = false;
      forwarder.reroute(now);
      tell();
    }
  }

  /// Tells the sources what has become durable here.
  private void tell() {
    for (Notice.Confirm confirm : destination.news()) {
      if (send(confirm)) {
        destination.told(confirm.to());
      }
    }
  }

  /// Whether a way leads there.
  private boolean send(Notice notice) {
    Passage passage = forwarder.hop(notice.to());
    if (passage == null) {
      return false;
    }
    passage.link.send(control(NOTICE, notice.write()));
    return true;
  }

  private static Publish control(String topic, Bytes payload) {
    return new Publish(topic, payload, QoS.AT_MOST_ONCE, false, false, 0, Properties.NONE);
  }

  private static TopicFilter parse(String filter) {
    try {
      return TopicFilter.parse(filter, UNLIMITED);
    } catch (InvalidTopicException e) {
      throw new IllegalStateException("the network passes on a filter that is none", e);
    }
  }
}
