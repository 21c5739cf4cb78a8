package io.fieldway.socketio.engine;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.DisconnectReason;
import io.fieldway.socketio.SocketIoConfig;
import io.fieldway.socketio.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One Engine.IO session as a state machine. It is told of requests, frames, packets to send and
/// the time (nanoseconds of a monotonic clock), and calls its [EngineLink] with what must be done;
/// it does no I/O and belongs to one thread.
///
/// ```
///            websocket      2probe        5
///   POLLING ──────────► PROBING ───► PROBED ──► WEBSOCKET       any ──close──► CLOSING ──► CLOSED
///      ▲                   │            │                       (CLOSING: a last answer waits
///      └──── probe lost, or late ───────┘                        for a poll to carry it)
/// ```
public final class EngineSession {
  private static final long NEVER = Long.MAX_VALUE;

  /// Packets that a list has held which is used again.
  private static final int REUSED = 64;

  /// How long a poll may wait for an upgrade that is under way, and how long a session that its
  /// client closed waits for the poll that the client may have sent at the same time.
  private static final long GRACE = 100_000_000;

  /// Where a session stands.
  public enum State {
    POLLING,
    PROBING,
    PROBED,
    WEBSOCKET,
    CLOSING,
    CLOSED
  }

  private final SocketIoConfig config;
  private final EngineLink link;
  private final long pingInterval;
  private final long pingTimeout;

  @Var private State state;
  @Var private List<EnginePacket> outbox = new ArrayList<>();
  @Var private long outboxBytes;
  @Var private boolean polled;
  @Var private boolean posting;

  /// CLOSING, and the client was told `3probe`: it polls no more and is about to upgrade.
  @Var private boolean promised;

  /// What a poll hears last, in CLOSING.
  @Var private PacketType farewell = PacketType.CLOSE;

  @Var private DisconnectReason reason = DisconnectReason.TRANSPORT_CLOSE;
  @Var private long pingAt;
  @Var private long pongBy = NEVER;
  @Var private long upgradeBy = NEVER;
  @Var private long closeBy = NEVER;
  @Var private long noopAt = NEVER;

  /// A session that a handshake on this transport has opened.
  public EngineSession(SocketIoConfig config, Transport transport, EngineLink link, long now) {
    this.config = config;
    this.link = link;
    this.pingInterval = config.pingInterval().toNanos();
    this.pingTimeout = config.pingTimeout().toNanos();
    this.state = transport == Transport.POLLING ? State.POLLING : State.WEBSOCKET;
    this.pingAt = now + pingInterval;
  }

  public State state() {
    return state;
  }

  public Transport transport() {
    return state == State.WEBSOCKET ? Transport.WEBSOCKET : Transport.POLLING;
  }

  /// Bytes that wait in the session itself.
  public long buffered() {
    return outboxBytes;
  }

  /// When [#tick] wants to be called next.
  public long deadline() {
    return Math.min(Math.min(pingAt, pongBy), Math.min(Math.min(upgradeBy, noopAt), closeBy));
  }

  /// A GET came. Where it is not refused, [EngineLink#answer] will answer it, now or later.
  public Optional<EngineRefusal> poll(long now) {
    switch (state) {
      case WEBSOCKET -> {
        return Optional.of(EngineRefusal.BAD_REQUEST);
      }
      case CLOSED -> {
        return Optional.of(EngineRefusal.SESSION_ID_UNKNOWN);
      }
      case CLOSING -> {
        polled = true;
        sayGoodbye();
      }
      case POLLING, PROBING, PROBED -> {
        if (polled) {
          abort(DisconnectReason.TRANSPORT_ERROR, PacketType.CLOSE);
          return Optional.of(EngineRefusal.BAD_REQUEST);
        }
        polled = true;
        noopAt = state == State.PROBED ? now + GRACE : NEVER;
        flush();
      }
    }
    return Optional.empty();
  }

  /// The waiting poll was given up by the client.
  public void pollLost() {
    if (polled && state != State.CLOSED) {
      polled = false;
      if (state != State.WEBSOCKET) {
        abort(DisconnectReason.TRANSPORT_CLOSE, PacketType.CLOSE);
      }
    }
  }

  /// The head of a POST came; its body is announced to be read next.
  public Optional<EngineRefusal> postStarted() {
    if (state == State.CLOSED) {
      return Optional.of(EngineRefusal.SESSION_ID_UNKNOWN);
    }
    if (state == State.WEBSOCKET) {
      return Optional.of(EngineRefusal.BAD_REQUEST);
    }
    if (posting) {
      abort(DisconnectReason.TRANSPORT_ERROR, PacketType.CLOSE);
      return Optional.of(EngineRefusal.BAD_REQUEST);
    }
    posting = true;
    return Optional.empty();
  }

  /// The body of the POST is complete.
  public Optional<EngineRefusal> post(byte[] body, long now) {
    posting = false;
    if (state == State.CLOSED) {
      return Optional.of(EngineRefusal.SESSION_ID_UNKNOWN);
    }
    List<EnginePacket> packets;
    try {
      packets = EngineCodec.decodePayload(body);
    } catch (ProtocolException e) {
      abort(DisconnectReason.PARSE_ERROR, PacketType.CLOSE);
      return Optional.of(EngineRefusal.BAD_REQUEST);
    }
    for (EnginePacket packet : packets) {
      if (state == State.CLOSING && packet.type() == PacketType.CLOSE) {
        abort(reason, PacketType.NOOP);
      } else if (state != State.CLOSING && state != State.CLOSED) {
        received(packet, now);
      }
    }
    return Optional.empty();
  }

  /// The POST ended before its body did, or its body was refused.
  public void postLost(DisconnectReason why) {
    posting = false;
    if (state != State.CLOSED && state != State.WEBSOCKET) {
      abort(why, PacketType.CLOSE);
    }
  }

  /// A websocket was opened for this session; where it is not refused it is the one that probes.
  public Optional<EngineRefusal> probe(long now) {
    if (state != State.POLLING) {
      return Optional.of(
          state == State.CLOSED ? EngineRefusal.SESSION_ID_UNKNOWN : EngineRefusal.BAD_REQUEST);
    }
    state = State.PROBING;
    upgradeBy = now + config.upgradeTimeout().toNanos();
    return Optional.empty();
  }

  /// A packet came on the websocket, the one that probes or the one in use.
  public void frame(EnginePacket packet, long now) {
    switch (state) {
      case PROBING -> {
        if (packet.type() == PacketType.PING && packet.text().equals("probe")) {
          state = State.PROBED;
          link.frame(EnginePacket.text(PacketType.PONG, packet.data()));
          link.flush();
          noopAt = polled ? now + GRACE : NEVER;
        } else {
          dropProbe();
        }
      }
      case PROBED -> {
        if (packet.type() == PacketType.UPGRADE) {
          upgrade();
        } else {
          dropProbe();
        }
      }
      case WEBSOCKET -> received(packet, now);
      case CLOSING -> {
        if (promised && packet.type() == PacketType.UPGRADE) {
          link.upgraded();
          writeOutbox();
          finish();
        }
      }
      case POLLING, CLOSED -> {}
    }
  }

  /// The websocket, the one that probes or the one in use, is gone or not to be trusted any more.
  public void websocketLost(DisconnectReason why) {
    switch (state) {
      case PROBING, PROBED -> dropProbe();
      case WEBSOCKET -> abort(why, PacketType.CLOSE);
      case POLLING, CLOSING, CLOSED -> {}
    }
  }

  /// Takes a packet to be sent by the next [#flush]. Where more than `maxBufferedBytes` would wait,
  /// what waits is let go at once, and if that does not help the session closes as a `slow client`.
  public void send(EnginePacket packet) {
    if (state == State.CLOSING || state == State.CLOSED) {
      return;
    }
    outbox.add(packet);
    outboxBytes += packet.size();
    if (outboxBytes + link.unsent() > config.maxBufferedBytes()) {
      flush();
      if (outboxBytes + link.unsent() > config.maxBufferedBytes()) {
        forget();
        abort(DisconnectReason.SLOW_CLIENT, PacketType.CLOSE);
      }
    }
  }

  /// Lets go what was sent, as far as the transport takes it now.
  public void flush() {
    switch (state) {
      case POLLING, PROBING, PROBED -> {
        if (polled && !outbox.isEmpty()) {
          answer(takeOutbox());
        }
      }
      case WEBSOCKET -> {
        if (!outbox.isEmpty()) {
          writeOutbox();
        }
      }
      case CLOSING, CLOSED -> {}
    }
  }

  /// Ends the session from this side: what was sent before still goes out, on polling with the next
  /// poll or the upgrade that is under way, if it comes within `closeTimeout`.
  public void close(DisconnectReason why, long now) {
    switch (state) {
      case WEBSOCKET -> {
        flush();
        abort(why, PacketType.CLOSE);
      }
      case POLLING, PROBING, PROBED -> {
        promised = state == State.PROBED;
        linger(why, now + config.closeTimeout().toNanos());
        if (polled) {
          sayGoodbye();
        }
      }
      case CLOSING, CLOSED -> {}
    }
  }

  /// The time may have passed [#deadline]. A ping that goes out a little late leaves the client no
  /// more time than one in time, so that the session ends when the client was told it would; one
  /// that goes out much later does.
  public void tick(long now) {
    if (now >= closeBy) {
      finish();
    } else if (now >= pongBy) {
      abort(DisconnectReason.PING_TIMEOUT, PacketType.CLOSE);
    } else {
      if (now >= noopAt) {
        answer(List.of(EnginePacket.of(PacketType.NOOP)));
      }
      if (now >= upgradeBy) {
        dropProbe();
      }
      if (now >= pingAt) {
        pongBy = (now - pingAt < pingTimeout / 2 ? pingAt : now) + pingTimeout;
        pingAt = NEVER;
        send(EnginePacket.of(PacketType.PING));
        flush();
      }
    }
  }

  private void received(EnginePacket packet, long now) {
    switch (packet.type()) {
      case MESSAGE -> link.deliver(packet);
      case PONG -> {
        pongBy = NEVER;
        pingAt = now + pingInterval;
      }
      case CLOSE -> closedByClient(now);
      case NOOP -> {}
      case PING -> abort(DisconnectReason.TRANSPORT_ERROR, PacketType.CLOSE);
      case OPEN, UPGRADE -> abort(DisconnectReason.PARSE_ERROR, PacketType.CLOSE);
    }
  }

  private void closedByClient(long now) {
    if (state == State.WEBSOCKET || polled) {
      abort(DisconnectReason.TRANSPORT_CLOSE, PacketType.NOOP);
    } else {
      forget();
      farewell = PacketType.NOOP;
      linger(DisconnectReason.TRANSPORT_CLOSE, now + GRACE);
    }
  }

  /// Ends the session for those above and waits for a last poll.
  private void linger(DisconnectReason why, long until) {
    end(why);
    state = State.CLOSING;
    closeBy = until;
    link.ended(why);
  }

  private void upgrade() {
    if (polled) {
      polled = false;
      noopAt = NEVER;
      link.refusePoll();
    }
    state = State.WEBSOCKET;
    upgradeBy = NEVER;
    link.upgraded();
    flush();
  }

  private void dropProbe() {
    if (state == State.PROBING || state == State.PROBED) {
      state = State.POLLING;
      upgradeBy = NEVER;
      link.dropProbe();
    }
  }

  /// What was sent before first, then, with the next poll, the end.
  private void sayGoodbye() {
    if (outbox.isEmpty()) {
      answer(List.of(EnginePacket.of(farewell)));
      finish();
    } else {
      answer(takeOutbox());
    }
  }

  private void answer(List<EnginePacket> packets) {
    polled = false;
    noopAt = NEVER;
    link.answer(packets);
  }

  private void answerLast(PacketType last) {
    List<EnginePacket> packets = takeOutbox();
    packets.add(EnginePacket.of(last));
    answer(packets);
  }

  /// The list is used again unless it has grown large, or what is written ends the session.
  private void writeOutbox() {
    List<EnginePacket> packets = outbox;
    int size = packets.size();
    for (int i = 0; i < size; i++) {
      link.frame(packets.get(i));
    }
    if (size > REUSED) {
      forget();
    } else {
      packets.clear();
      outboxBytes = 0;
    }
    link.flush();
  }

  private List<EnginePacket> takeOutbox() {
    List<EnginePacket> packets = outbox;
    forget();
    return packets;
  }

  private void forget() {
    outbox = new ArrayList<>();
    outboxBytes = 0;
  }

  /// Ends at once: those above are told, a waiting poll is answered, everything is let go.
  private void abort(DisconnectReason why, PacketType last) {
    if (state == State.CLOSED) {
      return;
    }
    boolean told = state == State.CLOSING;
    end(why);
    if (polled) {
      answerLast(last);
    }
    state = State.CLOSED;
    if (!told) {
      link.ended(why);
    }
    forget();
    link.gone(reason);
  }

  private void end(DisconnectReason why) {
    if (!promised) {
      dropProbe();
    }
    if (state != State.CLOSING) {
      reason = why;
    }
    pingAt = NEVER;
    pongBy = NEVER;
    upgradeBy = NEVER;
    noopAt = NEVER;
    closeBy = NEVER;
  }

  private void finish() {
    state = State.CLOSED;
    closeBy = NEVER;
    forget();
    link.gone(reason);
  }
}
