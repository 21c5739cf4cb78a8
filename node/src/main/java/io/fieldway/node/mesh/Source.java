package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.broker.Addressee;
import io.fieldway.node.broker.Onward;
import io.fieldway.node.kept.Kept.KeptOutgoing;
import io.fieldway.node.kept.Ledger;
import io.fieldway.node.network.Network;
import io.fieldway.node.packet.QoS;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The messages that enter the mesh at this node: numbered for each destination, sent when they may
/// leave and the window has room, and kept until they are confirmed.
final class Source {
  /// How many that are missing at a destination are sent again at a time.
  private static final int RESENT = 256;

  private final String self;
  private final long incarnation;
  private final CustodyConfig config;
  private final Ledger ledger;
  private final Custody custody;
  private final Forwarder forwarder;
  private final Counters counters;
  private final SortedMap<String, OutgoingStream> streams = new TreeMap<>();
  private final List<OutgoingStream> reserving = new ArrayList<>();

  private final SortedMap<String, OutgoingStream> waiting = new TreeMap<>();

  /// Released, and not sent yet.
  private final List<Leg> pending = new ArrayList<>();

  @Var private long durable;

  Source(
      String self,
      long incarnation,
      CustodyConfig config,
      Ledger ledger,
      Custody custody,
      Forwarder forwarder,
      Counters counters) {
    this.self = self;
    this.incarnation = incarnation;
    this.config = config;
    this.ledger = ledger;
    this.custody = custody;
    this.forwarder = forwarder;
    this.counters = counters;
    this.durable = ledger.position();
  }

  Collection<OutgoingStream> streams() {
    return streams.values();
  }

  OutgoingStream stream(String destination) {
    return streams.computeIfAbsent(destination, OutgoingStream::new);
  }

  /// Takes a message for other nodes.
  void take(Onward message, List<Addressee> wanting, long now) {
    List<Addressee> addressees = reachable(message, wanting, now);
    if (addressees.isEmpty()) {
      return;
    }
    counters.sourced++;
    Transit transit = new Transit(self, incarnation, message, config.maximumHops());
    if (message.qos() == QoS.AT_MOST_ONCE) {
      List<Leg> legs = new ArrayList<>(addressees.size());
      addressees.forEach(addressee -> legs.add(new Leg(transit, addressee, 0, 0)));
      forwarder.forwardUnacknowledged(transit, legs, now);
      return;
    }
    for (Addressee addressee : addressees) {
      OutgoingStream stream = stream(addressee.node());
      if (!stream.isReserving && stream.wantsNumbers()) {
        stream.isReserving = true;
        reserving.add(stream);
      }
      stream.take(transit, addressee);
    }
    custody.take(transit);
    transit.position = ledger.position();
    for (int i = 0; i < transit.legs.size(); i++) {
      OutgoingStream stream = stream(transit.legs.get(i).node());
      release(stream, now);
      if (stream.isWaiting()) {
        waiting.put(stream.destination, stream);
      }
    }
    flush(now);
  }

  /// Those of some nodes to whom a message may come at all.
  private List<Addressee> reachable(Onward message, List<Addressee> wanting, long now) {
    if (!forwarder.hasFilters()) {
      return wanting;
    }
    List<Addressee> reachable = new ArrayList<>(wanting);
    reachable.removeIf(each -> {
      boolean isBarred = forwarder.isBarred(message.topic(), each.node(), now);
      if (isBarred) {
        counters.barred++;
        Transit transit = new Transit(self, incarnation, message, config.maximumHops());
        forwarder
            .trail()
            .ends(transit, each.node(), 0, "", Step.Fate.DROPPED, Stay.NO_ALLOWED_WAY, now);
      }
      return isBarred;
    });
    return reachable;
  }

  /// A message is given up towards a node, and those behind it go on.
  void drop(Leg leg) {
    OutgoingStream stream = streams.get(leg.node());
    if (stream != null) {
      stream.drop(leg);
    }
  }

  /// Writes what must survive, before a boundary.
  void save() {
    for (int i = 0; i < reserving.size(); i++) {
      OutgoingStream stream = reserving.get(i);
      stream.isReserving = false;
      if (stream.key == 0) {
        stream.key = ledger.nextKey();
      }
      ledger.put(stream.key, new KeptOutgoing(stream.destination, stream.reserve()));
      stream.reserved(ledger.position());
      waiting.put(stream.destination, stream);
    }
    reserving.clear();
  }

  /// The journal is durable up to a position.
  void committed(long position, long now) {
    durable = position;
    for (Iterator<OutgoingStream> each = waiting.values().iterator(); each.hasNext(); ) {
      OutgoingStream stream = each.next();
      stream.committed(position);
      release(stream, now);
      if (!stream.isWaiting()) {
        each.remove();
      }
    }
  }

  /// Puts back a message that was kept.
  void restore(Leg leg) {
    OutgoingStream stream = stream(leg.node());
    stream.restore(leg);
    waiting.put(stream.destination, stream);
  }

  /// Puts back how far a stream was numbered.
  void restore(long key, KeptOutgoing kept) {
    OutgoingStream stream = stream(kept.node());
    stream.key = key;
    stream.goOnBehind(kept.last());
  }

  private void release(OutgoingStream stream, long now) {
    List<Leg> legs = stream.release(config.window(), durable);
    if (legs.isEmpty()) {
      return;
    }
    long low = stream.low();
    for (int i = 0; i < legs.size(); i++) {
      legs.get(i).low = low;
    }
    if (stream.askedAt == 0) {
      stream.askedAt = now;
    }
    pending.addAll(legs);
  }

  /// Sends what was released, the legs of one message together, in the order of their coming.
  void flush(long now) {
    if (pending.isEmpty()) {
      return;
    }
    List<Leg> legs = new ArrayList<>(pending);
    pending.clear();
    if (streams.size() > 1) {
      legs.sort((one, other) -> Long.compare(one.transit.key, other.transit.key));
    }
    for (@Var int begin = 0; begin < legs.size(); ) {
      Transit transit = legs.get(begin).transit;
      @Var int end = begin + 1;
      while (end < legs.size() && legs.get(end).transit == transit) {
        end++;
      }
      forwarder.forward(transit, List.copyOf(legs.subList(begin, end)), now);
      begin = end;
    }
    counters.forwarded += legs.size();
  }

  /// A destination has said what it has; answers what it is to be told or asked.
  Optional<Notice.Probe> confirmed(Notice.Confirm confirm, long now) {
    OutgoingStream stream = streams.get(confirm.from());
    if (stream == null || confirm.incarnation() != incarnation) {
      return Optional.empty();
    }
    List<Leg> over = stream.confirmed(confirm.delivered());
    over.forEach(custody::done);
    boolean lacksMore = stream.asked && resend(stream, confirm, over.isEmpty(), now);
    stream.asked = lacksMore;
    stream.askedAt = now;
    release(stream, now);
    flush(now);
    // Numbers that a kill left unused are not to be waited for.
    return lacksMore || (stream.highest() > 0 && stream.low() > confirm.delivered() + 1)
        ? Optional.of(probe(stream))
        : Optional.empty();
  }

  /// Sends again what a destination lacks that was asked: some of it.
  ///
  /// @param isStill whether it has nothing that it had not before
  /// @return whether it is to be asked again behind that
  private boolean resend(OutgoingStream stream, Notice.Confirm confirm, boolean isStill, long now) {
    boolean isDoubted = confirm.present() < stream.doubtedUpTo;
    if (!isDoubted) {
      stream.doubtedUpTo = 0;
    }
    if (!isDoubted && !isStill) {
      return false;
    }
    long last = isDoubted ? stream.doubtedUpTo : stream.highest();
    List<Leg> missing = stream.missing(confirm.present(), last, RESENT);
    missing.forEach(leg -> leg.low = stream.low());
    missing.forEach(leg -> leg.stage = Leg.Stage.WAITING);
    counters.resent += missing.size();
    forwarder.send(missing, now);
    return isDoubted && !missing.isEmpty();
  }

  /// Asks; the answer is to tell what is there.
  private Notice.Probe ask(OutgoingStream stream, long now) {
    stream.askedAt = now;
    stream.asked = true;
    return probe(stream);
  }

  private Notice.Probe probe(OutgoingStream stream) {
    return new Notice.Probe(
        stream.destination, self, incarnation, config.maximumHops(), stream.low());
  }

  /// Whom to ask, for they have confirmed nothing for long.
  List<Notice.Probe> due(long now) {
    List<Notice.Probe> probes = new ArrayList<>(0);
    for (OutgoingStream stream : streams.values()) {
      if (stream.highest() > 0 && now - stream.askedAt >= config.probe().toMillis()) {
        probes.add(ask(stream, now));
      }
    }
    return probes;
  }

  /// Whom to ask, for they have begun another life: who carries a dead node on may not have on its
  /// disk what the dead one had taken last.
  List<Notice.Probe> returned(Network network, long now) {
    List<Notice.Probe> probes = new ArrayList<>(0);
    for (OutgoingStream stream : streams.values()) {
      long epoch = network.epochOf(stream.destination);
      if (epoch != stream.epoch && network.isReachable(stream.destination)) {
        stream.epoch = epoch;
        if (stream.highest() > 0) {
          stream.doubtedUpTo = stream.highest();
          probes.add(ask(stream, now));
        }
      }
    }
    return probes;
  }

  /// A node is given up with what was for it. The count goes on should it come back, for it may
  /// know it still.
  void forget(String node) {
    OutgoingStream stream = streams.get(node);
    if (stream != null) {
      List<Leg> legs = stream.abandon();
      counters.abandoned += legs.size();
      legs.forEach(custody::done);
      waiting.remove(node);
    }
  }

  /// A neighbour had no room for a message: it will go with what is confirmed by then.
  void refused(Leg leg) {
    leg.low = stream(leg.node()).low();
  }
}
