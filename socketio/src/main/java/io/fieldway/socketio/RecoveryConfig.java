package io.fieldway.socketio;

import java.time.Duration;

/// Connection state recovery: a client whose transport was cut, and that comes back in time, gets
/// its socket id, rooms and data again and the events that it missed. The limits hold for each
/// namespace; beyond each of them the oldest is dropped and counted, and the clients that needed it
/// come back as new ones.
///
/// @param enabled whether anything is kept at all; where not, the protocol is as it was before
///   Socket.IO 4.6
/// @param maxDisconnection how long a cut client, and an event for it, is kept
/// @param maxSessions cut clients that are kept
/// @param maxPackets events that are kept
/// @param maxPacketBytes bytes of the events that are kept, their attachments included
/// @param skipMiddlewares whether a client that is recovered enters without asking the middlewares
public record RecoveryConfig(
    boolean enabled,
    Duration maxDisconnection,
    int maxSessions,
    int maxPackets,
    int maxPacketBytes,
    boolean skipMiddlewares) {

  public RecoveryConfig {
    if (!maxDisconnection.isPositive()) {
      throw new IllegalArgumentException(
          "maxDisconnection must be more than zero: " + maxDisconnection);
    }
    positive("maxSessions", maxSessions);
    positive("maxPackets", maxPackets);
    positive("maxPacketBytes", maxPacketBytes);
  }

  /// Nothing is kept.
  public static RecoveryConfig off() {
    return on().withEnabled(false);
  }

  /// Two minutes as in the JavaScript server, 10,000 clients, 10,000 events, 4 MiB; middlewares are
  /// asked again.
  public static RecoveryConfig on() {
    return new RecoveryConfig(true, Duration.ofMinutes(2), 10_000, 10_000, 4 * 1024 * 1024, false);
  }

  public RecoveryConfig withEnabled(boolean value) {
    return new RecoveryConfig(
        value, maxDisconnection, maxSessions, maxPackets, maxPacketBytes, skipMiddlewares);
  }

  public RecoveryConfig withMaxDisconnection(Duration value) {
    return new RecoveryConfig(
        enabled, value, maxSessions, maxPackets, maxPacketBytes, skipMiddlewares);
  }

  public RecoveryConfig withMaxSessions(int value) {
    return new RecoveryConfig(
        enabled, maxDisconnection, value, maxPackets, maxPacketBytes, skipMiddlewares);
  }

  public RecoveryConfig withMaxPackets(int value) {
    return new RecoveryConfig(
        enabled, maxDisconnection, maxSessions, value, maxPacketBytes, skipMiddlewares);
  }

  public RecoveryConfig withMaxPacketBytes(int value) {
    return new RecoveryConfig(
        enabled, maxDisconnection, maxSessions, maxPackets, value, skipMiddlewares);
  }

  public RecoveryConfig withSkipMiddlewares(boolean value) {
    return new RecoveryConfig(
        enabled, maxDisconnection, maxSessions, maxPackets, maxPacketBytes, value);
  }

  private static void positive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be more than zero: " + value);
    }
  }
}
