package io.fieldway.trials.bench.tbrg;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.journal.Journal;
import io.fieldway.node.kept.Ledger;
import io.fieldway.node.network.Network;
import io.fieldway.node.network.RoutingConfig;
import io.fieldway.node.network.Signatures;
import io.fieldway.routing.interest.InterestChange;
import io.fieldway.wire.Bytes;
import java.util.List;
import java.util.function.BiConsumer;

/// What one node of a [FloodMesh] knows of it. Nothing is kept on a disk.
final class FloodNode implements Network.Effects {
  private static final long EPOCH = 1;

  private final String name;
  private final BiConsumer<String, Bytes> wire;
  private final Network network;

  FloodNode(String name, long now, BiConsumer<String, Bytes> wire) {
    this.name = name;
    this.wire = wire;
    this.network =
        new Network(
            name,
            EPOCH,
            RoutingConfig.defaults(),
            new LongSignatures(),
            new Ledger(new Nowhere()),
            this,
            now);
  }

  String name() {
    return name;
  }

  Network network() {
    return network;
  }

  /// Subscribes to filters that nobody here has subscribed to yet.
  void interest(List<String> added, long now) {
    network.interest(new InterestChange(added, List.of()), now);
  }

  /// The last of them unsubscribes.
  void noInterest(List<String> removed, long now) {
    network.interest(new InterestChange(List.of(), removed), now);
  }

  @Override
  public void send(String neighbour, Bytes control) {
    wire.accept(neighbour, control);
  }

  @Override
  public void interested(String node, String filter) {}

  @Override
  public void uninterested(String node, String filter) {}

  @Override
  public void known(String node) {}

  @Override
  public void forgotten(String node) {}

  @Override
  public void routesChanged() {}

  /// As long as those of Ed25519, and made and checked in no time: here bytes are counted.
  private static final class LongSignatures implements Signatures {
    private static final Bytes SIGNATURE = Bytes.copyOf(new byte[64]);

    @Override
    public Bytes sign(Bytes content) {
      return SIGNATURE;
    }

    @Override
    public boolean isGenuine(String node, Bytes content, Bytes signature) {
      return signature.equals(SIGNATURE);
    }
  }

  private static final class Nowhere implements Journal {
    @Var private long position;

    @Override
    public void put(long key, Bytes value) {
      position++;
    }

    @Override
    public void remove(long key) {
      position++;
    }

    @Override
    public void boundary() {}

    @Override
    public long position() {
      return position;
    }

    @Override
    public boolean hasRoom() {
      return true;
    }
  }
}
