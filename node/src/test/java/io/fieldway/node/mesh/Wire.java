package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.link.Link;
import io.fieldway.node.link.LinkOutbound;
import io.fieldway.node.packet.Packet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Where two nodes can be joined by a connection. What is sent arrives in order and later, and not
/// at all when the connection has broken meanwhile.
final class Wire {
  private final World world;
  private final Station dialling;
  private final Station listening;
  @Var private @Nullable Connection connection;

  /// Whether connections can be made.
  @Var boolean whole = true;

  /// What becomes of a packet on its way.
  @Var UnaryOperator<Packet> alters = UnaryOperator.identity();

  Wire(World world, Station dialling, Station listening) {
    this.world = world;
    this.dialling = dialling;
    this.listening = listening;
  }

  boolean joins(String one, String other) {
    return (dialling.name.equals(one) && listening.name.equals(other))
        || (dialling.name.equals(other) && listening.name.equals(one));
  }

  boolean ends(Station station) {
    return dialling == station || listening == station;
  }

  /// Dials again and again while there is no connection.
  void redial() {
    if (connection == null && whole && dialling.isAlive() && listening.isAlive()) {
      connection = new Connection();
      connection.open();
    }
    world.after(200 + world.below(400), this::redial);
  }

  /// The connection breaks; what is on its way is lost.
  void breaks() {
    Connection broken = connection;
    if (broken != null) {
      connection = null;
      broken.broken = true;
      // Each end hears of it in its own time.
      world.after(world.below(50), broken.one::lost);
      world.after(world.below(50), broken.other::lost);
    }
  }

  private final class Connection {
    private final End one = new End(this, dialling);
    private final End other = new End(this, listening);
    @Var private boolean broken;

    void open() {
      other.link = listening.mesh().accepted(other, world.now);
      one.link = dialling.mesh().dialled(one, world.now);
    }

    End facing(End end) {
      return end == one ? other : one;
    }
  }

  /// One end of a connection, in one life of its node.
  private final class End implements LinkOutbound {
    private final Connection of;
    private final Station station;
    private final int life;
    @Var private @Nullable Link link;
    @Var private boolean closed;
    @Var private long lastArrival;

    End(Connection of, Station station) {
      this.of = of;
      this.station = station;
      this.life = station.lives;
    }

    @Override
    public void send(Packet packet) {
      if (closed || of.broken) {
        return;
      }
      End peer = of.facing(this);
      lastArrival = Math.max(lastArrival, world.now + 1 + world.below(8));
      world.after(lastArrival - world.now, () -> peer.arrives(packet));
    }

    private void arrives(Packet packet) {
      Link open = link;
      if (!closed && !of.broken && open != null && isAlive()) {
        open.received(alters.apply(packet), world.now);
        station.settle();
      }
    }

    @Override
    public void close() {
      closed = true;
      if (connection == of) {
        // What was said before still arrives, and then the end.
        world.after(
            Math.max(0, lastArrival - world.now) + 1,
            () -> {
              if (connection == of) {
                breaks();
              }
            });
      }
    }

    void lost() {
      Link open = link;
      if (!closed && open != null && isAlive()) {
        closed = true;
        open.lost(world.now);
        station.settle();
      }
    }

    private boolean isAlive() {
      return station.isAlive() && station.lives == life;
    }

    @Override
    public long pendingBytes() {
      return 0;
    }
  }
}
