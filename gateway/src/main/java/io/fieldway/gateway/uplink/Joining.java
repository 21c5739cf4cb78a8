package io.fieldway.gateway.uplink;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.channel.AuthChallenge;
import io.fieldway.wire.channel.Digests;
import io.fieldway.wire.channel.Events;
import io.fieldway.wire.channel.JoinAccepted;
import io.fieldway.wire.channel.JoinCode;
import io.fieldway.wire.channel.JoinDigests;
import io.fieldway.wire.channel.JoinProof;
import io.fieldway.wire.channel.JoinRequest;
import io.fieldway.wire.channel.Refusal;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/// A gateway's first words with its platform: it shows a one-time code and has a key afterwards. A
/// platform that was not there when the code was made cannot answer rightly. Blocks.
public final class Joining {
  private static final int NUMBER_BYTES = 16;

  private final JoinCode code;
  private final Duration patience;
  private final SecureRandom random = new SecureRandom();

  private Joining(JoinCode code, Duration patience) {
    this.code = code;
    this.patience = patience;
  }

  /// What a gateway is from now on.
  public record Joined(String gatewayId, Bytes key) {
    /// Everything but the key.
    @Override
    public String toString() {
      return "gateway " + gatewayId;
    }
  }

  /// Spends a code.
  ///
  /// @param patience how long each step may take
  /// @throws IOException with a sentence: nobody answers, it is not the platform that made the
  ///   code, or the code is not good
  public static Joined with(JoinCode code, PlatformTls tls, Duration patience) throws IOException {
    return new Joining(code, patience).run(tls);
  }

  /// By what the platform of a code is known, before anything of it is configured.
  public static PlatformTls trust(JoinCode code) {
    PlatformTls known = PlatformTls.defaults();
    return code.fingerprint().map(known::withFingerprint).orElse(known);
  }

  private Joined run(PlatformTls tls) throws IOException {
    CompletableFuture<String> connected = new CompletableFuture<>();
    SocketIoLink link =
        new SocketIoLink(code.platform(), false, patience, TlsSockets.of(tls), new Once(connected));
    try {
      link.open();
      return joined(link, await(connected, "no connection"));
    } catch (MalformedException e) {
      throw new IOException("the platform's answer is not of the protocol: " + e.getMessage(), e);
    } finally {
      link.close();
    }
  }

  private Joined joined(SocketIoLink link, String socketId) throws IOException {
    Bytes name = JoinDigests.name(code.secret());
    Bytes proofKey = JoinDigests.proofKey(code.secret());
    String nonce = AuthChallenge.read(ask(link, new JoinRequest(name).json())).nonce();
    byte[] bytes = new byte[NUMBER_BYTES];
    random.nextBytes(bytes);
    String own = HexFormat.of().formatHex(bytes);
    Bytes proof = JoinDigests.ofGateway(proofKey, nonce, own, code.gateway(), socketId);
    JoinAccepted accepted = JoinAccepted.read(ask(link, new JoinProof(name, own, proof).json()));
    Bytes expected = JoinDigests.ofPlatform(proofKey, nonce, own, code.gateway(), socketId);
    if (!Digests.equal(expected, accepted.proof())) {
      throw new IOException(
          "whoever answers at "
              + code.platform()
              + " is not the platform that made the join code: its proof is wrong");
    }
    return new Joined(accepted.gatewayId(), JoinDigests.key(proofKey, nonce, own, code.gateway()));
  }

  private JsonNode ask(SocketIoLink link, JsonNode body) throws IOException {
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    link.emit(Events.JOIN, Json.write(body), answer::complete);
    JsonNode tree = await(answer, "no answer");
    if (Refusal.is(tree)) {
      Refusal refusal = Refusal.read(tree);
      throw new IOException(
          "the platform refuses the join code ("
              + refusal.code().word()
              + "): "
              + refusal.message()
              + refusal
                  .retryAfter()
                  .map(wait -> "; try again in " + Math.max(1, wait.toSeconds()) + " s")
                  .orElse("; ask for a new one"));
    }
    return tree;
  }

  private <T> T await(CompletableFuture<T> future, String nothing) throws IOException {
    try {
      return future.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(
          nothing + " from " + code.platform() + " within " + patience.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while joining", e);
    }
  }

  /// Hears of the connection; a connection that is lost later shows as an answer that never comes.
  private final class Once implements Link.Ears {
    private final CompletableFuture<String> connected;

    Once(CompletableFuture<String> connected) {
      this.connected = connected;
    }

    @Override
    public void connected(String socketId) {
      connected.complete(socketId);
    }

    @Override
    public void lost(String reason, Optional<Duration> retryAfter) {
      connected.completeExceptionally(new IOException(code.platform() + ": " + reason));
    }

    @Override
    public void event(String name, JsonNode body, Consumer<JsonNode> answer) {}
  }
}
