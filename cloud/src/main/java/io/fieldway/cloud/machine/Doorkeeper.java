package io.fieldway.cloud.machine;

import io.fieldway.cloud.database.SqlAudit;
import io.fieldway.cloud.queue.Lockouts;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who may try to show who they are: so many in a second, and nobody who has failed too often,
/// counted by what they claim and by where they come from. Failures are counted in Redis, so that
/// all machine servers know of them. Blocks; used on virtual threads.
final class Doorkeeper {
  private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);
  private static final Duration PLATFORM_AWAY = Duration.ofSeconds(1);

  private final TokenBucket admission;
  private final Lockouts claims;
  private final Lockouts addresses;
  private final SqlAudit audit;
  private final MachineMetrics metrics;
  private final Clock clock;

  /// @param claims failures of each claimed id
  /// @param addresses failures from each address, which many gateways may share
  Doorkeeper(
      MachineConfig config,
      Lockouts claims,
      Lockouts addresses,
      SqlAudit audit,
      MachineMetrics metrics,
      Clock clock) {
    this.admission = new TokenBucket(config.authsPerSecond(), config.authBurst(), clock.instant());
    this.claims = claims;
    this.addresses = addresses;
    this.audit = audit;
    this.metrics = metrics;
    this.clock = clock;
  }

  /// Who asks.
  record Peer(String socket, InetSocketAddress address) {
    String host() {
      return address.getAddress() == null
          ? address.getHostString()
          : address.getAddress().getHostAddress();
    }
  }

  /// Why nobody can try now.
  Optional<Refusal> full() {
    return admission
        .take(clock.instant())
        .map(wait -> Refusal.retryAfter(RefusalCode.BUSY, "too many authentications", wait));
  }

  /// Why this one cannot try now.
  ///
  /// @param claim such as `gateway:gw-1`
  /// @throws io.fieldway.cloud.queue.QueueException where Redis is away
  Optional<Refusal> lockedOut(String claim, Peer peer) {
    Optional<Refusal> refusal =
        claims
            .remaining(claim)
            .or(() -> addresses.remaining("address:" + peer.host()))
            .map(left -> Refusal.retryAfter(RefusalCode.LOCKED_OUT, "too many failures", left));
    if (refusal.isPresent()) {
      metrics.lockedOut();
    }
    return refusal;
  }

  /// Counts a failure and writes it down.
  ///
  /// @param kind such as `gateway.refused`
  void failed(String kind, String claim, String subject, Peer peer, Refusal refusal) {
    claims.failed(claim);
    addresses.failed("address:" + peer.host());
    metrics.notAuthentic();
    LOG.warn("{} {} from {}: {}", kind, subject, peer.host(), refusal.code().word());
    note(kind, subject, peer, refusal.code().word());
  }

  /// Writes down what happened.
  void note(String kind, String subject, Peer peer, String detail) {
    audit.add(clock.instant(), kind, subject, peer.host(), detail);
  }

  /// What to say where Redis or the database is away.
  static Refusal away(RuntimeException e) {
    LOG.warn("Authentication is not possible now: {}", e.toString());
    return Refusal.retryAfter(
        RefusalCode.BUSY, "authentication is not possible now", PLATFORM_AWAY);
  }
}
