package io.fieldway.node.attach;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.access.Credentials;
import io.fieldway.node.access.Rights;
import io.fieldway.node.access.Verdict;
import io.fieldway.node.broker.Broker;
import io.fieldway.node.broker.Client;
import io.fieldway.node.broker.Origin;
import io.fieldway.node.broker.Outbound;
import io.fieldway.node.packet.Packet;
import java.util.Optional;
import java.util.function.Consumer;

/// A connection of a client with a broker: packets take their time, keep their order, and are lost
/// with it.
final class Pipe implements Outbound {
  private static final Origin SOMEWHERE = new Origin("somewhere", true, Optional.empty());

  private final World world;
  private final Client client;
  private final Consumer<Packet> receiver;
  private final Runnable closed;
  @Var private boolean open = true;
  @Var private long lastIn;
  @Var private long lastOut;

  /// @param receiver takes what the broker sends
  /// @param closed runs where the broker ends the connection
  Pipe(World world, Broker broker, Consumer<Packet> receiver, Runnable closed) {
    this.world = world;
    this.receiver = receiver;
    this.closed = closed;
    this.client = broker.connected(SOMEWHERE, this, world.now);
  }

  /// A packet of the client.
  void say(Packet packet) {
    lastIn = Math.max(lastIn, world.now + world.below(20));
    world.at(
        lastIn,
        () -> {
          if (open) {
            client.received(packet, world.now);
          }
        });
  }

  @Override
  public void send(Packet packet) {
    lastOut = Math.max(lastOut, world.now + world.below(20));
    world.at(
        lastOut,
        () -> {
          if (open) {
            receiver.accept(packet);
          }
        });
  }

  @Override
  public void close() {
    lastOut = Math.max(lastOut, world.now);
    world.at(
        lastOut,
        () -> {
          if (open) {
            open = false;
            closed.run();
          }
        });
  }

  /// The broker is dead: it hears of nothing any more, and the client of its end.
  void dies() {
    if (open) {
      open = false;
      closed.run();
    }
  }

  /// The client is dead, or has closed the connection.
  void leaves() {
    if (open) {
      open = false;
      client.lost(world.now);
    }
  }

  /// The connection breaks, and both ends notice.
  void breaks() {
    if (open) {
      open = false;
      client.lost(world.now);
      closed.run();
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
        0,
        () -> {
          if (open) {
            client.judged(new Verdict.Granted(Optional.empty(), Rights.ALL), world.now);
          }
        });
  }
}
