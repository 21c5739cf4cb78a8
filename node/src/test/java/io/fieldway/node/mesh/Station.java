package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.access.Access;
import io.fieldway.node.access.Credentials;
import io.fieldway.node.access.Exchange;
import io.fieldway.node.access.Rights;
import io.fieldway.node.access.Verdict;
import io.fieldway.node.broker.Broker;
import io.fieldway.node.broker.BrokerConfig;
import io.fieldway.node.journal.DiskJournal;
import io.fieldway.node.kept.Ledger;
import io.fieldway.node.kept.Survivors;
import io.fieldway.node.network.Signatures;
import io.fieldway.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A node over a disk of virtual time: killed, it comes back with what was forced.
final class Station {
  private static final Access OPEN =
      new Access() {
        @Override
        public Verdict authenticate(Credentials credentials) {
          return new Verdict.Granted(credentials.userName(), Rights.ALL);
        }

        @Override
        public Optional<Exchange> exchange(String method, Credentials credentials) {
          return Optional.empty();
        }
      };

  private final World world;
  final String name;
  final List<Person> people = new ArrayList<>();
  @Var private DiskJournal journal = new DiskJournal(Map.of());
  @Var private @Nullable Broker broker;
  @Var private @Nullable Mesh mesh;

  /// How its broker is bounded.
  @Var BrokerConfig bounds = BrokerConfig.defaults();

  /// How its part in the mesh is bounded.
  @Var MeshBounds config;

  /// Whether its disk hangs, and forces nothing.
  @Var boolean diskHangs;

  /// How often it has started.
  @Var int lives;

  Station(World world, String name) {
    this.world = world;
    this.name = name;
    this.config = world.config;
  }

  boolean isAlive() {
    return mesh != null;
  }

  Broker broker() {
    if (broker == null) {
      throw new AssertionError(name + " is dead");
    }
    return broker;
  }

  Mesh mesh() {
    if (mesh == null) {
      throw new AssertionError(name + " is dead");
    }
    return mesh;
  }

  /// Begins a life with what the disk holds.
  void start() {
    lives++;
    Ledger ledger = new Ledger(journal);
    Survivors survivors = Survivors.read(journal.survived(), ledger);
    Broker begun = new Broker(bounds, OPEN, ledger, new SplittableRandom(lives), world.now);
    begun.restore(survivors.ofBroker(), world.now);
    Mesh joined =
        new Mesh(
            "mesh",
            name,
            Identity.begin(survivors.ofMesh(), ledger, world.now),
            config,
            Signatures.none(),
            ledger,
            begun,
            lives,
            world.now);
    joined.restore(survivors.ofNetwork(), survivors.ofMesh(), world.now);
    broker = begun;
    mesh = joined;
    tick(lives);
    commit(lives);
  }

  /// `kill -9`: what was not forced to disk is gone, and some of what was nobody has heard of.
  void dies() {
    journal.force(diskHangs ? 0 : world.below(journal.groups() + 1));
    journal = new DiskJournal(journal.survived());
    broker = null;
    mesh = null;
    people.forEach(Person::cutOff);
    world.wires.stream().filter(wire -> wire.ends(this)).forEach(Wire::breaks);
  }

  /// The same, and its disk is lost.
  void burns() {
    dies();
    journal = new DiskJournal(Map.of());
  }

  /// A copy of what is on its disk, as its substitute takes one.
  Map<Long, Bytes> copy() {
    return journal.survived();
  }

  /// `kill -9`, after which it is carried on from a copy that may be older than its disk.
  void isCarriedOnFrom(Map<Long, Bytes> copy) {
    dies();
    journal = new DiskJournal(copy);
    start();
  }

  /// The journal has room, or none.
  void room(boolean there) {
    journal.room = there;
  }

  /// What was read is settled.
  void settle() {
    mesh().settle(world.now);
  }

  private void tick(int life) {
    if (life == lives && isAlive()) {
      broker().tick(world.now);
      mesh().tick(world.now);
      world.after(100, () -> tick(life));
    }
  }

  private void commit(int life) {
    if (life == lives && isAlive()) {
      long position = journal.force(diskHangs ? 0 : world.below(journal.groups() + 1));
      broker().committed(position, world.now);
      mesh().committed(position, world.now);
      world.after(1 + world.below(10), () -> commit(life));
    }
  }
}
