package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.access.Credentials;
import io.fieldway.node.access.Rights;
import io.fieldway.node.access.Verdict;
import io.fieldway.node.broker.Client;
import io.fieldway.node.broker.Origin;
import io.fieldway.node.broker.Outbound;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A client of one node with a lasting session, which comes back whenever it is cut off.
abstract class Person {
  private static final Origin HERE = new Origin("127.0.0.1:50000", true, Optional.empty());

  final World world;
  final Station station;
  final String id;
  @Var private @Nullable Line line;

  /// Whether it comes back when it is cut off.
  @Var boolean comes = true;

  /// Whether it hears what is sent to it; what is not heard is not answered.
  @Var boolean reads = true;

  private final List<Packet> unread = new ArrayList<>();

  Person(World world, Station station, String id) {
    this.world = world;
    this.station = station;
    this.id = id;
    station.people.add(this);
    world.after(1, this::reconnect);
  }

  private void reconnect() {
    if (comes && line == null && station.isAlive()) {
      Line fresh = new Line();
      line = fresh;
      Client client = station.broker().connected(HERE, fresh, world.now);
      fresh.client = client;
      client.received(
          new Connect(
              Version.MQTT_5,
              false,
              0,
              id,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Properties.of(Property.SESSION_EXPIRY_INTERVAL, 36_000)),
          world.now);
    }
    world.after(100 + world.below(300), this::reconnect);
  }

  /// The node has died.
  void cutOff() {
    line = null;
    unread.clear();
    disconnected();
  }

  /// The connection breaks.
  void breaks() {
    Line broken = line;
    if (broken != null) {
      line = null;
      unread.clear();
      broken.client().lost(world.now);
      disconnected();
    }
  }

  void say(Packet packet) {
    Line open = line;
    if (open != null) {
      open.client().received(packet, world.now);
    }
  }

  /// Reads again what it has not read.
  void readsAgain() {
    reads = true;
    List<Packet> all = List.copyOf(unread);
    unread.clear();
    all.forEach(this::hear);
  }

  abstract void disconnected();

  abstract void hear(Packet packet);

  private final class Line implements Outbound {
    @Var private @Nullable Client client;

    Client client() {
      if (client == null) {
        throw new AssertionError("not connected");
      }
      return client;
    }

    @Override
    public void send(Packet packet) {
      world.after(
          1,
          () -> {
            if (line == this && reads) {
              hear(packet);
            } else if (line == this) {
              unread.add(packet);
            }
          });
    }

    @Override
    public void close() {
      if (line == this) {
        line = null;
        unread.clear();
        disconnected();
      }
    }

    @Override
    public long pendingBytes() {
      return 0;
    }

    @Override
    public long pendingBytesOfAll() {
      return 0;
    }

    @Override
    public void hold(boolean held) {}

    @Override
    public void authenticate(Credentials credentials) {
      world.after(
          1,
          () -> {
            if (line == this) {
              client().judged(new Verdict.Granted(Optional.empty(), Rights.ALL), world.now);
            }
          });
    }
  }
}
