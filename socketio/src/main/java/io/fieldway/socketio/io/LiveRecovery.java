package io.fieldway.socketio.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.RecoveryConfig;
import io.fieldway.socketio.SocketIoMetrics;
import io.fieldway.socketio.engine.EnginePacket;
import io.fieldway.socketio.session.Audience;
import io.fieldway.socketio.session.CutSession;
import io.fieldway.socketio.session.RecoveryBook;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The recovery of one namespace. Its lock orders the events, so that every client hears them in
/// the order of their offsets, and none falls between what a client that comes back has missed and
/// what it hears then. No listener is called under the lock.
final class LiveRecovery {
  /// What is too old is dropped at most so much later.
  private static final long SWEEP_GAP = Duration.ofSeconds(1).toNanos();

  private final String namespace;
  private final SocketIoMetrics metrics;
  private final RecoveryBook book;
  @Var private @Nullable Future<?> sweep;
  @Var private boolean closed;

  /// A client that comes back: the socket it had, and the last event that it heard.
  record Comeback(CutSession session, String offset) {}

  LiveRecovery(String namespace, RecoveryConfig config, SocketIoMetrics metrics) {
    this.namespace = namespace;
    this.metrics = metrics;
    this.book = new RecoveryBook(config);
  }

  /// Sends an event to these sockets, and keeps it for those of its audience that are cut or will
  /// be. `encoded` writes it with its offset.
  void say(
      Audience audience,
      Supplier<List<LiveSocket>> sockets,
      Function<String, List<EnginePacket>> encoded) {
    List<LiveSocket> targets;
    synchronized (this) {
      targets = sockets.get();
      List<EnginePacket> packets = encoded.apply(book.nextOffset());
      targets.forEach(socket -> socket.hand(packets));
      book.say(audience, packets, System.nanoTime());
      watch();
    }
    targets.forEach(LiveSocket::pump);
    report();
  }

  /// Takes the socket that this auth payload asks for; empty where it asks for none, or too late.
  Optional<Comeback> claim(JsonNode auth) {
    JsonNode privateId = auth.path("pid");
    JsonNode offset = auth.path("offset");
    if (!privateId.isString() || !offset.isString()) {
      return Optional.empty();
    }
    Optional<CutSession> claimed;
    synchronized (this) {
      claimed = book.claim(privateId.stringValue(), offset.stringValue(), System.nanoTime());
    }
    if (claimed.isEmpty()) {
      metrics.notRecovered(namespace);
    }
    report();
    return claimed.map(session -> new Comeback(session, offset.stringValue()));
  }

  /// Makes the socket of a client that comes back, out of the events that it has missed; empty
  /// where one of them is dropped meanwhile. `made` must add the socket to its namespace and rooms.
  Optional<LiveSocket> recover(
      Comeback comeback, Function<List<List<EnginePacket>>, LiveSocket> made) {
    Optional<LiveSocket> recovered;
    synchronized (this) {
      recovered = book.missed(comeback.session, comeback.offset).map(made);
    }
    recovered.ifPresentOrElse(
        socket -> metrics.recovered(namespace), () -> metrics.notRecovered(namespace));
    return recovered;
  }

  /// The client was told that it is in: it hears what it has missed, then everything else.
  void release(LiveSocket socket) {
    synchronized (this) {
      socket.release();
    }
    socket.pump();
  }

  /// Keeps a socket that was cut.
  void keep(CutSession session) {
    synchronized (this) {
      if (closed) {
        return;
      }
      book.keep(session, System.nanoTime());
      watch();
    }
    metrics.sessionKept(namespace);
    report();
  }

  /// Nobody comes back any more.
  synchronized void close() {
    closed = true;
    book.expire(Long.MAX_VALUE);
    if (sweep != null) {
      sweep.cancel(false);
      sweep = null;
    }
  }

  private void watch() {
    if (sweep == null && !closed && book.deadline() != Long.MAX_VALUE) {
      long delay = Math.max(SWEEP_GAP, book.deadline() - System.nanoTime());
      sweep = GlobalEventExecutor.INSTANCE.schedule(this::sweep, delay, TimeUnit.NANOSECONDS);
    }
  }

  private void sweep() {
    synchronized (this) {
      sweep = null;
      book.expire(System.nanoTime());
      watch();
    }
    report();
  }

  private void report() {
    RecoveryBook.Dropped dropped;
    synchronized (this) {
      dropped = book.takeDropped();
    }
    if (dropped.sessions() > 0) {
      metrics.sessionsDropped(namespace, dropped.sessions());
    }
    if (dropped.packets() > 0) {
      metrics.packetsDropped(namespace, dropped.packets());
    }
  }
}
