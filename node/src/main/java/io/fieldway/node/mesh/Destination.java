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
  private final SortedMap<String, IncomingStream> streams = new TreeMap<>();
  @Var private boolean changed;

  Destination(
      String self,
      CustodyConfig config,
      Ledger ledger,
      Custody custody,
      Broker broker,
      Counters counters) {
    this.self = self;
    this.config = config;
    this.ledger = ledger;
    this.custody = custody;
    this.broker = broker;
    this.counters = counters;
  }

  Collection<IncomingStream> streams() {
    return streams.values();
  }

  /// Whether a message was not here before, and is not from a disk that is gone.
  boolean isNew(String origin, long incarnation, Header.Destination destination) {
    IncomingStream stream = stream(origin, incarnation, destination.low());
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
    stream.delivered();
    changed = true;
    drain(stream, now);
    return true;
  }

  /// Holds a message, which is in custody, until its turn.
  void hold(Leg leg) {
    IncomingStream stream = streams.get(leg.transit.origin);
    if (stream != null) {
      stream.hold(leg);
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
      stream.delivered();
      changed = true;
      custody.done(next);
      next = stream.next();
    }
  }

  /// The source asks.
  void probed(Notice.Probe probe) {
    IncomingStream stream = stream(probe.from(), probe.incarnation(), probe.low());
    if (stream != null) {
      stream.asked = true;
    }
  }

  /// Whether something is to be written before the boundary.
  boolean isChanged() {
    return changed;
  }

  /// Writes what must survive, before a boundary.
  void save() {
    if (!changed) {
      return;
    }
    changed = false;
    for (IncomingStream stream : streams.values()) {
      if (stream.saved != stream.delivered) {
        if (stream.key == 0) {
          stream.key = ledger.nextKey();
        }
        ledger.put(
            stream.key, new KeptIncoming(stream.origin, stream.incarnation, stream.delivered));
        stream.saved(ledger.position());
      }
    }
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
  void restore(Leg leg) {
    IncomingStream stream = stream(leg.transit.origin, leg.transit.incarnation, leg.low);
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
      ledger.remove(stream.key);
    }
  }

  /// The stream of a source, begun where it is new; null where the source has another disk since.
  private @Nullable IncomingStream stream(String origin, long incarnation, long low) {
    IncomingStream known = streams.get(origin);
    if (known != null && known.incarnation == incarnation) {
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
