package io.fieldway.trials.bench.channel;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.AuthProof;
import io.fieldway.wire.channel.AuthRequest;
import io.fieldway.wire.channel.Digests;
import io.fieldway.wire.channel.Events;
import io.fieldway.wire.channel.Heartbeat;
import io.fieldway.wire.channel.Heartbeat.Outbox;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A gateway without disk and devices: it authenticates, beats, sends its streams and comes back
/// with full jitter when it is cut, as the real one does. Confined to its fleet's event loop.
final class LightGateway {
  private static final Duration FIRST_WAIT = Duration.ofMillis(200);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final Fleet fleet;
  private final String id;
  private final Bytes key;
  private final List<LightStream> streams = new ArrayList<>();
  @Var private @Nullable LightSocket socket;
  @Var private boolean wanted;
  @Var private boolean live;
  @Var private Duration wait = FIRST_WAIT;
  @Var private long sessions;

  LightGateway(Fleet fleet, String id, Bytes key) {
    this.fleet = fleet;
    this.id = id;
    this.key = key;
  }

  String id() {
    return id;
  }

  /// Adds a stream; before it connects.
  LightStream stream(LightStream stream) {
    streams.add(stream);
    return stream;
  }

  List<LightStream> streams() {
    return streams;
  }

  /// Goes to the platform and stays there.
  void connect() {
    wanted = true;
    dial();
  }

  /// Leaves, without a word.
  void leave() {
    wanted = false;
    cut();
  }

  /// As when the network between breaks: it will come back.
  void cut() {
    LightSocket known = socket;
    if (known != null) {
      known.close();
    }
  }

  boolean isLive() {
    return live;
  }

  /// Asks the platform something, where there is a session.
  void ask(String event, String body, Consumer<JsonNode> onAnswer) {
    LightSocket known = socket;
    if (live && known != null) {
      known.ask(event, body, onAnswer);
    }
  }

  void later(Duration time, Runnable work) {
    var _ = fleet.loop().schedule(work, time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void dial() {
    if (wanted) {
      socket = LightSocket.connect(fleet.loop(), fleet.platform(), new Ears(++sessions));
    }
  }

  private void lost() {
    if (live) {
      live = false;
      fleet.left();
    }
    streams.forEach(LightStream::cut);
    if (wanted) {
      long limit = wait.toMillis();
      wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
      later(Duration.ofMillis(1 + ThreadLocalRandom.current().nextLong(limit)), this::dial);
    }
  }

  private void authenticate(LightSocket to, String socketId) {
    to.ask(
        Events.AUTH,
        Json.write(new AuthRequest(id).json()),
        challenge -> {
          if (Refusal.is(challenge)) {
            refused(to, socketId, Refusal.read(challenge));
            return;
          }
          Bytes digest = Digests.ofGateway(key, challenge.path("nonce").asString(), id, socketId);
          to.ask(
              Events.AUTH,
              Json.write(new AuthProof(id, Digests.HMAC_SHA_256, digest).json()),
              accepted -> accepted(to, socketId, accepted));
        });
  }

  private void accepted(LightSocket to, String socketId, JsonNode answer) {
    if (Refusal.is(answer)) {
      refused(to, socketId, Refusal.read(answer));
      return;
    }
    live = true;
    wait = FIRST_WAIT;
    fleet.came();
    beat(sessions, Duration.ofMillis(answer.path("heartbeatMillis").asLong()));
    for (LightStream stream : streams) {
      @Var long committed = 0;
      for (JsonNode each : answer.path("resume")) {
        if (each.path("stream").asString().equals(stream.name())
            && each.path("epoch").asLong() == stream.epoch()) {
          committed = each.path("committed").asLong();
        }
      }
      stream.resume(committed);
    }
  }

  private void refused(LightSocket to, String socketId, Refusal refusal) {
    if (refusal.code() != RefusalCode.BUSY) {
      fleet.fault(id + " was refused: " + refusal.message());
      leave();
      return;
    }
    long least = Math.max(1, refusal.retryAfter().orElse(FIRST_WAIT).toMillis());
    long drawn = least + ThreadLocalRandom.current().nextLong(least + 1);
    later(
        Duration.ofMillis(drawn),
        () -> {
          if (to.isOpen()) {
            authenticate(to, socketId);
          }
        });
  }

  private void beat(long session, Duration every) {
    if (!live || session != sessions) {
      return;
    }
    Heartbeat heartbeat =
        new Heartbeat(Instant.now(), List.of(), new Outbox(0, 0, Duration.ZERO), List.of());
    ask(
        Events.HEARTBEAT,
        Json.write(heartbeat.json()),
        answer -> {
          if (Refusal.is(answer) && Refusal.read(answer).code() != RefusalCode.BUSY) {
            fleet.fault(id + ": a heartbeat was refused: " + Refusal.read(answer).message());
          }
        });
    later(every, () -> beat(session, every));
  }

  /// Hears one socket; a former one is not heard any more.
  private final class Ears implements LightSocket.Listener {
    private final long session;

    private Ears(long session) {
      this.session = session;
    }

    @Override
    public void connected(String socketId) {
      LightSocket known = socket;
      if (session == sessions && known != null) {
        authenticate(known, socketId);
      }
    }

    @Override
    public void event(String name, JsonNode body, Consumer<JsonNode> answer) {
      answer.accept(Json.object().put("ok", true));
    }

    @Override
    public void closed() {
      if (session == sessions) {
        lost();
      }
    }
  }
}
