package io.fieldway.cloud.machine;

import io.fieldway.cloud.database.PlatformKey;
import io.fieldway.cloud.database.SqlJoinCodes;
import io.fieldway.cloud.machine.Doorkeeper.Peer;
import io.fieldway.cloud.machine.session.SessionEvent;
import io.fieldway.cloud.queue.Message;
import io.fieldway.cloud.queue.Messages;
import io.fieldway.cloud.queue.Nonces;
import io.fieldway.cloud.queue.QueueException;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.channel.AuthChallenge;
import io.fieldway.wire.channel.Digests;
import io.fieldway.wire.channel.JoinAccepted;
import io.fieldway.wire.channel.JoinDigests;
import io.fieldway.wire.channel.JoinProof;
import io.fieldway.wire.channel.JoinRequest;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/// Gives a gateway its key for a one-time join code. The key is derived on both sides and never
/// sent. Blocks; used on virtual threads.
final class Registrar {
  private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);
  private static final String REFUSED = "join.refused";
  private static final Bytes NOBODYS = Bytes.utf8("nobody has made this code.......");

  private final Doorkeeper door;
  private final Nonces nonces;
  private final SqlJoinCodes codes;
  private final PlatformKey platformKey;
  private final Messages messages;
  private final Clock clock;

  Registrar(
      Doorkeeper door,
      Nonces nonces,
      SqlJoinCodes codes,
      PlatformKey platformKey,
      Messages messages,
      Clock clock) {
    this.door = door;
    this.nonces = nonces;
    this.codes = codes;
    this.platformKey = platformKey;
    this.messages = messages;
    this.clock = clock;
  }

  /// The first step: a nonce, whether there is such a code or not.
  SessionEvent offer(long request, JoinRequest asked, Peer peer) {
    Optional<Refusal> full = door.full();
    if (full.isPresent()) {
      return new SessionEvent.Joined(request, full.get().json(), false);
    }
    String claim = claim(asked.name());
    try {
      Optional<Refusal> locked = door.lockedOut(claim, peer);
      if (locked.isPresent()) {
        return new SessionEvent.Joined(request, locked.get().json(), true);
      }
      String nonce = nonces.make(claim, peer.socket()).toCompletableFuture().join();
      return new SessionEvent.Joined(request, new AuthChallenge(nonce).json(), false);
    } catch (QueueException | CompletionException e) {
      return new SessionEvent.Joined(request, Doorkeeper.away(e).json(), false);
    }
  }

  /// The second step: the gateway has its key, or why not.
  SessionEvent join(long request, JoinProof proof, Peer peer) {
    String claim = claim(proof.name());
    try {
      Optional<Refusal> locked = door.lockedOut(claim, peer);
      if (locked.isPresent()) {
        return new SessionEvent.Joined(request, locked.get().json(), true);
      }
      Optional<String> nonce = nonces.take(claim, peer.socket()).toCompletableFuture().join();
      if (nonce.isEmpty()) {
        return refused(
            request, proof, peer, RefusalCode.STALE_NONCE, "the number was used, or is too old");
      }
      return judged(request, proof, nonce.get(), peer);
    } catch (QueueException | CompletionException | DataAccessException e) {
      return new SessionEvent.Joined(request, Doorkeeper.away(e).json(), false);
    }
  }

  /// Why a code is not good hears only who has it.
  private SessionEvent judged(long request, JoinProof proof, String nonce, Peer peer) {
    Optional<SqlJoinCodes.Code> code = codes.find(proof.name().hex());
    String gateway = code.map(SqlJoinCodes.Code::gateway).orElse("");
    Optional<Bytes> key =
        code.flatMap(each -> platformKey.open(SqlJoinCodes.sealedFor(gateway), each.sealedKey()));
    Bytes expected =
        JoinDigests.ofGateway(key.orElse(NOBODYS), nonce, proof.own(), gateway, peer.socket());
    if (!Digests.equal(expected, proof.proof()) || key.isEmpty()) {
      return refused(request, proof, peer, RefusalCode.NOT_AUTHENTIC, "there is no such join code");
    }
    Instant now = clock.instant();
    if (code.get().used().isPresent()) {
      return refused(
          request,
          proof,
          peer,
          RefusalCode.SPENT,
          "the join code was used already, at " + code.get().used().get());
    }
    if (!now.isBefore(code.get().expires())) {
      return refused(
          request,
          proof,
          peer,
          RefusalCode.SPENT,
          "the join code has expired, at " + code.get().expires());
    }
    return spend(request, proof, new Prize(gateway, key.get(), nonce), peer, now);
  }

  /// What is given for a good code.
  private record Prize(String gateway, Bytes proofKey, String nonce) {}

  private SessionEvent spend(long request, JoinProof proof, Prize prize, Peer peer, Instant now) {
    String gateway = prize.gateway;
    Bytes key = JoinDigests.key(prize.proofKey, prize.nonce, proof.own(), gateway);
    Optional<Long> epoch =
        codes.spend(proof.name().hex(), gateway, platformKey.seal(gateway, key), now);
    if (epoch.isEmpty()) {
      return refused(
          request, proof, peer, RefusalCode.SPENT, "the join code was used a moment ago");
    }
    // Whoever has a session with the former key loses it.
    messages.publish(new Message.SessionBegan(gateway, epoch.get()));
    door.note("gateway.joined", gateway, peer, "");
    LOG.info("Gateway {} has joined from {}", gateway, peer.host());
    Bytes ours =
        JoinDigests.ofPlatform(prize.proofKey, prize.nonce, proof.own(), gateway, peer.socket());
    return new SessionEvent.Joined(request, new JoinAccepted(gateway, ours).json(), true);
  }

  private SessionEvent refused(
      long request, JoinProof proof, Peer peer, RefusalCode code, String why) {
    Refusal refusal = Refusal.of(code, why);
    String subject = codes.find(proof.name().hex()).map(SqlJoinCodes.Code::gateway).orElse("");
    door.failed(REFUSED, claim(proof.name()), subject, peer, refusal);
    return new SessionEvent.Joined(request, refusal.json(), true);
  }

  private static String claim(Bytes name) {
    return "join:" + name.hex();
  }
}
