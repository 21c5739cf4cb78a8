package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.access.Rights;
import io.fieldway.node.access.Verdict;
import io.fieldway.node.packet.Auth;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Pingreq;
import io.fieldway.node.packet.Pingresp;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Pubcomp;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.Pubrec;
import io.fieldway.node.packet.Pubrel;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.Suback;
import io.fieldway.node.packet.Subscribe;
import io.fieldway.node.packet.Unsuback;
import io.fieldway.node.packet.Unsubscribe;
import io.fieldway.node.packet.Version;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// One connection of a client, from its first packet to its end. All calls come from the broker's
/// thread; a time is in milliseconds since the epoch.
public final class Client {
  /// What a connection waits for.
  private enum State {
    /// For CONNECT, the first packet [MQTT-3.1.0-1].
    CONNECT,
    /// For the client's part of an enhanced authentication.
    AUTH,
    /// For the verdict on its credentials; what comes meanwhile waits.
    VERDICT,
    /// For anything.
    CONNECTED,
    /// For nothing.
    CLOSED
  }

  // Valid for the connection.
  private final Broker broker;
  private final Origin origin;
  private final Outbound outbound;
  private final boolean attachment;
  private final long since;
  private final Intake intake;
  private final Transmitter transmitter;
  private final KeepAlive keepAlive;
  private final Queue<Packet> early = new ArrayDeque<>(0);
  @Var private State state = State.CONNECT;

  // Valid from CONNECT on.
  @Var private @Nullable Greeting greeting;
  @Var private @Nullable Session session;
  @Var private Rights rights = Rights.ALL;
  @Var private boolean open;

  Client(Broker broker, Origin origin, Outbound outbound, boolean attachment, long now) {
    this.broker = broker;
    this.origin = origin;
    this.outbound = outbound;
    this.attachment = attachment;
    this.since = now;
    this.intake = new Intake(outbound, broker.config().receiveMaximum());
    this.transmitter = new Transmitter(outbound, broker.config(), broker.counters());
    this.keepAlive = new KeepAlive(now);
  }

  /// Takes a packet.
  public void received(Packet packet, long now) {
    broker.counters().packetsReceived++;
    keepAlive.received(now);
    take(packet, now);
    broker.keeper().boundary();
  }

  private void take(Packet packet, long now) {
    switch (state) {
      case CONNECT -> {
        if (packet instanceof Connect connect) {
          broker.handshake().begin(this, connect, now);
        } else {
          broker.counters().protocolErrors++;
          end(now, true);
        }
      }
      case AUTH -> {
        switch (packet) {
          case Auth auth -> broker.handshake().proceed(this, auth, now);
          case Disconnect disconnect -> end(now, true);
          default -> breach(ReasonCode.PROTOCOL_ERROR, "AUTH was expected [MQTT-3.1.2-30]", now);
        }
      }
      case VERDICT -> early.add(packet); // no more than was read before reading was held
      case CONNECTED -> handle(packet, now);
      case CLOSED -> {}
    }
  }

  private void handle(Packet packet, long now) {
    Session own = session();
    switch (packet) {
      case Publish publish -> broker.arrivals().publish(this, publish, now);
      case Puback puback -> answered(own.outgoing.acknowledged(puback.packetId(), now), now);
      case Pubrec pubrec -> received(pubrec, now);
      case Pubrel pubrel -> broker.arrivals().release(this, pubrel);
      case Pubcomp pubcomp -> answered(own.outgoing.completed(pubcomp.packetId(), now), now);
      case Subscribe subscribe -> broker.subscriptions().subscribe(this, subscribe, now);
      case Unsubscribe unsubscribe -> broker.subscriptions().unsubscribe(this, unsubscribe);
      case Pingreq ping -> reply(0, new Pingresp()); // [MQTT-3.12.4-1]
      case Disconnect disconnect -> disconnected(disconnect, now);
      case Auth auth -> broker.handshake().repeat(this, auth, now);
      case Connect connect ->
          breach(ReasonCode.PROTOCOL_ERROR, "a second CONNECT [MQTT-3.1.0-2]", now);
      case Connack _, Suback _, Unsuback _, Pingresp _ ->
          breach(ReasonCode.PROTOCOL_ERROR, "a packet that only a server sends", now);
    }
    if (!broker.pendingOutput().hasRoom(outbound)) {
      intake.hold(Intake.Hold.OUTPUT, true);
    }
  }

  private void received(Pubrec pubrec, long now) {
    boolean refused = pubrec.reason().isRefusal();
    Answer answer = session().outgoing.received(pubrec.packetId(), refused, now);
    if (answer == Answer.OF_NOTHING && !refused) {
      reply(
          0,
          new Pubrel(pubrec.packetId(), ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, Properties.NONE));
    }
    answered(answer, now);
  }

  /// What is answered for a packet id that is not in use may stem from a former connection; an
  /// answer of another kind than the message in use asks for is a mistake [MQTT-4.13.1-1].
  private void answered(Answer answer, long now) {
    if (answer == Answer.OF_ANOTHER_KIND) {
      breach(ReasonCode.PROTOCOL_ERROR, "an answer of another kind (MQTT 5 §4.3)", now);
    }
  }

  /// The client's bytes broke the protocol, as the reason says; nothing more comes of it.
  public void violated(ReasonCode reason, String why, long now) {
    breach(reason, why, now);
    broker.keeper().boundary();
  }

  /// The connection is gone without DISCONNECT.
  public void lost(long now) {
    end(now, true);
    broker.keeper().boundary();
  }

  /// The verdict that [Outbound#authenticate] asked for has come.
  public void judged(Verdict verdict, long now) {
    if (state == State.VERDICT) {
      state = State.CONNECT;
      broker.handshake().judged(this, verdict, now);
      @Var Packet next = early.poll();
      while (next != null) {
        take(next, now);
        next = early.poll();
      }
    }
    broker.keeper().boundary();
  }

  /// The connection, or those of others, may have taken most of what was sent.
  public void drained(long now) {
    if (state == State.CLOSED || !broker.pendingOutput().hasRoom(outbound)) {
      return;
    }
    intake.hold(Intake.Hold.OUTPUT, false);
    if (session != null) {
      session.outgoing.pump(now);
    }
    broker.keeper().boundary();
  }

  /// A message at QoS 2 that comes under this packet id is a new one, whatever came under it
  /// before: its sender has begun anew. Of an attachment, once it has its session.
  public void forget(int packetId) {
    broker.arrivals().forget(session(), packetId);
  }

  /// So are those under all packet ids.
  public void forgetAll() {
    Session own = session();
    List.copyOf(own.arrivals.keySet()).forEach(each -> broker.arrivals().forget(own, each));
    broker.keeper().boundary();
  }

  /// Whether it is an attachment's.
  boolean isAttachment() {
    return attachment;
  }

  Origin origin() {
    return origin;
  }

  Rights rights() {
    return rights;
  }

  void rights(Rights granted) {
    this.rights = granted;
  }

  Version version() {
    return greeting == null ? Version.MQTT_3_1_1 : greeting.version();
  }

  /// What the client said of itself.
  Greeting greeting() {
    if (greeting == null) {
      throw new IllegalStateException("no CONNECT has come");
    }
    return greeting;
  }

  Session session() {
    if (session == null) {
      throw new IllegalStateException("the connection has no session");
    }
    return session;
  }

  boolean isConnected() {
    return state == State.CONNECTED;
  }

  /// Whether messages may be sent: CONNACK is out, and the connection takes more.
  boolean isReady() {
    return open && broker.pendingOutput().hasRoom(outbound);
  }

  /// What was sent to it and not taken.
  long pendingBytes() {
    return outbound.pendingBytes();
  }

  Intake intake() {
    return intake;
  }

  Transmitter transmitter() {
    return transmitter;
  }

  /// Remembers what CONNECT said, and asks the shell for a verdict or the client for more.
  void greeted(Greeting said) {
    greeting = said;
    transmitter.greeted(said);
  }

  void awaitAuth() {
    state = State.AUTH;
  }

  void awaitVerdict() {
    state = State.VERDICT;
    outbound.authenticate(greeting().credentials(origin));
  }

  /// Ties the connection to its session; messages flow when CONNACK has passed the gate.
  void attach(Sessions.Attached attached, long keepAliveMillis, Connack connack, long now) {
    Session own = attached.session();
    state = State.CONNECTED;
    session = own;
    keepAlive.begin(keepAliveMillis);
    intake.inherits(own.arrivals.size());
    broker
        .gate()
        .pass(
            attached.position(),
            this,
            () -> {
              if (state == State.CONNECTED) {
                transmitter.send(connack);
                open = true;
                own.outgoing.resume(now);
              }
            });
  }

  /// Sends a packet as soon as a position of the journal is durable, after all replies before it.
  void reply(long position, Packet packet) {
    broker.gate().pass(position, this, () -> send(packet));
  }

  /// Acknowledges a message at QoS 1 as soon as a position of the journal is durable.
  void acknowledge(long position, Puback puback) {
    intake.acknowledges();
    broker
        .gate()
        .pass(
            position,
            this,
            () -> {
              intake.acknowledged();
              send(puback);
            });
  }

  /// Whether it has more messages at QoS 1 and 2 unacknowledged than it may.
  boolean exceedsReceiveMaximum() {
    return version() == Version.MQTT_5 && intake.isFull(session().arrivals.size());
  }

  void send(Packet packet) {
    if (state == State.CONNECTED) {
      transmitter.send(packet);
    }
  }

  /// Sends a message.
  void publish(Publish publish) {
    if (state == State.CONNECTED) {
      broker.counters().publishSent++;
      transmitter.publish(publish);
    }
  }

  /// Ends the connection for a breach of the protocol.
  void breach(ReasonCode reason, String why, long now) {
    if (state != State.CLOSED) {
      broker.counters().protocolErrors++;
      close(reason, why, now);
    }
  }

  /// Ends the connection and says why, where the protocol has words for it.
  void close(ReasonCode reason, String why, long now) {
    if (state == State.CONNECTED) {
      disconnect(reason, transmitter.reasonString(why));
    } else if (state != State.CLOSED) {
      broker.counters().connectsRefused++;
      if (LastWord.hasConnack(reason, greeting)) {
        transmitter.send(LastWord.connack(reason, transmitter.reasonString(why)));
      }
    }
    end(now, true);
  }

  private void disconnect(ReasonCode reason, Properties said) {
    if (open && version() == Version.MQTT_5) { // [MQTT-3.14.0-1]
      transmitter.send(LastWord.disconnect(reason, said));
    }
  }

  /// Ends a connection whose session goes on at another server (MQTT 5 §4.11).
  ///
  /// @param reference where that is found, as `host:port`
  void moved(String reference, long now) {
    if (state == State.CONNECTED) {
      disconnect(
          ReasonCode.USE_ANOTHER_SERVER, Properties.of(Property.SERVER_REFERENCE, reference));
      end(now, true);
    } else {
      close(ReasonCode.USE_ANOTHER_SERVER, "the server is giving its sessions away", now);
    }
  }

  /// Ends a connection whose client id has connected again [MQTT-3.1.4-3].
  void takenOver(long now) {
    broker.counters().takenOver++;
    close(ReasonCode.SESSION_TAKEN_OVER, "the client id has connected again", now);
  }

  /// Ends a connection that takes so little that others suffer.
  void isTooSlow(long now) {
    broker.counters().closedSlow++;
    close(ReasonCode.QUOTA_EXCEEDED, "too much was sent and not taken", now);
  }

  /// Ends a connection that takes too long to be let in, or that has been silent for too long.
  void tick(long now) {
    if (state != State.CONNECTED) {
      if (now - since > broker.config().connectTimeout().toMillis()) {
        broker.counters().connectsRefused++;
        end(now, true);
      }
    } else if (transmitter.isSpeechless()) {
      end(now, true);
    } else if (keepAlive.isOver(intake, outbound.pendingBytes(), now)) {
      broker.counters().keepAliveTimeouts++;
      close(ReasonCode.KEEP_ALIVE_TIMEOUT, "nothing came for one and a half keep-alives", now);
    }
  }

  private void disconnected(Disconnect disconnect, long now) {
    Session own = session();
    long expiry = disconnect.properties().number(Property.SESSION_EXPIRY_INTERVAL, -1);
    if (expiry > 0 && greeting().sessionExpiry() == 0) {
      breach(
          ReasonCode.PROTOCOL_ERROR,
          "a session that was to end with its connection cannot be prolonged (MQTT 5 §3.14.2.2.2)",
          now);
      return;
    }
    if (expiry >= 0) {
      own.expirySeconds = Math.min(expiry, broker.config().maximumSessionExpiry().toSeconds());
    }
    end(now, disconnect.reason() != ReasonCode.SUCCESS); // [MQTT-3.14.4-3]
  }

  private void end(long now, boolean withWill) {
    if (state == State.CLOSED) {
      return;
    }
    boolean had = state == State.CONNECTED;
    state = State.CLOSED;
    open = false;
    early.clear();
    intake.close();
    outbound.close();
    broker.gone(this);
    if (had) {
      broker.sessions().detach(session(), withWill, now);
    }
  }
}
