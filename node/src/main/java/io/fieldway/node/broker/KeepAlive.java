package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;

/// Whether a client has been silent for too long [MQTT-3.1.2-22].
final class KeepAlive {
  /// 0 where the client may be silent for ever [MQTT-3.1.2-21].
  @Var private long millis;

  @Var private long lastReceived;
  @Var private long pendingBefore;

  KeepAlive(long now) {
    this.lastReceived = now;
  }

  void begin(long keepAliveMillis) {
    this.millis = keepAliveMillis;
  }

  void received(long now) {
    lastReceived = now;
  }

  /// Looks whether nothing came for one and a half keep-alives. What a client says while nothing is
  /// read from it does not come; then it lives as long as it takes what is sent.
  ///
  /// @param pending bytes that were sent and not taken
  boolean isOver(Intake intake, long pending, long now) {
    if (millis == 0) {
      return false;
    }
    if (intake.isHeldBy(Intake.Hold.GATE) || (intake.isHeld() && pending < pendingBefore)) {
      lastReceived = now;
    }
    pendingBefore = pending;
    return now - lastReceived > millis + millis / 2;
  }
}
