package io.fieldway.cloud.machine;

import io.fieldway.cloud.machine.io.Listener.PemFiles;
import io.fieldway.cloud.machine.session.SessionLimits;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/// Everything that can be set on the machine server.
///
/// @param listen where gateways connect; port 0 takes a free one
/// @param tls the listener's certificate and key
/// @param heartbeat how often a gateway is to show that it lives
/// @param maxPayloadBytes largest packet of a gateway; a larger one closes its connection
/// @param maxGateways most open connections; more are refused with HTTP 503
/// @param authsPerSecond authentications that begin in a second; more are answered busy
/// @param authBurst authentications that may begin at once after a quiet time
/// @param maxFailures failed authentications of one gateway id before it is locked out
/// @param maxFailuresOfAddress failed authentications from one address, which many gateways may
///   share, before it is locked out
/// @param lockout how long a lock-out lasts after the last failure
/// @param authPatience how long a socket may take to show who it is before it is closed
/// @param maxRequests most requests of one session under way; more are answered busy
/// @param commandsAtOnce most commands under way to one gateway; more wait in the database
/// @param commandAckTimeout how long a gateway may take to journal a command before it is sent
///   again
/// @param sendAhead how long before its time a held command is sent, so that its gateway does it on
///   time though the link is down then
/// @param nowPatience how long a command that never waits may take to reach its gateway
/// @param blobsAtOnce most chunks of blobs of one session that wait for the disk; more are answered
///   busy
/// @param farewell how long gateways may take to leave a server that ends, once they are told; then
///   their sockets are closed
/// @param sweepEvery how often commands, changed registrations and old batches are looked for
/// @param md5 whether old gateways may prove themselves by MD5
/// @param session bounds of one session
public record MachineConfig(
    InetSocketAddress listen,
    Optional<PemFiles> tls,
    Duration heartbeat,
    int maxPayloadBytes,
    int maxGateways,
    int authsPerSecond,
    int authBurst,
    int maxFailures,
    int maxFailuresOfAddress,
    Duration lockout,
    Duration authPatience,
    int maxRequests,
    int commandsAtOnce,
    Duration commandAckTimeout,
    Duration sendAhead,
    Duration nowPatience,
    int blobsAtOnce,
    Duration farewell,
    Duration sweepEvery,
    boolean md5,
    SessionLimits session) {

  /// Heartbeats that may be missed before a gateway is offline.
  public static final int MISSED_HEARTBEATS = 3;

  public static MachineConfig of(
      InetSocketAddress listen, Optional<PemFiles> tls, Duration heartbeat) {
    return new MachineConfig(
        listen,
        tls,
        heartbeat,
        2 * 1024 * 1024,
        20_000,
        200,
        400,
        10,
        100,
        Duration.ofSeconds(60),
        Duration.ofSeconds(30),
        256,
        32,
        Duration.ofSeconds(10),
        Duration.ofMinutes(10),
        Duration.ofSeconds(5),
        8,
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        false,
        SessionLimits.defaults());
  }

  /// The same where old gateways may prove themselves by MD5, or not.
  public MachineConfig withMd5(boolean allowed) {
    return new MachineConfig(
        listen,
        tls,
        heartbeat,
        maxPayloadBytes,
        maxGateways,
        authsPerSecond,
        authBurst,
        maxFailures,
        maxFailuresOfAddress,
        lockout,
        authPatience,
        maxRequests,
        commandsAtOnce,
        commandAckTimeout,
        sendAhead,
        nowPatience,
        blobsAtOnce,
        farewell,
        sweepEvery,
        allowed,
        session);
  }

  /// How long a gateway may be silent.
  Duration patience() {
    return heartbeat.multipliedBy(MISSED_HEARTBEATS);
  }
}
