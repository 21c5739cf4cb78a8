package io.fieldway.node.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.Var;
import io.fieldway.node.access.Credentials;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// A client's end of a connection without a network: what it says reaches the broker at once, what
/// the broker says is kept until the test takes it.
final class Peer implements Outbound {
  private final Scene scene;
  private final Queue<Packet> got = new ArrayDeque<>();
  @Var private @Nullable Client client;
  @Var private boolean closed;
  @Var private boolean held;
  @Var long pending;

  Peer(Scene scene) {
    this.scene = scene;
  }

  void on(Client connection) {
    this.client = connection;
  }

  Client client() {
    if (client == null) {
      throw new IllegalStateException("not connected");
    }
    return client;
  }

  /// Says packets, and lets the journal become durable.
  @CanIgnoreReturnValue
  Peer says(Packet... packets) {
    mutters(packets);
    scene.commit();
    return this;
  }

  /// Says packets while the journal's disk is still busy.
  @CanIgnoreReturnValue
  Peer mutters(Packet... packets) {
    for (Packet packet : packets) {
      client().received(packet, scene.now);
    }
    return this;
  }

  /// Its connection breaks.
  void vanishes() {
    client().lost(scene.now);
    scene.commit();
  }

  /// The next packet that came, of this kind.
  <P extends Packet> P gets(Class<P> kind) {
    Packet packet = got.poll();
    assertThat(packet).as("the next of what came").isInstanceOf(kind);
    return kind.cast(packet);
  }

  /// The payload of the next packet, which is a PUBLISH.
  String hears() {
    return text(gets(Publish.class));
  }

  /// The payloads of all PUBLISH packets that came, in order.
  List<String> hearsAll() {
    return takes().stream()
        .filter(Publish.class::isInstance)
        .map(packet -> text((Publish) packet))
        .toList();
  }

  static String text(Publish publish) {
    return text(publish.payload());
  }

  static String text(Bytes bytes) {
    return new String(bytes.toArray(), StandardCharsets.UTF_8);
  }

  void getsOnly(Packet... packets) {
    List<Packet> all = takes();
    assertThat(all).containsExactly(packets);
  }

  void getsNothing() {
    assertThat(got).as("what came").isEmpty();
  }

  List<Packet> takes() {
    List<Packet> all = new ArrayList<>(got);
    got.clear();
    return all;
  }

  boolean isClosed() {
    return closed;
  }

  boolean isHeld() {
    return held;
  }

  /// It was sent away with DISCONNECT.
  void wasSentAway(ReasonCode reason) {
    List<Packet> all = takes();
    assertThat(all).isNotEmpty();
    assertThat(all.getLast())
        .isInstanceOfSatisfying(
            Disconnect.class, disconnect -> assertThat(disconnect.reason()).isEqualTo(reason));
    assertThat(closed).isTrue();
  }

  @Override
  public void send(Packet packet) {
    assertThat(closed).as("nothing is sent after the end").isFalse();
    got.add(packet);
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public long pendingBytes() {
    return pending;
  }

  @Override
  public long pendingBytesOfAll() {
    return scene.peers.stream().mapToLong(peer -> peer.pending).sum();
  }

  @Override
  public void hold(boolean nowHeld) {
    assertThat(nowHeld).isNotEqualTo(held);
    held = nowHeld;
  }

  @Override
  public void authenticate(Credentials credentials) {
    scene.judging.add(() -> client().judged(scene.access.authenticate(credentials), scene.now));
  }

  Optional<Packet> peek() {
    return Optional.ofNullable(got.peek());
  }
}
