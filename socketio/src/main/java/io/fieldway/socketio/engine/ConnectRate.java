package io.fieldway.socketio.engine;

import com.google.errorprone.annotations.Var;

/// At most so many new sessions in any second, counted as a bucket that fills evenly. May be asked
/// from any thread.
public final class ConnectRate {
  private static final double NANOS = 1e9;

  private final double perSecond;
  @Var private double tokens;
  @Var private long last;

  public ConnectRate(int perSecond, long now) {
    this.perSecond = perSecond;
    this.tokens = perSecond;
    this.last = now;
  }

  /// Whether one more may be opened at this time.
  public synchronized boolean admit(long now) {
    tokens = Math.min(perSecond, tokens + (now - last) * perSecond / NANOS);
    last = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
