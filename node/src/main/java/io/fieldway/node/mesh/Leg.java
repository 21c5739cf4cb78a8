package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.broker.Addressee;

/// The way of a message to one of its destinations.
final class Leg {
  /// How far it is on this node.
  enum Stage {
    /// At its source, not sent yet: it is not durable, or the window is full.
    BACKLOG,

    /// No way leads to the destination now.
    WAITING,

    /// With a neighbour's passage, and perhaps sent.
    QUEUED,

    /// At its source: a neighbour has it; the destination has not confirmed it.
    PASSED,

    /// At its destination: an earlier one is missing, or a session has no room.
    HELD,

    /// Nothing more is to be done for it here.
    DONE
  }

  final Transit transit;
  final Addressee destination;

  /// Its place in the stream from the source to the destination, from 1 on; 0 at QoS 0.
  final long sequence;

  /// Whatever is below was confirmed when the message left its source.
  @Var long low;

  @Var Stage stage = Stage.WAITING;

  /// Whether the trail knows that it stays here.
  @Var boolean stays;

  Leg(Transit transit, Addressee destination, long sequence, long low) {
    this.transit = transit;
    this.destination = destination;
    this.sequence = sequence;
    this.low = low;
  }

  /// Whether it is the first that its destination lacks: no bound keeps it, for what is behind it
  /// can leave only after it.
  boolean isOldest() {
    return sequence == low;
  }

  String node() {
    return destination.node();
  }
}
