package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.broker.Broker;
import io.fieldway.node.kept.Kept.KeptIncoming;
import io.fieldway.node.kept.Ledger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The messages whose way ends at this node: each goes to its sessions once and in order, and the
/// source hears of it when that is durable.
final class Destination {
  private final String self;
  private final CustodyConfig config;
  private final Ledger ledger;
  private final Custody custody;
  private final Broker broker;
  private final Counters counters;
  private final Trail trail;
  private final SortedMap<String, IncomingStream> streams = new TreeMap<>();
  private final List<IncomingStream> changed = new ArrayList<>();

  Destination(
      String self,
      CustodyConfig config,
      Ledger ledger,
      Custody custody,
      Broker broker,
      Counters counters,
      Trail trail) {
    this.self = self;
    this.config = config;
    this.ledger = ledger;
    this.custody = custody;
    this.broker = broker;
    this.counters = counters;
    this.trail = trail;
  }

  Collection<IncomingStream> streams() {
    return streams.values();
  }

  /// Whether a message was not here before, and is not from a disk that is gone.
  boolean isNew(String origin, long incarnation, Header.Destination destination, long now) {
    IncomingStream stream = stream(origin, incarnation, destination.low(), now);
    boolean fresh =
        stream != null
            && destination.sequence() > stream.delivered
            && !stream.holds(destination.sequence());
    if (!fresh) {
      counters.repeated++;
      if (stream != null) {
        stream.asked = true;
      }
    }
    return fresh;
  }

  /// Whether it is the next of its stream, which need not be held.
  boolean isNext(String origin, Header.Destination destination) {
    IncomingStream stream = streams.get(origin);
    return stream != null && destination.sequence() == stream.delivered + 1;
  }

  /// Offers the next message of a stream to the sessions here; false where they have no room.
  boolean deliver(Leg leg, long now) {
    IncomingStream stream = streams.get(leg.transit.origin);
    if (stream == null
        || !broker.arrives(leg.transit.message, leg.transit.origin, leg.destination, now)) {
      return false;
    }
    counters.arrived++;
    trail.delivered(leg.transit, self, leg.sequence, now);
    stream.delivered();
    changed(stream);
    drain(stream, now);
    return true;
  }

  /// Holds a message, which is in custody, until its turn.
  void hold(Leg leg, long now) {
    IncomingStream stream = streams.get(leg.transit.origin);
    if (stream != null) {
      boolean isNext = leg.sequence == stream.delivered + 1;
      stream.hold(leg);
      String why = isNext ? Stay.NO_SESSION_ROOM : Stay.EARLIER_MISSING;
      trail.stays(leg, "", Step.Fate.WAITING, why, now);
    }
  }

  /// Offers again what sessions had no room for.
  void retry(long now) {
    streams.values().forEach(stream -> drain(stream, now));
  }

  private void drain(IncomingStream stream, long now) {
    @Var Leg next = stream.next();
    while (next != null
        && broker.arrives(next.transit.message, stream.origin, next.destination, now)) {
      counters.arrived++;
      trail.delivered(next.transit, self, next.sequence, now);
      stream.delivered();
      changed(stream);
      custody.done(next);
      next = stream.next();
    }
  }

  private void changed(IncomingStream stream) {
    if (!stream.changed) {
      stream.changed = true;
      changed.add(stream);
    }
  }

  /// The source asks.
  void probed(Notice.Probe probe, long now) {
    IncomingStream stream = stream(probe.from(), probe.incarnation(), probe.low(), now);
    if (stream != null) {
      stream.asked = true;
    }
  }

  /// Whether something is to be written before the boundary.
  boolean isChanged() {
    return !changed.isEmpty();
  }

  /// Writes what must survive, before a boundary.
  void save() {
    for (int i = 0; i < changed.size(); i++) {
      IncomingStream stream = changed.get(i);
      stream.changed = false;
      ledger.put(stream.key, new KeptIncoming(stream.origin, stream.incarnation, stream.delivered));
      stream.saved(ledger.position());
    }
    changed.clear();
  }

  /// The journal is durable up to a position.
  void committed(long position) {
    streams.values().forEach(stream -> stream.committed(position));
  }

  /// What the sources are to hear.
  List<Notice.Confirm> news() {
    @Var List<Notice.Confirm> news = List.of();
    for (IncomingStream stream : streams.values()) {
      if (stream.hasNews()) {
        if (news.isEmpty()) {
          news = new ArrayList<>(streams.size());
        }
        news.add(
            new Notice.Confirm(
                stream.origin,
                self,
                stream.incarnation,
                config.maximumHops(),
                stream.durable,
                Math.max(stream.durable, stream.present())));
      }
    }
    return news;
  }

  /// A source was told, or could not be: then it asks.
  void told(String origin) {
    IncomingStream stream = streams.get(origin);
    if (stream != null) {
      stream.told();
    }
  }

  /// Puts back how far a stream was delivered.
  void restore(long key, KeptIncoming kept) {
    IncomingStream stream = new IncomingStream(kept.origin(), kept.incarnation(), kept.delivered());
    stream.key = key;
    stream.asked = true;
    streams.put(kept.origin(), stream);
  }

  /// Puts back a message that was held.
  void restore(Leg leg, long now) {
    IncomingStream stream = stream(leg.transit.origin, leg.transit.incarnation, leg.low, now);
    if (stream == null || leg.sequence <= stream.delivered || stream.holds(leg.sequence)) {
      custody.done(leg);
    } else {
      stream.hold(leg);
    }
  }

  /// A node will not come back. What it has sent is delivered all the same, as far as it is whole.
  void forget(String node) {
    IncomingStream stream = streams.remove(node);
    if (stream != null) {
      stream.abandon().forEach(custody::done);
      changed.remove(stream);
      ledger.remove(stream.key);
    }
  }

  /// The stream of a source, begun where it is new; null where the source has another disk since.
  /// What the source has no more is not waited for: another disk of this node had it, or the source
  /// had given this node up.
  private @Nullable IncomingStream stream(String origin, long incarnation, long low, long now) {
    IncomingStream known = streams.get(origin);
    if (known != null && known.incarnation == incarnation) {
      if (low > known.delivered + 1) {
        known.skip(low).forEach(custody::done);
        changed(known);
        drain(known, now);
      }
      return known;
    }
    if (known != null) {
      if (known.incarnation > incarnation) {
        return null;
      }
      forget(origin);
    }
    IncomingStream begun = new IncomingStream(origin, incarnation, low - 1);
    begun.key = ledger.add(new KeptIncoming(origin, incarnation, low - 1));
    streams.put(origin, begun);
    return begun;
  }
}
