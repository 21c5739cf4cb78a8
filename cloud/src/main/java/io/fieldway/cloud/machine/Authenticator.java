package io.fieldway.cloud.machine;

import io.fieldway.cloud.database.PlatformKey;
import io.fieldway.cloud.database.SqlGateways;
import io.fieldway.cloud.database.SqlRegistry;
import io.fieldway.cloud.database.StreamRow;
import io.fieldway.cloud.machine.Doorkeeper.Peer;
import io.fieldway.cloud.machine.session.SessionEvent;
import io.fieldway.cloud.queue.Nonces;
import io.fieldway.cloud.queue.QueueException;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.channel.AuthAccepted;
import io.fieldway.wire.channel.AuthChallenge;
import io.fieldway.wire.channel.AuthProof;
import io.fieldway.wire.channel.Digests;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import java.security.SecureRandom;
import java.time.Clock;
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
  private static final String REFUSED = "gateway.refused";

  private final MachineConfig config;
  private final Doorkeeper door;
  private final Nonces nonces;
  private final SqlGateways gateways;
  private final SqlRegistry registry;
  private final PlatformKey platformKey;
  private final Bytes nobodysKey;
  private final Bytes nobodysSealed;
  private final Clock clock;

  Authenticator(
      MachineConfig config,
      Doorkeeper door,
      Nonces nonces,
      SqlGateways gateways,
      SqlRegistry registry,
      PlatformKey platformKey,
      Clock clock) {
    this.config = config;
    this.door = door;
    this.nonces = nonces;
    this.gateways = gateways;
    this.registry = registry;
    this.platformKey = platformKey;
    byte[] random = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(random);
    this.nobodysKey = Bytes.copyOf(random);
    this.nobodysSealed = platformKey.seal("", nobodysKey);
    this.clock = clock;
  }

  /// The first step: a nonce, or why not.
  SessionEvent challenge(long request, String gateway, Peer peer) {
    Optional<Refusal> full = door.full();
    if (full.isPresent()) {
      return new SessionEvent.Denied(request, full.get(), false);
    }
    try {
      Optional<Refusal> locked = door.lockedOut(claim(gateway), peer);
      if (locked.isPresent()) {
        return new SessionEvent.Denied(request, locked.get(), true);
      }
      String nonce = nonces.make(gateway, peer.socket()).toCompletableFuture().join();
      return new SessionEvent.NonceMade(request, new AuthChallenge(nonce, digests()));
    } catch (QueueException | CompletionException e) {
      return new SessionEvent.Denied(request, Doorkeeper.away(e), false);
    }
  }

  /// The second step: the session, or why not.
  SessionEvent verify(long request, AuthProof proof, Peer peer) {
    String gateway = proof.gatewayId();
    try {
      Optional<Refusal> locked = door.lockedOut(claim(gateway), peer);
      if (locked.isPresent()) {
        return new SessionEvent.Denied(request, locked.get(), true);
      }
      if (!digests().contains(proof.digest())) {
        return failed(
            request,
            gateway,
            peer,
            RefusalCode.DIGEST_REFUSED,
            "this platform does not take " + proof.digest());
      }
      Optional<String> nonce = nonces.take(gateway, peer.socket()).toCompletableFuture().join();
      if (nonce.isEmpty()) {
        return failed(
            request,
            gateway,
            peer,
            RefusalCode.STALE_NONCE,
            "the number was used already, or is too old");
      }
      return judged(request, proof, nonce.get(), peer);
    } catch (QueueException | CompletionException | DataAccessException e) {
      return new SessionEvent.Denied(request, Doorkeeper.away(e), false);
    }
  }

  /// Holds the proof against the gateway's key and, while that is changed, its next one.
  private SessionEvent judged(long request, AuthProof proof, String nonce, Peer peer) {
    String gateway = proof.gatewayId();
    Optional<SqlGateways.Keys> sealed = gateways.keys(gateway);
    Optional<Bytes> key = open(gateway, sealed.map(SqlGateways.Keys::current));
    if (isRight(proof, key.orElse(nobodysKey), nonce, peer) && key.isPresent()) {
      return accepted(request, gateway, key.get(), nonce, peer, gateways.beginSession(gateway));
    }
    Optional<Bytes> sealedNext = sealed.flatMap(SqlGateways.Keys::next);
    Optional<Bytes> next = sealedNext.flatMap(each -> platformKey.open(gateway, each));
    if (next.isPresent() && isRight(proof, next.get(), nonce, peer)) {
      door.note("gateway.key-rotated", gateway, peer, "");
      return accepted(
          request,
          gateway,
          next.get(),
          nonce,
          peer,
          gateways.beginSessionWithNext(gateway, sealedNext.get()));
    }
    return failed(
        request, gateway, peer, RefusalCode.NOT_AUTHENTIC, "unknown gateway or wrong key");
  }

  private List<String> digests() {
    return config.md5()
        ? List.of(Digests.HMAC_SHA_256, Digests.MD5)
        : List.of(Digests.HMAC_SHA_256);
  }

  private static boolean isRight(AuthProof proof, Bytes key, String nonce, Peer peer) {
    return Digests.equal(
        proof.digest().equals(Digests.MD5)
            ? Digests.ofOldGateway(key, nonce)
            : Digests.ofGateway(key, nonce, proof.gatewayId(), peer.socket()),
        proof.userKey());
  }

  private SessionEvent accepted(
      long request, String gateway, Bytes key, String nonce, Peer peer, Optional<Long> epoch) {
    if (epoch.isEmpty()) {
      if (!gateways.isRevoked(gateway)) {
        Refusal again = Refusal.of(RefusalCode.STALE_NONCE, "the key has changed meanwhile");
        return new SessionEvent.Denied(request, again, true);
      }
      // It has shown who it is: no guess that counts towards a lock-out.
      door.note(REFUSED, gateway, peer, RefusalCode.REVOKED.word());
      LOG.warn("Gateway {} from {} refused: it is revoked", gateway, peer.host());
      return new SessionEvent.Denied(
          request, Refusal.of(RefusalCode.REVOKED, "this gateway is revoked"), true);
    }
    List<StreamRow> streams = gateways.streams(gateway, AuthAccepted.MAX_STREAMS);
    LOG.info("Gateway {} begins session {} from {}", gateway, epoch.get(), peer.host());
    return new SessionEvent.Verified(
        request,
        new AuthAccepted(
            epoch.get(),
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
  private Optional<Bytes> open(String gateway, Optional<Bytes> sealed) {
    Optional<Bytes> opened =
        platformKey.open(sealed.isPresent() ? gateway : "", sealed.orElse(nobodysSealed));
    if (opened.isEmpty()) {
      LOG.error("The key of gateway {} was sealed with another platform.key", gateway);
    }
    return sealed.isPresent() ? opened : Optional.empty();
  }

  private SessionEvent failed(
      long request, String gateway, Peer peer, RefusalCode code, String why) {
    Refusal refusal = Refusal.of(code, why);
    door.failed(REFUSED, claim(gateway), gateway, peer, refusal);
    return new SessionEvent.Denied(request, refusal, true);
  }

  private static String claim(String gateway) {
    return "gateway:" + gateway;
  }
}
