package io.fieldway.trials.bench.channel;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.channel.Events;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import tools.jackson.databind.JsonNode;

/// One stream of a light gateway. What exists goes up in order, some batches at once, and after a
/// refusal or a cut again from where the platform stands. Confined to its fleet's event loop.
final class LightStream {
  private static final Duration RETRY = Duration.ofMillis(200);

  private final Fleet fleet;
  private final LightGateway gateway;
  private final Readings readings;
  private final String name;
  private final long epoch;
  private final int batch;
  private final int window;
  private final Queue<Offer> offers = new ArrayDeque<>();
  @Var private long last;
  @Var private long next = 1;
  @Var private long committed;
  @Var private long sent;
  @Var private int underWay;
  @Var private int generation;
  @Var private boolean rewinding;
  @Var private boolean ready;

  /// When a reading came to be.
  private record Offer(long seq, long nanos) {}

  /// @param epoch in milliseconds since 1970, of which the readings' times follow
  /// @param batch readings of a batch at most
  /// @param window batches under way at most
  LightStream(
      Fleet fleet,
      LightGateway gateway,
      Readings readings,
      String name,
      long epoch,
      int batch,
      int window) {
    this.fleet = fleet;
    this.gateway = gateway;
    this.readings = readings;
    this.name = name;
    this.epoch = epoch;
    this.batch = batch;
    this.window = window;
  }

  String name() {
    return name;
  }

  long epoch() {
    return epoch;
  }

  /// Up to which sequence the platform says that it has stored all.
  long committed() {
    return committed;
  }

  /// Up to which sequence something was sent.
  long sent() {
    return sent;
  }

  int pointsOfReading() {
    return readings.points();
  }

  /// So many readings more exist; how long they wait for their commit is recorded.
  ///
  /// @param nanos since when, in the terms of [System#nanoTime()]
  void offer(long count, long nanos) {
    last += count;
    offers.add(new Offer(last, nanos));
    pump();
  }

  /// So many readings more exist, and it is no matter how long they wait.
  void lay(long count) {
    last += count;
    pump();
  }

  /// Sends as fast as the platform takes it, until [#halt].
  void flood() {
    last = Long.MAX_VALUE / 2;
    pump();
  }

  /// Nothing exists beyond what was sent.
  void halt() {
    last = sent;
  }

  /// Whether the platform has all that exists.
  boolean isSettled() {
    return committed >= last;
  }

  /// The session is gone, and with it what was under way.
  void cut() {
    ready = false;
    generation++;
    underWay = 0;
  }

  /// A session is there.
  ///
  /// @param stands up to which sequence the platform has all
  void resume(long stands) {
    if (stands < committed) {
      fleet.fault(
          gateway.id() + "/" + name + " stood at " + committed + " and stands at " + stands);
    }
    ready = true;
    rewinding = false;
    advance(stands);
    next = stands + 1;
    pump();
  }

  private void pump() {
    while (ready && !rewinding && underWay < window && next <= last) {
      long from = next;
      long to = Math.min(last, from + batch - 1);
      next = to + 1;
      sent = Math.max(sent, to);
      underWay++;
      int then = generation;
      gateway.ask(
          Events.DATA,
          readings.batch(name, epoch, from, to, System.currentTimeMillis(), 1),
          answer -> {
            if (then == generation) {
              answered(answer);
            }
          });
    }
  }

  private void answered(JsonNode answer) {
    underWay--;
    if (Refusal.is(answer)) {
      refused(Refusal.read(answer));
    } else {
      advance(answer.path("committed").asLong());
    }
    if (rewinding && underWay == 0) {
      int then = generation;
      gateway.later(
          RETRY,
          () -> {
            if (then == generation) {
              rewinding = false;
              next = committed + 1;
              pump();
            }
          });
    }
    pump();
  }

  private void refused(Refusal refusal) {
    rewinding = true;
    fleet.refused();
    if (refusal.code() != RefusalCode.BUSY && refusal.code() != RefusalCode.SEQUENCE_GAP) {
      fleet.fault(gateway.id() + "/" + name + " was refused: " + refusal.message());
    }
  }

  private void advance(long to) {
    if (to > committed) {
      fleet.stored((to - committed) * readings.points());
      committed = to;
    }
    long now = System.nanoTime();
    while (!offers.isEmpty() && offers.element().seq <= committed) {
      fleet.waited(now - offers.remove().nanos);
    }
  }
}
