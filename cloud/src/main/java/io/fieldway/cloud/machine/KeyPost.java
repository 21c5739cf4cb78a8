package io.fieldway.cloud.machine;

import io.fieldway.cloud.database.PlatformKey;
import io.fieldway.cloud.database.SqlGateways;
import io.fieldway.cloud.machine.Doorkeeper.Peer;
import io.fieldway.socketio.Socket;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.channel.Digests;
import io.fieldway.wire.channel.Events;
import io.fieldway.wire.channel.KeyConfirm;
import io.fieldway.wire.channel.KeyDigests;
import io.fieldway.wire.channel.KeyRotate;
import io.fieldway.wire.channel.Refusal;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Gives a gateway its next key over its running session. The next key is stored beside the former
/// one before the gateway is told so, and takes its place when the gateway has gone over, which it
/// says, or shows by proving itself with it. What is interrupted begins anew. Blocks; used on
/// virtual threads.
final class KeyPost {
  private static final Logger LOG = LoggerFactory.getLogger(KeyPost.class);
  private static final int NUMBER_BYTES = 16;

  private final MachineConfig config;
  private final SqlGateways gateways;
  private final PlatformKey platformKey;
  private final Doorkeeper door;
  private final Executor blocking;
  private final SecureRandom random = new SecureRandom();

  KeyPost(
      MachineConfig config,
      SqlGateways gateways,
      PlatformKey platformKey,
      Doorkeeper door,
      Executor blocking) {
    this.config = config;
    this.gateways = gateways;
    this.platformKey = platformKey;
    this.door = door;
    this.blocking = blocking;
  }

  /// How far a session's rotation has come.
  sealed interface Stage {
    record Idle() implements Stage {}

    /// A message is under way.
    record Busy() implements Stage {}

    /// The next key is stored, and the gateway may have heard of it or not.
    record Stored(KeyConfirm confirm) implements Stage {}
  }

  /// One session.
  record Session(
      String gateway, long epoch, Socket socket, Peer peer, AtomicReference<Stage> stage) {}

  /// Begins, or goes on, where a new key is wanted and nothing is under way.
  void send(Session session) {
    Stage stage = session.stage().get();
    if (stage instanceof Stage.Busy
        || !gateways.isRotationWanted(session.gateway())
        || !session.stage().compareAndSet(stage, new Stage.Busy())) {
      return;
    }
    try {
      if (stage instanceof Stage.Stored(KeyConfirm confirm)) {
        confirm(session, confirm);
      } else {
        rotate(session);
      }
    } catch (RuntimeException e) {
      session.stage().set(stage);
      throw e;
    }
  }

  private void rotate(Session session) {
    String gateway = session.gateway();
    Optional<Bytes> key =
        gateways.keys(gateway).flatMap(keys -> platformKey.open(gateway, keys.current()));
    if (key.isEmpty()) {
      session.stage().set(new Stage.Idle());
      return;
    }
    byte[] bytes = new byte[NUMBER_BYTES];
    random.nextBytes(bytes);
    String nonce = HexFormat.of().formatHex(bytes);
    ask(
        session,
        new Stage.Idle(),
        Events.KEY_ROTATE,
        new KeyRotate(nonce).json(),
        answer -> ready(session, key.get(), nonce, KeyRotate.Ready.read(answer)));
  }

  private void ready(Session session, Bytes key, String nonce, KeyRotate.Ready ready) {
    String gateway = session.gateway();
    Bytes next = KeyDigests.next(key, nonce, ready.own(), gateway);
    Bytes expected = KeyDigests.ofGateway(next, nonce, ready.own(), gateway);
    if (!Digests.equal(expected, ready.proof())) {
      LOG.warn("Gateway {} has another next key than the platform", gateway);
      door.note("gateway.key-refused", gateway, session.peer(), "its next key is another one");
      session.stage().set(new Stage.Idle());
      return;
    }
    if (!gateways.storeNext(gateway, session.epoch(), platformKey.seal(gateway, next))) {
      session.stage().set(new Stage.Idle()); // a newer session, which begins anew
      return;
    }
    confirm(
        session, new KeyConfirm(nonce, KeyDigests.ofPlatform(next, nonce, ready.own(), gateway)));
  }

  private void confirm(Session session, KeyConfirm confirm) {
    ask(
        session,
        new Stage.Stored(confirm),
        Events.KEY_CONFIRM,
        confirm.json(),
        _ -> {
          if (gateways.promoteNext(session.gateway(), session.epoch())) {
            door.note("gateway.key-rotated", session.gateway(), session.peer(), "");
            LOG.info("Gateway {} has a new key", session.gateway());
          }
          session.stage().set(new Stage.Idle());
        });
  }

  /// @param again where to go on when no yes comes
  private void ask(
      Session session, Stage again, String event, JsonNode body, Consumer<JsonNode> yes) {
    CompletionStage<List<JsonNode>> asked =
        session.socket().emitWithAck(config.commandAckTimeout(), event, body);
    asked.whenCompleteAsync(
        (answers, thrown) -> {
          if (thrown != null || answers.isEmpty()) {
            session.stage().set(again);
            return;
          }
          answered(session, again, event, answers.getFirst(), yes);
        },
        blocking);
  }

  private static void answered(
      Session session, Stage again, String event, JsonNode answer, Consumer<JsonNode> yes) {
    try {
      if (Refusal.is(answer)) {
        LOG.warn(
            "Gateway {} refuses {}: {}",
            session.gateway(),
            event,
            Refusal.read(answer).code().word());
        session.stage().set(again);
      } else {
        yes.accept(answer);
      }
    } catch (MalformedException e) {
      LOG.warn("Gateway {} answers {} with nonsense: {}", session.gateway(), event, e.getMessage());
      session.stage().set(again);
    } catch (RuntimeException e) {
      LOG.warn("The key of gateway {} stays for now: {}", session.gateway(), e.toString());
      session.stage().set(again);
    }
  }
}
