package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.broker.Addressee;
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
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.routing.topic.InvalidTopicException;
import io.fieldway.routing.topic.TopicFilter;
import io.fieldway.routing.topic.TopicLimits;
import io.fieldway.wire.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
public final class Mesh implements Neighbours, Network.Effects, Links {
  private static final String STATE = "$fieldway/state";
  private static final String CONTROL = "$fieldway/";
  private static final TopicLimits UNLIMITED =
      new TopicLimits(TopicLimits.PROTOCOL_BYTES, Integer.MAX_VALUE);

  private final Self self;
  private final MeshBounds bounds;
  private final Ledger ledger;
  private final Broker broker;
  private final Counters counters = new Counters();
  private final Trail trail;
  private final Custody custody;
  private final Forwarder forwarder;
  private final Source source;
  private final Destination destination;
  private final Network network;
  private final Relay relay;
  private final Handovers handovers;
  private final Notices notices;
  private final Set<Link> links = new HashSet<>();
  private final Set<String> barred = new HashSet<>();
  private final Receipts receipts;
  private final Outside outside;
  @Var private boolean restoring;
  @Var private boolean rerouting;
  @Var private long clock;

  /// A node that knows nobody yet.
  ///
  /// @param seed a secret that keeps clients from choosing filters whose hashes are equal
  public Mesh(
      String mesh,
      String name,
      Identity identity,
      MeshBounds bounds,
      Signatures signatures,
      Ledger ledger,
      Broker broker,
      long seed,
      long now) {
    this.self = new Self(mesh, name, identity.epoch());
    this.bounds = bounds;
    this.ledger = ledger;
    this.broker = broker;
    this.clock = now;
    this.receipts = new Receipts(ledger.position());
    this.custody = new Custody(bounds.custody(), ledger);
    this.trail = new Trail(bounds.trail());
    this.forwarder = new Forwarder(counters, trail);
    this.source =
        new Source(
            name, identity.incarnation(), bounds.custody(), ledger, custody, forwarder, counters);
    this.destination =
        new Destination(name, bounds.custody(), ledger, custody, broker, counters, trail);
    this.outside = new Outside(name, custody, source, new OwnInterest(seed));
    this.network =
        new Network(name, identity.epoch(), bounds.routing(), signatures, ledger, this, now);
    network.crossing(bounds.crossing());
    forwarder.begin(network);
    outside.begin(network);
    this.relay =
        new Relay(
            name,
            bounds.custody().maximumHops(),
            ledger,
            broker,
            network,
            custody,
            forwarder,
            destination,
            receipts,
            counters);
    this.handovers = new Handovers(name, bounds.custody(), custody, source, forwarder, counters);
    this.notices = new Notices(name, relay, source, destination, forwarder, counters);
    ledger.beforeBoundary(this::save);
  }

  /// Takes up what survived a restart, after the broker did, and joins the broker. Called once,
  /// before anything else.
  public void restore(
      Map<Long, Kept.OfNetwork> ofNetwork, Map<Long, Kept.OfMesh> ofMesh, long now) {
    restoring = true;
    network.restore(ofNetwork, now);
    new Restore(
            self.name(), bounds.custody().maximumHops(), source, destination, custody, forwarder)
        .all(ofMesh, now);
    restoring = false;
    broker.join(self.name(), outside);
    source.committed(ledger.position(), now);
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

  /// The last steps that messages took here.
  public Trail trail() {
    return trail;
  }

  /// What is here now of a topic on its way.
  public List<Stay> stays(String topic) {
    return Stays.of(topic, forwarder, source, destination);
  }

  /// Who this node is to its neighbours.
  public Self self() {
    return self;
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
                passage.link.pendingBytes(),
                passage.link.flow().messagesIn(),
                passage.link.flow().messagesOut(),
                passage.link.flow().bytesIn(),
                passage.link.flow().bytesOut()))
        .toList();
  }

  /// Has no link to a neighbour from now on: the one that is there breaks, as where a cable is cut,
  /// and others are refused until it is admitted again. A restart forgets it.
  public void bar(String neighbour, long now) {
    barred.add(neighbour);
    Passage passage = forwarder.passages().get(neighbour);
    if (passage != null) {
      passage.link.lost(now);
    }
  }

  /// Takes a neighbour again that was barred.
  public void admit(String neighbour) {
    barred.remove(neighbour);
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
        counters.barred,
        counters.importsRefused,
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
    Link link = Link.dialled(self, bounds.link(), out, this, now);
    links.add(link);
    return link;
  }

  @Override
  public Link accepted(LinkOutbound out, long now) {
    Link link = Link.accepted(self, bounds.link(), out, this, now);
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
    rerouting |= handovers.isRetryDue(now);
    handovers.giveUpBarred(now);
    forwarder.waitingBut(network.nodes()).forEach(handovers::giveUp);
    source.due(now).forEach(notices::send);
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
    receipts.committed(position);
    source.committed(position, now);
    source.flush(now);
    destination.committed(position);
    notices.tell();
    flush(now);
    ledger.boundary();
  }

  // From the links.

  @Override
  public Optional<String> refusal(Link link, String peer, long peerEpoch) {
    if (barred.contains(peer)) {
      return Optional.of("the link between the two is cut here");
    }
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
    Passage passage = new Passage(link, bounds.routing().cost(), trail);
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
          link.flow().received(publish);
          relay.message(link, publish, now);
        }
      }
      case Puback puback -> handovers.acknowledged(link, puback, now);
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
          source.returned(network, now).forEach(notices::send);
        } catch (InvalidControlException e) {
          counters.controlRefused++;
        }
      }
      case Notices.TOPIC -> notices.received(publish.payload(), now);
      default -> counters.malformed++;
    }
  }

  // From the network.

  @Override
  public void send(String neighbour, Bytes control) {
    Passage passage = forwarder.passages().get(neighbour);
    if (passage != null) {
      passage.link.send(Notices.control(STATE, control));
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
    outside.recount(network.nodes());
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
    outside.recount(network.nodes());
    source.forget(node);
    destination.forget(node);
  }

  @Override
  public void routesChanged() {
    rerouting = true;
  }

  /// Writes what must survive of this event.
  private void save() {
    outside.interest().change().ifPresent(change -> network.interest(change, clock));
    source.save();
    destination.save();
  }

  /// Sends on what the event has moved.
  private void flush(long now) {
    if (rerouting) {
      rerouting = false;
      forwarder.reroute(now);
      source.returned(network, now).forEach(notices::send);
      notices.tell();
    }
  }

  private static TopicFilter parse(String filter) {
    try {
      return TopicFilter.parse(filter, UNLIMITED);
    } catch (InvalidTopicException e) {
      throw new IllegalStateException("the network passes on a filter that is none", e);
    }
  }
}
