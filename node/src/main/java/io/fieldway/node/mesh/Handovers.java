package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.link.Link;
import io.fieldway.node.packet.Puback;
import java.util.List;

/// What becomes of the messages that this node hands over: taken by a neighbour, refused for want
/// of room and offered again, or given up.
final class Handovers {
  private final String self;
  private final CustodyConfig config;
  private final Custody custody;
  private final Source source;
  private final Forwarder forwarder;
  private final Counters counters;

  private static final long SECOND = 1_000;

  /// When what waits for a way is to be looked at.
  @Var private long barredAt;

  /// When what was refused is to be offered again; 0 where nothing was.
  @Var private long retryAt;

  Handovers(
      String self,
      CustodyConfig config,
      Custody custody,
      Source source,
      Forwarder forwarder,
      Counters counters) {
    this.self = self;
    this.config = config;
    this.custody = custody;
    this.source = source;
    this.forwarder = forwarder;
    this.counters = counters;
  }

  /// Whether what was refused is to be offered again now; asked once.
  boolean isRetryDue(long now) {
    boolean due = retryAt != 0 && now >= retryAt;
    if (due) {
      retryAt = 0;
    }
    return due;
  }

  /// A neighbour has answered for a message: it has it, or had no room.
  void acknowledged(Link link, Puback puback, long now) {
    Passage passage = forwarder.passages().get(link.peer());
    if (passage == null || passage.link != link) {
      return;
    }
    List<Leg> legs = passage.acknowledged(puback.packetId());
    if (puback.reason().isRefusal()) {
      counters.refusedByPeer++;
      for (Leg leg : legs) {
        forwarder
            .trail()
            .stays(leg, link.peer(), Step.Fate.REFUSED, "the next node has no room", now);
        if (leg.transit.origin.equals(self)) {
          source.refused(leg);
        }
        forwarder.refused(leg);
      }
      if (retryAt == 0) {
        retryAt = now + config.retry().toMillis();
      }
    } else {
      for (int i = 0; i < legs.size(); i++) {
        Leg leg = legs.get(i);
        if (leg.transit.origin.equals(self)) {
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

  /// Gives up what waits for a way that it may take and will hardly find.
  void giveUpBarred(long now) {
    if (now < barredAt) {
      return;
    }
    barredAt = now + SECOND;
    for (Leg leg : forwarder.barred(now)) {
      counters.barred++;
      forwarder
          .trail()
          .ends(
              leg.transit,
              leg.node(),
              leg.sequence,
              "",
              Step.Fate.DROPPED,
              Stay.NO_ALLOWED_WAY,
              now);
      if (leg.transit.origin.equals(self)) {
        source.drop(leg);
      }
      custody.done(leg);
    }
  }

  /// Of what waits for a node that is not known that of others is given up; they have it still.
  void giveUp(String node) {
    for (Leg leg : forwarder.abandon(node)) {
      if (leg.transit.origin.equals(self)) {
        forwarder.await(leg);
      } else {
        custody.done(leg);
        counters.abandoned++;
      }
    }
  }
}
