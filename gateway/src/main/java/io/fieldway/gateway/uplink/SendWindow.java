package io.fieldway.gateway.uplink;

import com.google.errorprone.annotations.Var;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;

/// Go-back-N over the stream's sequences: a bounded number of batches under way; whenever one is
/// refused or unanswered too long, everything after the last commit is sent again. A core without
/// I/O; one window a session.
///
/// ```
///   … committed ] base   under way   next [ not sent yet …
/// ```
final class SendWindow {
  private final int maxBatches;
  private final Duration ackTimeout;
  private final Duration longestTimeout;

  /// Sent and not answered, oldest first.
  private final Deque<Flight> flights = new ArrayDeque<>();

  @Var private long committed;
  @Var private long next;
  @Var private long highestSent;

  /// Raised whenever the window goes back, so that answers to what was sent before are known.
  @Var private int round;

  /// Times in a row that the window went back without a commit in between.
  @Var private int setbacks;

  @Var private Instant pausedUntil = Instant.MIN;

  private record Flight(long from, long to, int entries, Instant deadline) {}

  /// What the platform's word means for the session.
  enum Verdict {
    GO_ON,
    /// The two sides do not agree on what is committed; only a new session can tell.
    START_OVER
  }

  /// @param committed what the platform's database holds
  SendWindow(int maxBatches, Duration ackTimeout, Duration longestTimeout, long committed) {
    this.maxBatches = maxBatches;
    this.ackTimeout = ackTimeout;
    this.longestTimeout = longestTimeout;
    this.committed = committed;
    this.next = committed + 1;
    this.highestSent = committed;
  }

  /// The sequence from which a batch may go now, where the stream ends at `last`.
  OptionalLong wanted(long last, Instant now) {
    boolean free = flights.size() < maxBatches && !now.isBefore(pausedUntil);
    return free && next <= last ? OptionalLong.of(next) : OptionalLong.empty();
  }

  /// A batch has gone.
  ///
  /// @param entries how many are in it; what lies in gaps is not
  /// @return the round it belongs to, to be given back with its answer
  int sent(long from, long to, int entries, Instant now) {
    if (from != next || to < from) {
      throw new IllegalStateException("expected a batch from " + next + ", not " + from);
    }
    flights.add(new Flight(from, to, entries, now.plus(timeout())));
    next = to + 1;
    highestSent = Math.max(highestSent, to);
    return round;
  }

  /// The platform's database holds everything up to here. True whenever it was said.
  Verdict committed(long upTo) {
    if (upTo > highestSent) {
      return Verdict.START_OVER;
    }
    if (upTo > committed) {
      committed = upTo;
      setbacks = 0;
      while (!flights.isEmpty() && flights.getFirst().to <= committed) {
        flights.removeFirst();
      }
      next = Math.max(next, committed + 1);
    }
    return Verdict.GO_ON;
  }

  /// The platform misses something before the batch that began at `from`.
  Verdict gap(int ofRound, long from, long expected) {
    if (ofRound != round) {
      return Verdict.GO_ON;
    }
    boolean unknown = expected > highestSent + 1;
    boolean lost = expected <= committed && from == committed + 1;
    if (unknown || lost || expected == from) {
      return Verdict.START_OVER;
    }
    goBack();
    next = Math.max(expected, committed + 1);
    return Verdict.GO_ON;
  }

  /// The platform has no room, or cannot take the batch now.
  void pause(int ofRound, Duration wait, Instant now) {
    if (ofRound == round) {
      goBack();
      pausedUntil = now.plus(wait);
    }
  }

  /// Time has passed.
  ///
  /// @return whether the window went back
  boolean tick(Instant now) {
    if (flights.isEmpty() || now.isBefore(flights.getFirst().deadline)) {
      return false;
    }
    goBack();
    return true;
  }

  /// How long to wait after a refusal that names no time: longer each time.
  Duration patience() {
    return timeout();
  }

  long committed() {
    return committed;
  }

  int underWay() {
    return flights.size();
  }

  long entriesUnderWay() {
    return flights.stream().mapToLong(Flight::entries).sum();
  }

  /// Whether a batch that begins here was sent before.
  boolean isRepetition(long from) {
    return from <= highestSent;
  }

  private void goBack() {
    flights.clear();
    next = committed + 1;
    round++;
    setbacks++;
  }

  private Duration timeout() {
    Duration grown = ackTimeout.multipliedBy(1L << Math.min(setbacks, 10));
    return grown.compareTo(longestTimeout) < 0 ? grown : longestTimeout;
  }
}
