package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import org.jspecify.annotations.Nullable;

/// How much of one client is under way through the broker, and whether more is read from it.
final class Intake {
  /// Why nothing is read from a client.
  enum Hold {
    /// As much as may wait of it for the journal does.
    GATE(1),
    /// Its connection does not take what is sent.
    OUTPUT(2);

    private final int bit;

    Hold(int bit) {
      this.bit = bit;
    }
  }

  private final Outbound outbound;
  private final int receiveMaximum;
  @Var private int holds;
  @Var private boolean closed;

  /// How much of it waits at the gate.
  @Var private int waiting;

  /// Messages at QoS 1 that wait for their acknowledgement at the gate.
  @Var private int acknowledging;

  /// Messages at QoS 2 of former connections whose PUBREL had not come: its quota begins anew with
  /// each connection (MQTT 5 §4.9).
  @Var private int inherited;

  @Var private @Nullable String judgedTopic;

  Intake(Outbound outbound, int receiveMaximum) {
    this.outbound = outbound;
    this.receiveMaximum = receiveMaximum;
  }

  /// The session's messages at QoS 2 that were there before the connection do not count for it.
  void inherits(int arrivals) {
    inherited = arrivals;
  }

  /// A message at QoS 1 begins to wait for its acknowledgement.
  void acknowledges() {
    acknowledging++;
  }

  void acknowledged() {
    acknowledging--;
  }

  /// Whether as many messages at QoS 1 and 2 as the client may have are unacknowledged.
  ///
  /// @param arrivals the session's messages at QoS 2 whose PUBREL has not come
  boolean isFull(int arrivals) {
    return acknowledging + arrivals - inherited >= receiveMaximum;
  }

  /// Whether something of the client waits at the gate.
  boolean isWaiting() {
    return waiting > 0;
  }

  /// Something begins to wait at the gate. Beyond the receive maximum nothing more is read from the
  /// client until half of it has passed.
  void waits() {
    waiting++;
    if (waiting >= receiveMaximum) {
      hold(Hold.GATE, true);
    }
  }

  /// Something is about to pass.
  void passes() {
    waiting--;
    if (waiting <= receiveMaximum / 2) {
      hold(Hold.GATE, false);
    }
  }

  void hold(Hold why, boolean on) {
    if (closed) {
      return;
    }
    int changed = on ? holds | why.bit : holds & ~why.bit;
    if ((holds == 0) != (changed == 0)) {
      outbound.hold(on);
    }
    holds = changed;
  }

  /// Whether this very text was found to be a topic name that may be published to.
  // The decoder hands out one text for equal topics in a row; others are judged again, no more.
  @SuppressWarnings("ReferenceEquality")
  boolean hasJudged(String topic) {
    return judgedTopic == topic;
  }

  void judged(String topic) {
    judgedTopic = topic;
  }

  boolean isHeld() {
    return holds != 0;
  }

  boolean isHeldBy(Hold why) {
    return (holds & why.bit) != 0;
  }

  /// The connection ends: from now on nobody is told whether to read.
  void close() {
    closed = true;
  }
}
