package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.access.Rights;
import io.fieldway.node.access.Verdict;
import io.fieldway.node.packet.Auth;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.PacketEncoder;
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

  /// Why nothing is read from a client.
  enum Hold {
    /// As much as may wait of it for the journal does.
    GATE(1),
    /// Its connection does not take what is sent.
    OUTPUT(2);

    private final int bit;

    Hold(int bit) {
      this.bit = bit;
    }
  }

  // Valid for the connection.
  private final Broker broker;
  private final Origin origin;
  private final Outbound outbound;
  private final long since;
  private final Queue<Packet> early = new ArrayDeque<>(0);
  @Var private State state = State.CONNECT;
  @Var private long lastReceived;
  @Var private int holds;
  @Var private long pendingBefore;

  /// How much of it waits at the gate.
  @Var private int held;

  /// Messages at QoS 1 and 2 that wait for their acknowledgement at the gate.
  @Var private int acknowledging;

  // Valid from CONNECT on.
  @Var private @Nullable Greeting greeting;
  @Var private @Nullable Session session;
  @Var private Rights rights = Rights.ALL;
  @Var private boolean open;
  @Var private boolean speechless;
  @Var private int maximumPacketSize = Integer.MAX_VALUE;
  @Var private int aliasMaximum;
  @Var private int sendMaximum;
  @Var private long keepAliveMillis;

  /// Messages at QoS 2 of former connections whose PUBREL had not come: its quota begins anew with
  /// each connection (MQTT 5 §4.9).
  @Var private int inherited;

  @Var private @Nullable Aliases aliases;
  @Var private @Nullable String judgedTopic;

  Client(Broker broker, Origin origin, Outbound outbound, long now) {
    this.broker = broker;
    this.origin = origin;
    this.outbound = outbound;
    this.since = now;
    this.lastReceived = now;
  }

  /// Takes a packet.
  public void received(Packet packet, long now) {
    broker.counters().packetsReceived++;
    lastReceived = now;
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
      case Puback puback -> own.outgoing.acknowledged(puback.packetId(), now);
      case Pubrec pubrec -> {
        if (!own.outgoing.received(pubrec.packetId(), pubrec.reason().isRefusal(), now)
            && !pubrec.reason().isRefusal()) {
          reply(
              0,
              new Pubrel(
                  pubrec.packetId(), ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, Properties.NONE));
        }
      }
      case Pubrel pubrel -> broker.arrivals().release(this, pubrel);
      case Pubcomp pubcomp -> own.outgoing.completed(pubcomp.packetId(), now);
      case Subscribe subscribe -> broker.subscriptions().subscribe(this, subscribe, now);
      case Unsubscribe unsubscribe -> broker.subscriptions().unsubscribe(this, unsubscribe);
      case Pingreq ping -> reply(0, new Pingresp()); // [MQTT-3.12.4-1]
      case Disconnect disconnect -> disconnected(disconnect, now);
      case Auth auth -> broker.handshake().repeat(this, auth, now);
      case Connect connect ->
          breach(ReasonCode.PROTOCOL_ERROR, "a second CONNECT [MQTT-3.1.0-2]", now);
      case Connack connack -> breach(ReasonCode.PROTOCOL_ERROR, "CONNACK is the server's", now);
      case Suback suback -> breach(ReasonCode.PROTOCOL_ERROR, "SUBACK is the server's", now);
      case Unsuback unsuback -> breach(ReasonCode.PROTOCOL_ERROR, "UNSUBACK is the server's", now);
      case Pingresp pingresp -> breach(ReasonCode.PROTOCOL_ERROR, "PINGRESP is the server's", now);
    }
    if (outbound.pendingBytes() > broker.config().maximumPendingBytes()) {
      hold(Hold.OUTPUT, true);
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

  /// The connection has taken most of what was sent.
  public void drained(long now) {
    if (state == State.CLOSED) {
      return;
    }
    hold(Hold.OUTPUT, false);
    if (session != null && isReady()) {
      session.outgoing.pump(now);
    }
    broker.keeper().boundary();
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
    return open && outbound.pendingBytes() <= broker.config().maximumPendingBytes();
  }

  int sendMaximum() {
    return sendMaximum;
  }

  boolean limitsPacketSize() {
    return maximumPacketSize < Integer.MAX_VALUE;
  }

  int maximumPacketSize() {
    return maximumPacketSize;
  }

  /// Whether this very text was found to be a topic name that may be published to.
  // The decoder hands out one text for equal topics in a row; others are judged again, no more.
  @SuppressWarnings("ReferenceEquality")
  boolean hasJudged(String topic) {
    return judgedTopic == topic;
  }

  void judged(String topic) {
    judgedTopic = topic;
  }

  /// Its topic aliases, both ways.
  Aliases aliases() {
    if (aliases == null) {
      aliases =
          new Aliases(
              broker.config().topicAliasMaximum(),
              Math.min(broker.config().topicAliasMaximum(), aliasMaximum));
    }
    return aliases;
  }

  /// Remembers what CONNECT said, and asks the shell for a verdict or the client for more.
  void greeted(Greeting said) {
    this.greeting = said;
    this.maximumPacketSize = said.maximumPacketSize();
    this.aliasMaximum = said.topicAliasMaximum();
  }

  void awaitAuth() {
    state = State.AUTH;
  }

  void awaitVerdict() {
    state = State.VERDICT;
    outbound.authenticate(greeting().credentials(origin));
  }

  /// Ties the connection to its session; messages flow when CONNACK has passed the gate.
  void attach(Sessions.Attached attached, long keepAlive, Connack connack, long now) {
    Session own = attached.session();
    state = State.CONNECTED;
    session = own;
    keepAliveMillis = keepAlive;
    sendMaximum = Math.min(broker.config().maximumInflight(), greeting().receiveMaximum());
    inherited = own.arrivals.size();
    broker
        .gate()
        .pass(
            attached.position(),
            this,
            () -> {
              if (state == State.CONNECTED) {
                transmit(connack);
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
    acknowledging++;
    broker
        .gate()
        .pass(
            position,
            this,
            () -> {
              acknowledging--;
              send(puback);
            });
  }

  /// Whether it has more messages at QoS 1 and 2 unacknowledged than it may.
  boolean exceedsReceiveMaximum() {
    int unacknowledged = acknowledging + session().arrivals.size() - inherited;
    return version() == Version.MQTT_5 && unacknowledged >= broker.config().receiveMaximum();
  }

  /// Whether something of it waits at the gate.
  boolean isWaiting() {
    return held > 0;
  }

  /// Something of it begins to wait at the gate. Beyond the receive maximum nothing more is read
  /// from the client until half of it has passed.
  void waits() {
    held++;
    if (held >= broker.config().receiveMaximum()) {
      hold(Hold.GATE, true);
    }
  }

  /// Something of it is about to pass.
  void passes() {
    held--;
    if (held <= broker.config().receiveMaximum() / 2) {
      hold(Hold.GATE, false);
    }
  }

  void send(Packet packet) {
    if (state == State.CONNECTED) {
      transmit(packet);
    }
  }

  /// Sends a message, under an alias where the client takes one.
  void publish(Publish publish) {
    if (state == State.CONNECTED) {
      broker.counters().publishSent++;
      boolean aliased = aliasMaximum > 0 && hasRoomForAlias(publish);
      transmit(aliased ? aliases().shorten(publish) : publish);
    }
  }

  /// Whether a message that fits does so with an alias, too [MQTT-3.1.2-24].
  private boolean hasRoomForAlias(Publish publish) {
    return !limitsPacketSize()
        || PacketEncoder.size(publish, version()) + Aliases.COST <= maximumPacketSize();
  }

  /// Sends a packet now, whatever the connection waits for. One that is larger than the client
  /// takes goes without its reason string [MQTT-3.1.2-24]; where that does not help the client
  /// cannot be told what it must know, and its connection ends with the next tick.
  void transmit(Packet packet) {
    Packet fitting = fits(packet) ? packet : ReasonStrings.without(packet);
    if (fits(fitting)) {
      broker.counters().packetsSent++;
      outbound.send(fitting);
    } else {
      broker.counters().droppedTooLarge++;
      speechless = true;
    }
  }

  private boolean fits(Packet packet) {
    return !limitsPacketSize() || PacketEncoder.size(packet, version()) <= maximumPacketSize();
  }

  /// Why, for people, where the client wants to know [MQTT-3.1.2-29].
  Properties reasonString(String why) {
    boolean wanted = greeting != null && greeting.problemInformation();
    return version() == Version.MQTT_5 && wanted
        ? Properties.of(Property.REASON_STRING, why)
        : Properties.NONE;
  }

  private void hold(Hold why, boolean on) {
    if (state == State.CLOSED) {
      return;
    }
    int changed = on ? holds | why.bit : holds & ~why.bit;
    if ((holds == 0) != (changed == 0)) {
      outbound.hold(on);
    }
    holds = changed;
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
      if (open && version() == Version.MQTT_5) { // [MQTT-3.14.0-1]
        transmit(new Disconnect(inDisconnect(reason), reasonString(why))); // [MQTT-4.13.1-1]
      }
    } else if (state != State.CLOSED) {
      broker.counters().connectsRefused++;
      if (greeting != null || reason == ReasonCode.UNSUPPORTED_PROTOCOL_VERSION) {
        transmit(new Connack(false, inConnack(reason), reasonString(why)));
      }
    }
    end(now, true);
  }

  /// The word that DISCONNECT has for a reason (MQTT 5 Table 3-10).
  private static ReasonCode inDisconnect(ReasonCode reason) {
    return switch (reason) {
      case UNSUPPORTED_PROTOCOL_VERSION -> ReasonCode.PROTOCOL_ERROR;
      case BAD_USER_NAME_OR_PASSWORD, BANNED -> ReasonCode.NOT_AUTHORIZED;
      case SERVER_UNAVAILABLE -> ReasonCode.SERVER_BUSY;
      default -> reason;
    };
  }

  /// The word that CONNACK has for a reason (MQTT 5 Table 3-1).
  private static ReasonCode inConnack(ReasonCode reason) {
    return reason == ReasonCode.SERVER_SHUTTING_DOWN ? ReasonCode.SERVER_UNAVAILABLE : reason;
  }

  /// Ends a connection whose client id has connected again [MQTT-3.1.4-3].
  void takenOver(long now) {
    broker.counters().takenOver++;
    close(ReasonCode.SESSION_TAKEN_OVER, "the client id has connected again", now);
  }

  /// Ends a connection that takes too long to be let in, or that has been silent for too long.
  void tick(long now) {
    if (state != State.CONNECTED) {
      if (now - since > broker.config().connectTimeout().toMillis()) {
        broker.counters().connectsRefused++;
        end(now, true);
      }
    } else if (speechless) {
      end(now, true);
    } else if (keepAliveMillis > 0) {
      watch(now);
    }
  }

  /// Looks whether the client has been silent for too long [MQTT-3.1.2-22]. What it says while
  /// nothing is read from it does not come; then it lives as long as it takes what is sent.
  private void watch(long now) {
    long pending = outbound.pendingBytes();
    if ((holds & Hold.GATE.bit) != 0 || (holds != 0 && pending < pendingBefore)) {
      lastReceived = now;
    }
    pendingBefore = pending;
    if (now - lastReceived > keepAliveMillis + keepAliveMillis / 2) {
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
    outbound.close();
    broker.gone(this);
    if (had) {
      broker.sessions().detach(session(), withWill, now);
    }
  }
}
