package io.fieldway.socketio.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.DisconnectReason;
import io.fieldway.socketio.Transport;
import io.fieldway.socketio.engine.EngineCodec;
import io.fieldway.socketio.engine.EngineLink;
import io.fieldway.socketio.engine.EnginePacket;
import io.fieldway.socketio.engine.EngineRefusal;
import io.fieldway.socketio.engine.EngineSession;
import io.fieldway.socketio.engine.PacketType;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One Engine.IO session with its timer and its transports. The session lives on one event loop;
/// requests and frames that come on other loops hop over. The public methods may be called from any
/// thread.
public final class EngineConnection {
  private static final byte[] OK = "ok".getBytes(StandardCharsets.UTF_8);

  private final EngineServer server;
  private final EventLoop loop;
  private final String id;
  private final EngineRequest request;
  private final EngineSession session;
  private final Queue<Handed> handed = new ConcurrentLinkedQueue<>();
  private final AtomicLong handedBytes = new AtomicLong();
  private final AtomicBoolean pumping = new AtomicBoolean();
  private final CountDownLatch goneLatch = new CountDownLatch(1);

  /// Messages that wait for the event loop to take them.
  private record Handed(List<EnginePacket> messages, long size) {}

  @Var private volatile Transport transport;
  @Var private volatile boolean overrun;
  @Var private @Nullable EngineListener listener;
  @Var private @Nullable WebSocketHandler websocket;
  @Var private @Nullable HttpExchange poll;
  @Var private @Nullable Future<?> timer;
  @Var private long timerAt = Long.MAX_VALUE;

  /// A [#flush] is on its way.
  @Var private boolean flushing;

  /// Frames are being read on the session's event loop, and [#readComplete] follows.
  @Var private boolean reading;

  @Var private boolean gone;

  EngineConnection(
      EngineServer server, EventLoop loop, String id, EngineRequest request, Transport transport) {
    this.server = server;
    this.loop = loop;
    this.id = id;
    this.request = request;
    this.transport = transport;
    this.session = new EngineSession(server.config(), transport, new Shell(), System.nanoTime());
  }

  public String id() {
    return id;
  }

  public EngineRequest request() {
    return request;
  }

  public Transport transport() {
    return transport;
  }

  /// Sends messages, in order. Where a client reads too slowly its session is closed.
  public void send(List<EnginePacket> messages) {
    if (loop.inEventLoop()) {
      takeHanded();
      enqueue(messages);
    } else {
      hand(messages);
      pump();
    }
  }

  /// Takes messages that the next [#pump] will send, in the order of these calls and before what is
  /// sent after it. Calls nobody, so that it may be called under a lock.
  void hand(List<EnginePacket> messages) {
    @Var long size = 0;
    for (EnginePacket message : messages) {
      size += message.size();
    }
    if (handedBytes.addAndGet(size) > server.config().maxBufferedBytes() + size) {
      handedBytes.addAndGet(-size);
      overrun = true;
    } else {
      handed.add(new Handed(messages, size));
    }
  }

  /// Sends what was handed over.
  void pump() {
    if (loop.inEventLoop()) {
      takeHanded();
    } else if (pumping.compareAndSet(false, true)) {
      hop(() -> {
        pumping.set(false);
        takeHanded();
      });
    }
  }

  private void takeHanded() {
    for (Handed next = handed.poll(); next != null; next = handed.poll()) {
      handedBytes.addAndGet(-next.size);
      enqueue(next.messages);
    }
    if (overrun) {
      overrun = false;
      end(DisconnectReason.SLOW_CLIENT);
    }
  }

  /// Closes the session; what was sent before goes out first.
  public void close(DisconnectReason reason) {
    execute(() -> {
      takeHanded();
      end(reason);
    });
  }

  private void end(DisconnectReason reason) {
    session.close(reason, System.nanoTime());
    watch();
  }

  /// Whether the caller is on the session's event loop.
  public boolean inEventLoop() {
    return loop.inEventLoop();
  }

  boolean livesOn(EventLoop other) {
    return loop.equals(other);
  }

  /// Runs a task on the session's event loop: at once where the caller is on it, or where the
  /// server is closed and the loop is no more.
  public void execute(Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      hop(task);
    }
  }

  private void hop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }

  /// Runs a task on the session's event loop, after a while.
  public Future<?> schedule(long delayNanos, Runnable task) {
    return loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
  }

  /// Waits until the session is over; false where it is not, in that time, or the wait is
  /// interrupted.
  boolean awaitGone(long nanos) {
    try {
      return goneLatch.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// The session was opened by a poll.
  void open(HttpExchange exchange, EngineAcceptor acceptor) {
    exchange.ok(EngineCodec.encodePayload(List.of(openPacket())));
    begin(acceptor);
  }

  /// The session was opened by a websocket.
  void open(WebSocketHandler handler, EngineAcceptor acceptor) {
    websocket = handler;
    handler.write(openPacket());
    handler.flush();
    begin(acceptor);
  }

  void poll(HttpExchange exchange) {
    execute(() -> {
      long now = System.nanoTime();
      session.tick(now);
      HttpExchange before = poll;
      if (before == null) {
        poll = exchange;
      }
      session.poll(now).ifPresent(refusal -> server.refuse(exchange, refusal));
      watch();
    });
  }

  void pollLost(HttpExchange exchange) {
    execute(() -> {
      if (poll == exchange) {
        poll = null;
        session.pollLost();
      }
    });
  }

  void postStarted(HttpExchange exchange) {
    execute(() -> session.postStarted().ifPresent(refusal -> server.refuse(exchange, refusal)));
  }

  void post(HttpExchange exchange, byte[] body) {
    execute(() -> {
      if (!exchange.answered()) {
        server.metrics().received(body.length);
        Optional<EngineRefusal> refusal = session.post(body, System.nanoTime());
        refusal.ifPresentOrElse(r -> server.refuse(exchange, r), () -> exchange.ok(OK));
        watch();
      }
    });
  }

  void postLost(HttpExchange exchange, EngineRefusal refusal) {
    execute(() -> {
      if (!exchange.answered()) {
        server.refuse(exchange, refusal);
        session.postLost(DisconnectReason.TRANSPORT_ERROR);
      }
    });
  }

  /// A websocket wants to probe; the answer comes on the session's event loop.
  void probe(Probe probe) {
    execute(() -> {
      Optional<EngineRefusal> refusal = session.probe(System.nanoTime());
      if (refusal.isPresent()) {
        probe.refused(refusal.get());
      } else {
        websocket = probe.accepted();
        watch();
      }
    });
  }

  /// The two outcomes of asking for a probe.
  interface Probe {
    void refused(EngineRefusal refusal);

    WebSocketHandler accepted();
  }

  void frame(WebSocketHandler from, EnginePacket packet) {
    if (loop.inEventLoop()) {
      reading = true;
      received(from, packet);
    } else {
      hop(() -> received(from, packet));
    }
  }

  /// All frames that had come are read; what was sent upon them goes out together.
  void readComplete() {
    if (reading) {
      reading = false;
      flush();
    }
  }

  void websocketLost(WebSocketHandler from, DisconnectReason reason) {
    execute(() -> {
      if (websocket == from) {
        session.websocketLost(reason);
      }
    });
  }

  private void received(WebSocketHandler from, EnginePacket packet) {
    if (websocket == from) {
      server.metrics().received(packet.size());
      session.frame(packet, System.nanoTime());
      watch();
    }
  }

  private void begin(EngineAcceptor acceptor) {
    server.metrics().opened(transport);
    listener = acceptor.accept(this);
    watch();
  }

  private EnginePacket openPacket() {
    return EnginePacket.text(PacketType.OPEN, server.handshake(id, transport));
  }

  private void enqueue(List<EnginePacket> messages) {
    messages.forEach(session::send);
    if (!flushing && !reading && !gone) {
      flushing = true;
      loop.execute(this::flush);
    }
  }

  /// On a websocket, lets go at once what was sent; on polling it shares a poll with what is sent
  /// next. To be called on the session's event loop.
  void letGo() {
    if (transport == Transport.WEBSOCKET) {
      flush();
    }
  }

  private void flush() {
    flushing = false;
    session.flush();
    watch();
  }

  /// Sees to it that the timer rings no later than the session wants.
  private void watch() {
    long deadline = session.deadline();
    if (deadline < timerAt && !gone) {
      if (timer != null) {
        timer.cancel(false);
      }
      timerAt = deadline;
      timer = schedule(Math.max(0, deadline - System.nanoTime()), this::ring);
    }
  }

  private void ring() {
    timer = null;
    timerAt = Long.MAX_VALUE;
    session.tick(System.nanoTime());
    watch();
  }

  /// Carries out what the session wants.
  private final class Shell implements EngineLink {
    @Override
    public void answer(List<EnginePacket> packets) {
      HttpExchange exchange = poll;
      poll = null;
      if (exchange != null) {
        packets.forEach(packet -> server.metrics().sent(packet.size()));
        exchange.ok(EngineCodec.encodePayload(packets));
      }
    }

    @Override
    public void refusePoll() {
      HttpExchange exchange = poll;
      poll = null;
      if (exchange != null) {
        server.refuse(exchange, EngineRefusal.BAD_REQUEST);
      }
    }

    @Override
    public void frame(EnginePacket packet) {
      if (websocket != null) {
        server.metrics().sent(packet.size());
        websocket.write(packet);
      }
    }

    @Override
    public void flush() {
      if (websocket != null) {
        websocket.flush();
      }
    }

    @Override
    public long unsent() {
      return websocket == null ? 0 : websocket.unsent();
    }

    @Override
    public void deliver(EnginePacket message) {
      if (listener != null) {
        listener.message(message);
      }
    }

    @Override
    public void upgraded() {
      transport = Transport.WEBSOCKET;
      server.metrics().upgraded();
    }

    @Override
    public void dropProbe() {
      if (websocket != null) {
        websocket.close(DisconnectReason.TRANSPORT_CLOSE);
        websocket = null;
      }
    }

    @Override
    public void ended(DisconnectReason reason) {
      server.metrics().closed(reason);
      if (listener != null) {
        listener.closed(reason);
        listener = null;
      }
    }

    @Override
    public void gone(DisconnectReason reason) {
      gone = true;
      server.forget(EngineConnection.this);
      if (timer != null) {
        timer.cancel(false);
        timer = null;
      }
      if (websocket != null) {
        websocket.close(reason);
        websocket = null;
      }
      goneLatch.countDown();
    }
  }
}
