package io.fieldway.node;

import io.fieldway.node.io.BeaconConfig;
import io.fieldway.node.io.BeaconSocket;
import io.fieldway.node.io.BrokerLoop;
import io.fieldway.node.io.LinkDialer;
import io.fieldway.node.io.LinkListener;
import io.fieldway.node.io.LinkTls;
import io.fieldway.node.network.Beacon;
import io.fieldway.node.network.Sightings;
import io.fieldway.node.network.Signatures;
import io.fieldway.node.trust.CertifiedSignatures;
import io.fieldway.node.trust.Membership;
import io.fieldway.node.trust.Registrar;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/// Where a node meets other nodes: the addresses at which it listens for them, the peers that it
/// dials, and the beacon by which they find each other.
final class Neighbourhood {
  private final NodeConfig config;
  private final Optional<Membership> membership;
  private final Bytes word;
  private final BrokerLoop loop;
  private final Consumer<Runnable> opened;
  private final List<InetSocketAddress> links = new ArrayList<>();

  /// A node that meets nobody yet.
  ///
  /// @param membership of the node, or of the one that carries it on
  /// @param word by which that one may speak for it; empty where the node speaks itself
  /// @param opened is told how what was opened is closed
  Neighbourhood(
      NodeConfig config,
      Optional<Membership> membership,
      Bytes word,
      BrokerLoop loop,
      Consumer<Runnable> opened) {
    this.config = config;
    this.membership = membership;
    this.word = word;
    this.loop = loop;
    this.opened = opened;
  }

  /// What links are encrypted with; empty where they are not.
  Optional<LinkTls> tls() throws IOException {
    return membership.isPresent()
        ? Optional.of(LinkTls.of(membership.get(), System::currentTimeMillis))
        : Optional.empty();
  }

  /// What the node signs with, and judges others by.
  Signatures signatures() {
    int kept = config.mesh().trust().maximumCertificates();
    return membership
        .<Signatures>map(own ->
            word.size() == 0
                ? new CertifiedSignatures(own, kept, System::currentTimeMillis)
                : CertifiedSignatures.delegated(own, word, kept, System::currentTimeMillis))
        .orElseGet(Signatures::none);
  }

  /// What the node has to show; empty where its mesh has no certificates.
  Optional<Membership> membership() {
    return membership;
  }

  /// Where it listens, in the order of its configuration.
  List<InetSocketAddress> links() {
    return List.copyOf(links);
  }

  /// Listens for other nodes, where it does not do so yet.
  void listen() throws IOException {
    if (!links.isEmpty()) {
      return;
    }
    Optional<LinkTls> tls = tls();
    Optional<Registrar> registrar =
        membership.isPresent()
            ? Optional.of(Belonging.registrar(config, membership.get()))
            : Optional.empty();
    for (InetSocketAddress address : config.mesh().listen()) {
      LinkListener listener = LinkListener.of(address, config.mesh().link(), tls, registrar);
      opened.accept(listener::close);
      links.add(listener.bind(loop));
    }
  }

  /// Dials the peers that are named, and those that are heard of on the local network.
  void dial() throws IOException {
    Optional<LinkTls> tls = tls();
    for (InetSocketAddress peer : config.mesh().peers()) {
      LinkDialer dialer = dialer(peer, tls);
      opened.accept(dialer::close);
      dialer.start(loop);
    }
    beacon(tls);
  }

  private LinkDialer dialer(InetSocketAddress address, Optional<LinkTls> tls) {
    return LinkDialer.of(address, config.mesh().link(), tls, new SplittableRandom());
  }

  /// Calls on the local network where it is to, and dials who is heard there.
  private void beacon(Optional<LinkTls> tls) throws IOException {
    BeaconConfig beacon = config.mesh().beacon();
    if (beacon.group().isEmpty()) {
      return;
    }
    Sightings sightings =
        new Sightings(
            config.mesh().name(),
            config.name(),
            !links.isEmpty(),
            config.insecure() || membership.isPresent(),
            beacon.bounds(),
            signatures());
    Optional<Beacon> own =
        links.stream()
            .findFirst()
            .map(at -> new Beacon(config.mesh().name(), config.name(), at.getPort()));
    BeaconSocket socket =
        BeaconSocket.open(
            beacon,
            beacon.group().get(),
            own,
            signatures(),
            sightings,
            address -> dialer(address, tls),
            loop);
    opened.accept(socket::close);
  }
}
