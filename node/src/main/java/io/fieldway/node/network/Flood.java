package io.fieldway.node.network;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.network.ControlMessage.Delta;
import io.fieldway.node.network.ControlMessage.Digest;
import io.fieldway.node.network.ControlMessage.Entry;
import io.fieldway.node.network.ControlMessage.Forgotten;
import io.fieldway.node.network.ControlMessage.LinkState;
import io.fieldway.node.network.ControlMessage.Want;
import io.fieldway.node.network.ControlMessage.Whole;
import io.fieldway.node.network.Network.Effects;
import io.fieldway.wire.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;

/// Sends neighbours what they lack.
///
/// **Goals.** What a node says of itself crosses each link once at most in each direction, for
/// nobody is sent what it has or was sent. A change of an interest costs what has changed.
///
/// **Algorithm.** On a new link both ends say what they know, and send nothing else until they have
/// heard the other. From then on each knows what the other knows: what it said, what came from it,
/// and what was sent to it, for a link loses nothing while it lives.
final class Flood {
  /// What the kind, the stamps, the lengths and counts of a message take at most.
  private static final int FRAME = 64;

  /// What the stamps of an entry take at most.
  private static final int STAMPS = 40;

  private static final int LENGTH = 4;

  private final RoutingConfig config;
  private final Effects effects;
  private final Counters counters;
  private final Collection<Neighbour> neighbours;

  /// A change of the interest of a node: from what it was to what it is now.
  record Step(Stamp base, List<String> added, List<String> removed) {
    Step(Stamp base, List<String> added, List<String> removed) {
      this.base = base;
      this.added = List.copyOf(added);
      this.removed = List.copyOf(removed);
    }
  }

  Flood(
      RoutingConfig config, Effects effects, Counters counters, Collection<Neighbour> neighbours) {
    this.config = config;
    this.effects = effects;
    this.counters = counters;
    this.neighbours = neighbours;
  }

  /// Says what is known of all nodes, which come in the order of their names.
  void digest(Neighbour to, Collection<KnownNode> nodes) {
    Iterator<KnownNode> each = nodes.iterator();
    @Var String from = "";
    @Var int room = config.maximumControlBytes() / 2;
    List<Entry> entries = new ArrayList<>();
    while (each.hasNext()) {
      KnownNode node = each.next();
      int size = STAMPS + size(node.name);
      if (size > room) {
        send(to, new Digest(from, node.name, entries));
        entries.clear();
        from = node.name;
        room = config.maximumControlBytes() / 2;
      }
      room -= size;
      entries.add(new Entry(node.name, node.advert.stamp(), node.head.stamp()));
    }
    send(to, new Digest(from, "", entries));
  }

  /// Sends all who lack it what is new of a node.
  void spread(KnownNode node, long now) {
    for (Neighbour neighbour : neighbours) {
      if (neighbour.hasSaid) {
        offer(node, neighbour, now);
      }
    }
  }

  /// The same after its interest has changed.
  void spread(KnownNode node, Step step, long now) {
    for (Neighbour neighbour : neighbours) {
      if (neighbour.hasSaid) {
        if (neighbour.interest(node.name).equals(step.base) && isSmaller(step, node)) {
          offerLinks(node, neighbour, now);
          send(neighbour, new Delta(node.signedHead, step.base, step.added, step.removed));
          neighbour.knowsInterest(node.name, node.head.stamp());
        } else {
          offer(node, neighbour, now);
        }
      }
    }
  }

  /// Sends a neighbour what it lacks of a node.
  void offer(KnownNode node, Neighbour to, long now) {
    offerLinks(node, to, now);
    if (node.head.stamp().isNewerThan(to.interest(node.name))) {
      whole(node, to);
    }
  }

  /// Sends a neighbour the whole interest of a node.
  void whole(KnownNode node, Neighbour to) {
    to.knowsInterest(node.name, node.head.stamp());
    Iterator<String> each = node.filters.stream().iterator();
    @Var int room = partRoom(node);
    List<String> part = new ArrayList<>();
    while (each.hasNext()) {
      String filter = each.next();
      int size = size(filter);
      if (size > room && !part.isEmpty()) {
        send(to, new Whole(node.signedHead, part, false));
        part.clear();
        room = partRoom(node);
      }
      room -= size;
      part.add(filter);
    }
    send(to, new Whole(node.signedHead, part, true));
  }

  void want(String node, Neighbour from) {
    counters.wanted++;
    send(from, new Want(node));
  }

  void forgotten(String node) {
    for (Neighbour neighbour : neighbours) {
      neighbour.forget(node);
      forgotten(node, neighbour);
    }
  }

  void forgotten(String node, Neighbour to) {
    send(to, new Forgotten(node));
  }

  private void offerLinks(KnownNode node, Neighbour to, long now) {
    if (node.advert.stamp().isNewerThan(to.advert(node.name))) {
      to.knowsAdvert(node.name, node.advert.stamp());
      send(to, new LinkState(node.signedAdvert, node.age(now)));
    }
  }

  private void send(Neighbour to, ControlMessage message) {
    Bytes control = ControlForm.write(message);
    counters.sent++;
    counters.sentBytes += control.size();
    effects.send(to.name, control);
  }

  /// Whether a step is less to send than all filters, and fits a message.
  private boolean isSmaller(Step step, KnownNode node) {
    int changes = step.added.size() + step.removed.size();
    return changes <= node.filters.size() + 1 && size(step) <= partRoom(node);
  }

  private int partRoom(KnownNode node) {
    return config.maximumControlBytes()
        - node.signedHead.content().size()
        - node.signedHead.signature().size()
        - FRAME;
  }

  private static long size(Step step) {
    @Var long size = 0;
    for (String filter : step.added) {
      size += size(filter);
    }
    for (String filter : step.removed) {
      size += size(filter);
    }
    return size;
  }

  /// What a text takes in a message.
  private static int size(String text) {
    @Var int size = LENGTH;
    for (@Var int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      size += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
    }
    return size;
  }
}
