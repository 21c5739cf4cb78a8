package io.fieldway.node.link;

import com.google.errorprone.annotations.Var;
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
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.Suback;
import io.fieldway.node.packet.Subscribe;
import io.fieldway.node.packet.Unsuback;
import io.fieldway.node.packet.Unsubscribe;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One end of one connection between two nodes: total over every packet in every state. It begins
/// with CONNECT from the end that dialled and CONNACK from the other, is up from there on, says
/// hello at an interval, and ends once. Times are milliseconds since the epoch and never fall.
public final class Link {
  private enum State {
    /// CONNECT is to come.
    CONNECT,
    /// CONNACK is to come.
    CONNACK,
    UP,
    CLOSED
  }

  private final Self self;
  private final LinkConfig config;
  private final LinkOutbound outbound;
  private final Neighbours upper;
  private final boolean dialled;
  private final long since;
  private final Flow flow = new Flow();
  private final Life life;

  @Var private State state;
  @Var private Introduction.@Nullable Peer peer;
  @Var private String met = "";
  @Var private @Nullable LinkEnd end;

  /// Messages at QoS 1 of the peer that have no PUBACK yet.
  @Var private int unacknowledged;

  private Link(
      Self self,
      LinkConfig config,
      LinkOutbound outbound,
      Neighbours upper,
      boolean dialled,
      long now) {
    this.self = self;
    this.config = config;
    this.outbound = outbound;
    this.upper = upper;
    this.dialled = dialled;
    this.since = now;
    this.life = new Life(config);
    this.state = dialled ? State.CONNACK : State.CONNECT;
  }

  /// The end that has opened the connection: says CONNECT at once.
  public static Link dialled(
      Self self, LinkConfig config, LinkOutbound out, Neighbours upper, long now) {
    Link link = new Link(self, config, out, upper, true, now);
    out.send(Introduction.connect(self, config));
    return link;
  }

  /// The end to which the connection was opened: awaits CONNECT.
  public static Link accepted(
      Self self, LinkConfig config, LinkOutbound out, Neighbours upper, long now) {
    return new Link(self, config, out, upper, false, now);
  }

  /// Takes a packet.
  public void received(Packet packet, long now) {
    life.received(now);
    switch (state) {
      case CONNECT -> {
        if (packet instanceof Connect connect) {
          answer(connect, now);
        } else {
          // Nobody is told anything who has not said which protocol is spoken.
          end(LinkEnd.Kind.BREACH, "expected CONNECT [MQTT-3.1.0-1]", now);
        }
      }
      case CONNACK -> {
        if (packet instanceof Connack connack) {
          answered(connack, now);
        } else {
          breach(ReasonCode.PROTOCOL_ERROR, "expected CONNACK [MQTT-3.2.0-1]", now);
        }
      }
      case UP -> take(packet, now);
      case CLOSED -> {}
    }
  }

  private void answer(Connect connect, long now) {
    Introduction judged = judge(Introduction.of(connect, self));
    if (state == State.CLOSED) {
      return; // by whoever was asked
    }
    switch (judged) {
      case Introduction.Stranger(ReasonCode reason, String why) -> {
        refuse(reason, why);
        end(LinkEnd.Kind.REFUSED, why, now);
      }
      case Introduction.Peer _ -> {
        outbound.send(Introduction.connack(self, config));
        begin(now);
      }
    }
  }

  private void answered(Connack connack, long now) {
    if (connack.reason() != ReasonCode.SUCCESS) {
      met = Introduction.name(connack);
      end(LinkEnd.Kind.TURNED_AWAY, words(connack.reason(), connack.properties()), now);
      return;
    }
    if (connack.sessionPresent()) {
      breach(ReasonCode.PROTOCOL_ERROR, "expected no session [MQTT-3.2.2-4]", now);
      return;
    }
    Introduction judged = judge(Introduction.of(connack, self));
    if (state == State.CLOSED) {
      return; // by whoever was asked
    }
    switch (judged) {
      case Introduction.Stranger(ReasonCode reason, String why) -> {
        outbound.send(Leave.of(dialled, reason, why));
        end(LinkEnd.Kind.REFUSED, why, now);
      }
      case Introduction.Peer _ -> begin(now);
    }
  }

  /// Whether a peer is who its certificate says, and wanted.
  private Introduction judge(Introduction introduction) {
    if (!(introduction instanceof Introduction.Peer known)) {
      return introduction;
    }
    peer = known;
    Optional<String> certified =
        outbound
            .certified()
            .filter(shown -> !speaksFor(shown, known.name()))
            .map(shown ->
                "expected "
                    + shown
                    + ", which its certificate names, got "
                    + Introduction.quoted(known.name()));
    return certified
        .or(() -> upper.refusal(this, known.name(), known.epoch()))
        .<Introduction>map(why -> new Introduction.Stranger(ReasonCode.NOT_AUTHORIZED, why))
        .orElse(known);
  }

  /// Who shows this node's own certificate is in this process, and speaks for a node that is
  /// carried on there.
  private boolean speaksFor(Certified shown, String name) {
    return shown.isNode(name) || shown.isNode(self.name());
  }

  private void begin(long now) {
    state = State.UP;
    life.begin(now);
    sayHello(now);
    upper.up(this, now);
  }

  private void take(Packet packet, long now) {
    switch (packet) {
      case Publish publish -> published(publish, now);
      case Puback puback -> upper.received(this, puback, now);
      case Disconnect disconnect ->
          end(LinkEnd.Kind.LEFT, words(disconnect.reason(), disconnect.properties()), now);
      case Pingreq _ -> {
        if (dialled) {
          misplaced("PINGREQ", now);
        } else {
          outbound.send(new Pingresp()); // [MQTT-3.12.4-1]
        }
      }
      case Pubrec _ -> misplaced("PUBREC", now);
      case Pubrel _ -> misplaced("PUBREL", now);
      case Pubcomp _ -> misplaced("PUBCOMP", now);
      case Connect _ -> misplaced("CONNECT", now);
      case Connack _ -> misplaced("CONNACK", now);
      case Subscribe _ -> misplaced("SUBSCRIBE", now);
      case Suback _ -> misplaced("SUBACK", now);
      case Unsubscribe _ -> misplaced("UNSUBSCRIBE", now);
      case Unsuback _ -> misplaced("UNSUBACK", now);
      case Pingresp _ -> misplaced("PINGRESP", now);
      case Auth _ -> misplaced("AUTH", now);
    }
  }

  private void misplaced(String packet, long now) {
    breach(
        ReasonCode.PROTOCOL_ERROR,
        "expected PUBLISH, PUBACK or DISCONNECT on a link, got " + packet,
        now);
  }

  private void published(Publish publish, long now) {
    if (publish.properties().has(Property.TOPIC_ALIAS)) {
      breach(ReasonCode.TOPIC_ALIAS_INVALID, "a link has no topic aliases [MQTT-3.2.2-17]", now);
    } else if (publish.qos() == QoS.EXACTLY_ONCE) {
      breach(ReasonCode.QOS_NOT_SUPPORTED, "a link has no QoS 2 [MQTT-3.2.2-11]", now);
    } else if (publish.topic().equals(Hello.TOPIC)) {
      hello(publish, now);
    } else if (publish.qos() == QoS.AT_LEAST_ONCE
        && ++unacknowledged > config.receiveMaximum()) { // [MQTT-3.3.4-9]
      breach(
          ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
          "expected at most " + config.receiveMaximum() + " messages without PUBACK",
          now);
    } else {
      upper.received(this, publish, now);
    }
  }

  private void hello(Publish publish, long now) {
    Optional<Hello> read =
        publish.qos() == QoS.AT_MOST_ONCE ? Hello.read(publish.payload()) : Optional.empty();
    if (read.isEmpty()) {
      breach(ReasonCode.PAYLOAD_FORMAT_INVALID, "expected two or four numbers in a hello", now);
      return;
    }
    Hello hello = read.get();
    Optional<String> fault = life.heard(hello, now);
    if (fault.isPresent()) {
      breach(ReasonCode.PROTOCOL_ERROR, fault.get(), now);
    } else if (hello.echo().isPresent()) {
      upper.measured(this, now);
    }
  }

  private void sayHello(long now) {
    outbound.send(life.next(now).packet());
  }

  /// The peer's bytes broke the protocol; nothing more comes of it.
  public void violated(ReasonCode reason, String why, long now) {
    if (state == State.CONNECT && reason == ReasonCode.UNSUPPORTED_PROTOCOL_VERSION) {
      refuse(reason, why); // [MQTT-3.1.2-2]
      end(LinkEnd.Kind.REFUSED, why, now);
    } else {
      breach(reason, why, now);
    }
  }

  /// Refuses whoever has dialled, before it is asked who it is.
  ///
  /// @param reason one that CONNACK has
  public void turnAway(ReasonCode reason, String why, long now) {
    if (state == State.CONNECT) {
      refuse(reason, why);
      end(LinkEnd.Kind.REFUSED, why, now);
    }
  }

  /// Whoever has dialled is no neighbour: the connection goes on without the link.
  public void dismiss() {
    state = State.CLOSED;
    end = new LinkEnd(LinkEnd.Kind.CLOSED, "the connection is not one between neighbours");
  }

  /// The connection is gone.
  public void lost(long now) {
    if (state != State.CLOSED) {
      end(LinkEnd.Kind.LOST, "the connection was lost", now);
    }
  }

  /// Lets time pass; to be called about ten times a second.
  public void tick(long now) {
    switch (state) {
      case CONNECT, CONNACK -> {
        if (now - since >= config.connectTimeout().toMillis()) {
          end(LinkEnd.Kind.LATE, state + " did not come in time", now);
        }
      }
      case UP -> live(now);
      case CLOSED -> {}
    }
  }

  private void live(long now) {
    if (life.isSilent(now)) {
      finish(
          LinkEnd.Kind.SILENT,
          ReasonCode.KEEP_ALIVE_TIMEOUT,
          "nothing came for " + life.silentMillis(now) + " ms",
          now);
    } else if (outbound.pendingBytes() > 2 * config.maximumPendingBytes() + maximumPacketSize()) {
      finish(
          LinkEnd.Kind.CLOSED,
          ReasonCode.QUOTA_EXCEEDED,
          "too much was sent that the peer does not take",
          now);
    } else if (life.isDue(now)) {
      sayHello(now);
    }
  }

  /// Less than half of the bound is pending again.
  public void drained(long now) {
    if (state == State.UP) {
      upper.drained(this, now);
    }
  }

  /// Takes leave of the peer.
  public void close(ReasonCode reason, String why, long now) {
    finish(LinkEnd.Kind.CLOSED, reason, why, now);
  }

  private void breach(ReasonCode reason, String why, long now) {
    finish(LinkEnd.Kind.BREACH, reason, why, now);
  }

  /// Ends the link and says why, where the protocol has a packet for it [MQTT-3.14.0-1].
  private void finish(LinkEnd.Kind kind, ReasonCode reason, String why, long now) {
    if (state == State.CLOSED) {
      return;
    }
    if (state != State.CONNECT) {
      outbound.send(Leave.of(dialled, reason, why));
    }
    end(kind, why, now);
  }

  private void refuse(ReasonCode reason, String why) {
    Properties.Builder said = Properties.builder().put(Property.REASON_STRING, why);
    if (peer != null) {
      Introduction.sign(said, self); // one of the mesh may know who it is that refuses
    }
    outbound.send(new Connack(false, reason, said.build()));
  }

  private void end(LinkEnd.Kind kind, String why, long now) {
    boolean wasUp = state == State.UP;
    state = State.CLOSED;
    end = new LinkEnd(kind, why);
    outbound.close();
    if (wasUp) {
      upper.down(this, why, now);
    }
  }

  private static String words(ReasonCode reason, Properties properties) {
    return "the peer said "
        + reason
        + properties
            .text(Property.REASON_STRING)
            .map(why -> ": " + Introduction.quoted(why))
            .orElse("");
  }

  /// Sends a PUBLISH or a PUBACK to the peer; passed over where the link is not up.
  public void send(Packet packet) {
    if (state == State.UP) {
      if (packet instanceof Puback) {
        unacknowledged = Math.max(0, unacknowledged - 1);
      }
      outbound.send(packet);
    }
  }

  /// The peer's name; empty until it has said it.
  public String peer() {
    return peer == null ? "" : peer.name();
  }

  /// The name of the node at the other end, as far as it has said it, though it may have refused
  /// this one; else empty.
  public String met() {
    return peer == null ? met : peer.name();
  }

  /// The peer's epoch; -1 until it has said it.
  public long peerEpoch() {
    return peer == null ? -1 : peer.epoch();
  }

  /// What has passed over it.
  public Flow flow() {
    return flow;
  }

  public boolean isUp() {
    return state == State.UP;
  }

  public boolean isDialled() {
    return dialled;
  }

  /// How it ended; empty where it has not.
  public Optional<LinkEnd> end() {
    return Optional.ofNullable(end);
  }

  /// Since when it is up, or was; 0 where it never was.
  public long upSince() {
    return life.upSince();
  }

  /// Bytes that were sent and that the connection has not taken yet.
  public long pendingBytes() {
    return outbound.pendingBytes();
  }

  /// Whether messages may be sent; where not, [Neighbours#drained] comes when they may again.
  public boolean hasRoom() {
    return outbound.pendingBytes() <= config.maximumPendingBytes();
  }

  /// How many messages at QoS 1 may be unacknowledged at the peer.
  public int receiveMaximum() {
    return peer == null ? 0 : peer.receiveMaximum();
  }

  /// Bytes of the largest packet that the peer takes.
  public int maximumPacketSize() {
    return peer == null ? 0 : peer.maximumPacketSize();
  }

  /// The time to the peer and back, smoothed; -1 where it was not measured yet.
  public long roundTripMicros() {
    return life.roundTripMicros();
  }

  /// Hellos of the peer that did not come in time, since the link came up.
  public long helloMisses() {
    return life.misses();
  }
}
