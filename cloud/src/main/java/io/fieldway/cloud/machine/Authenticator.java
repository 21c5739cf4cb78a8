package io.fieldway.cloud.machine;

import io.fieldway.cloud.database.PlatformKey;
import io.fieldway.cloud.database.SqlAudit;
import io.fieldway.cloud.database.SqlGateways;
import io.fieldway.cloud.database.SqlRegistry;
import io.fieldway.cloud.database.StreamRow;
import io.fieldway.cloud.machine.session.SessionEvent;
import io.fieldway.cloud.queue.Lockouts;
import io.fieldway.cloud.queue.Nonces;
import io.fieldway.cloud.queue.QueueException;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.channel.AuthAccepted;
import io.fieldway.wire.channel.AuthProof;
import io.fieldway.wire.channel.Digests;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/// The two steps of Figure 7 on the platform's side. An unknown gateway goes the same way as one
/// with a wrong key, with a key that nobody has. Blocks; used on virtual threads.
final class Authenticator {
  private static final Logger LOG = LoggerFactory.getLogger(Authenticator.class);
  private static final int KEY_BYTES = 32;
  private static final Duration PLATFORM_AWAY = Duration.ofSeconds(1);

  private final MachineConfig config;
  private final TokenBucket admission;
  private final Lockouts gatewayLockouts;
  private final Lockouts addressLockouts;
  private final Nonces nonces;
  private final SqlGateways gateways;
  private final SqlRegistry registry;
  private final SqlAudit audit;
  private final PlatformKey platformKey;
  private final Bytes nobodysKey;
  private final Bytes nobodysSealed;
  private final Clock clock;

  Authenticator(
      MachineConfig config,
      Lockouts gatewayLockouts,
      Lockouts addressLockouts,
      Nonces nonces,
      SqlGateways gateways,
      SqlRegistry registry,
      SqlAudit audit,
      PlatformKey platformKey,
      Clock clock) {
    this.config = config;
    this.admission = new TokenBucket(config.authsPerSecond(), config.authBurst(), clock.instant());
    this.gatewayLockouts = gatewayLockouts;
    this.addressLockouts = addressLockouts;
    this.nonces = nonces;
    this.gateways = gateways;
    this.registry = registry;
    this.audit = audit;
    this.platformKey = platformKey;
    byte[] random = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(random);
    this.nobodysKey = Bytes.copyOf(random);
    this.nobodysSealed = platformKey.seal("", nobodysKey);
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

  /// The first step: a nonce, or why not.
  SessionEvent challenge(long request, String gateway, Peer peer) {
    Optional<Duration> wait = admission.take(clock.instant());
    if (wait.isPresent()) {
      return new SessionEvent.Denied(
          request,
          Refusal.retryAfter(RefusalCode.BUSY, "too many authentications", wait.get()),
          false);
    }
    try {
      Optional<SessionEvent> locked = lockedOut(request, gateway, peer);
      return locked.isPresent()
          ? locked.get()
          : new SessionEvent.NonceMade(
              request, nonces.make(gateway, peer.socket()).toCompletableFuture().join());
    } catch (QueueException | CompletionException e) {
      return away(request, e);
    }
  }

  /// The second step: the session, or why not.
  SessionEvent verify(long request, AuthProof proof, Peer peer) {
    String gateway = proof.gatewayId();
    try {
      Optional<SessionEvent> locked = lockedOut(request, gateway, peer);
      if (locked.isPresent()) {
        return locked.get();
      }
      Optional<String> nonce = nonces.take(gateway, peer.socket()).toCompletableFuture().join();
      if (nonce.isEmpty()) {
        return failed(
            request,
            gateway,
            peer,
            Refusal.of(RefusalCode.STALE_NONCE, "the number was used already, or is too old"));
      }
      Optional<Bytes> key = key(gateway);
      Bytes used = key.orElse(nobodysKey);
      boolean equal =
          Digests.equal(
              Digests.ofGateway(used, nonce.get(), gateway, peer.socket()), proof.userKey());
      if (!equal || key.isEmpty()) {
        return failed(
            request,
            gateway,
            peer,
            Refusal.of(RefusalCode.NOT_AUTHENTIC, "unknown gateway or wrong key"));
      }
      return accepted(request, gateway, used, nonce.get(), peer);
    } catch (QueueException | CompletionException | DataAccessException e) {
      return away(request, e);
    }
  }

  private SessionEvent accepted(long request, String gateway, Bytes key, String nonce, Peer peer) {
    long epoch = gateways.beginSession(gateway);
    List<StreamRow> streams = gateways.streams(gateway, AuthAccepted.MAX_STREAMS);
    LOG.info("Gateway {} begins session {} from {}", gateway, epoch, peer.host());
    return new SessionEvent.Verified(
        request,
        new AuthAccepted(
            epoch,
            Digests.ofPlatform(key, nonce, gateway, peer.socket()),
            config.heartbeat(),
            registry.registrations(gateway),
            streams.stream()
                .map(each -> new AuthAccepted.Resume(each.stream(), each.committed()))
                .toList(),
            Optional.of(clock.instant())),
        registry.everAt(gateway));
  }

  /// Opens a key also where there is none, so that both take as long.
  private Optional<Bytes> key(String gateway) {
    Optional<Bytes> sealed = gateways.sealedKey(gateway);
    Optional<Bytes> opened =
        platformKey.open(sealed.isPresent() ? gateway : "", sealed.orElse(nobodysSealed));
    if (opened.isEmpty()) {
      LOG.error("The key of gateway {} was sealed with another platform.key", gateway);
    }
    return sealed.isPresent() ? opened : Optional.empty();
  }

  private Optional<SessionEvent> lockedOut(long request, String gateway, Peer peer) {
    return gatewayLockouts
        .remaining(ofGateway(gateway))
        .or(() -> addressLockouts.remaining(ofAddress(peer)))
        .map(left ->
            new SessionEvent.Denied(
                request,
                Refusal.retryAfter(RefusalCode.LOCKED_OUT, "too many failures", left),
                true));
  }

  private SessionEvent failed(long request, String gateway, Peer peer, Refusal refusal) {
    gatewayLockouts.failed(ofGateway(gateway));
    addressLockouts.failed(ofAddress(peer));
    LOG.warn("Gateway {} from {} refused: {}", gateway, peer.host(), refusal.code().word());
    audit.add(clock.instant(), "gateway.refused", gateway, peer.host(), refusal.code().word());
    return new SessionEvent.Denied(request, refusal, true);
  }

  private static SessionEvent away(long request, RuntimeException e) {
    LOG.warn("Authentication is not possible now: {}", e.toString());
    return new SessionEvent.Denied(
        request,
        Refusal.retryAfter(RefusalCode.BUSY, "authentication is not possible now", PLATFORM_AWAY),
        false);
  }

  private static String ofGateway(String gateway) {
    return "gateway:" + gateway;
  }

  private static String ofAddress(Peer peer) {
    return "address:" + peer.host();
  }
}
