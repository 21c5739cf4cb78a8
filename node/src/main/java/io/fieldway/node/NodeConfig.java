package io.fieldway.node;

import io.fieldway.node.access.AccessConfig;
import io.fieldway.node.access.AccessConfig.Anonymous;
import io.fieldway.node.broker.BrokerConfig;
import io.fieldway.node.copy.SubstitutionConfig;
import io.fieldway.node.io.AttachConfig;
import io.fieldway.node.io.ListenerConfig;
import io.fieldway.node.io.ListenerConfig.ClientCertificates;
import io.fieldway.node.io.NetworkConfig;
import io.fieldway.node.journal.JournalConfig;
import io.fieldway.node.link.Self;
import io.fieldway.node.trust.Membership;
import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Key;
import io.fieldway.wire.config.Problem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Everything that can be set on a node.
public record NodeConfig(
    @Key(
            "The node's name, which logs and metrics carry. Where nothing is said, a member of a mesh"
                + " has it from its certificate.")
        String name,
    @Key("The directory of everything that must survive; made where it is missing.") Path data,
    @Key("Where MQTT clients connect, one entry for each address.") List<ListenerConfig> listeners,
    @Key("Where health, metrics and views of the broker are served over HTTP, as host:port.")
        InetSocketAddress http,
    @Key("Allow listeners beyond this machine without TLS and credentials.") boolean insecure,
    @Key("Who comes in and what it may do.") AccessConfig access,
    @Key("The bounds of sessions, queues and messages.") BrokerConfig broker,
    @Key("The bounds of sockets.") NetworkConfig network,
    @Key("How what must survive is written, and its bounds.") JournalConfig journal,
    @Key("The other nodes that this one finds its routes to.") MeshConfig mesh,
    @Key("Other brokers whose clients are reached through this node, one entry for each.")
        List<AttachConfig> attach,
    @Key("How the node is copied to its substitute, and what it takes of others.")
        SubstitutionConfig substitution)
    implements Checked {
  /// Of a node that nobody has named.
  static final String DEFAULT_NAME = "node";

  /// Room for the destinations of a message between nodes.
  private static final int MESH_HEADER = 64 << 10;

  public NodeConfig(
      String name,
      Path data,
      List<ListenerConfig> listeners,
      InetSocketAddress http,
      boolean insecure,
      AccessConfig access,
      BrokerConfig broker,
      NetworkConfig network,
      JournalConfig journal,
      MeshConfig mesh,
      List<AttachConfig> attach,
      SubstitutionConfig substitution) {
    this.name = name;
    this.data = data;
    this.listeners = List.copyOf(listeners);
    this.http = http;
    this.insecure = insecure;
    this.access = access;
    this.broker = broker;
    this.network = network;
    this.journal = journal;
    this.mesh = mesh;
    this.attach = List.copyOf(attach);
    this.substitution = substitution;
  }

  /// Plain MQTT and HTTP on free loopback ports.
  public static NodeConfig of(Path data) {
    return on(data, 0, 0);
  }

  /// Plain MQTT on port 1883 and HTTP on port 8403, both of the loopback interface.
  public static NodeConfig standard(Path data) {
    return on(data, 1883, 8403);
  }

  private static NodeConfig on(Path data, int mqtt, int http) {
    return new NodeConfig(
        DEFAULT_NAME,
        data,
        List.of(ListenerConfig.tcp(ListenerConfig.loopback(mqtt))),
        ListenerConfig.loopback(http),
        false,
        AccessConfig.defaults(),
        BrokerConfig.defaults(),
        NetworkConfig.defaults(),
        JournalConfig.defaults(),
        MeshConfig.defaults(),
        List.of(),
        SubstitutionConfig.defaults());
  }

  public NodeConfig withName(String changed) {
    return new NodeConfig(
        changed,
        data,
        listeners,
        http,
        insecure,
        access,
        broker,
        network,
        journal,
        mesh,
        attach,
        substitution);
  }

  public NodeConfig withData(Path changed) {
    return new NodeConfig(
        name,
        changed,
        listeners,
        http,
        insecure,
        access,
        broker,
        network,
        journal,
        mesh,
        attach,
        substitution);
  }

  public NodeConfig withListeners(List<ListenerConfig> changed) {
    return new NodeConfig(
        name,
        data,
        changed,
        http,
        insecure,
        access,
        broker,
        network,
        journal,
        mesh,
        attach,
        substitution);
  }

  public NodeConfig withHttp(InetSocketAddress changed) {
    return new NodeConfig(
        name,
        data,
        listeners,
        changed,
        insecure,
        access,
        broker,
        network,
        journal,
        mesh,
        attach,
        substitution);
  }

  public NodeConfig withInsecure(boolean changed) {
    return new NodeConfig(
        name,
        data,
        listeners,
        http,
        changed,
        access,
        broker,
        network,
        journal,
        mesh,
        attach,
        substitution);
  }

  public NodeConfig withAccess(AccessConfig changed) {
    return new NodeConfig(
        name,
        data,
        listeners,
        http,
        insecure,
        changed,
        broker,
        network,
        journal,
        mesh,
        attach,
        substitution);
  }

  public NodeConfig withBroker(BrokerConfig changed) {
    return new NodeConfig(
        name,
        data,
        listeners,
        http,
        insecure,
        access,
        changed,
        network,
        journal,
        mesh,
        attach,
        substitution);
  }

  public NodeConfig withNetwork(NetworkConfig changed) {
    return new NodeConfig(
        name,
        data,
        listeners,
        http,
        insecure,
        access,
        broker,
        changed,
        journal,
        mesh,
        attach,
        substitution);
  }

  public NodeConfig withJournal(JournalConfig changed) {
    return new NodeConfig(
        name,
        data,
        listeners,
        http,
        insecure,
        access,
        broker,
        network,
        changed,
        mesh,
        attach,
        substitution);
  }

  public NodeConfig withMesh(MeshConfig changed) {
    return new NodeConfig(
        name,
        data,
        listeners,
        http,
        insecure,
        access,
        broker,
        network,
        journal,
        changed,
        attach,
        substitution);
  }

  public NodeConfig withAttach(List<AttachConfig> changed) {
    return new NodeConfig(
        name,
        data,
        listeners,
        http,
        insecure,
        access,
        broker,
        network,
        journal,
        mesh,
        changed,
        substitution);
  }

  public NodeConfig withSubstitution(SubstitutionConfig changed) {
    return new NodeConfig(
        name, data, listeners, http, insecure, access, broker, network, journal, mesh, attach,
        changed);
  }

  /// Refuses a configuration with problems, in this record or in those inside it.
  ///
  /// @throws IOException that names them all
  public void check() throws IOException {
    List<Problem> found = new ArrayList<>(problems());
    for (int i = 0; i < listeners.size(); i++) {
      for (Problem problem : listeners.get(i).problems()) {
        found.add(problem.under("listeners[" + i + "]"));
      }
    }
    access.problems().forEach(problem -> found.add(problem.under("access")));
    journal.problems().forEach(problem -> found.add(problem.under("journal")));
    broker.history().problems().forEach(problem -> found.add(problem.under("broker.history")));
    mesh.beacon().problems().forEach(problem -> found.add(problem.under("mesh.beacon")));
    mesh.crossing().problems().forEach(problem -> found.add(problem.under("mesh.crossing")));
    mesh.link().problems().forEach(problem -> found.add(problem.under("mesh.link")));
    substitution.problems().forEach(problem -> found.add(problem.under("substitution")));
    for (int i = 0; i < attach.size(); i++) {
      for (Problem problem : attach.get(i).problems()) {
        found.add(problem.under("attach[" + i + "]"));
      }
    }
    if (!found.isEmpty()) {
      throw new IOException(
          found.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    }
  }

  /// What goes beyond this machine must be encrypted and must ask who comes.
  @Override
  public List<Problem> problems() {
    List<Problem> found = new ArrayList<>();
    if (listeners.isEmpty()) {
      found.add(new Problem("listeners", "expected at least one, got none"));
    }
    for (int i = 0; i < listeners.size(); i++) {
      String key = "listeners[" + i + "].address";
      exposure(listeners.get(i)).ifPresent(why -> found.add(new Problem(key, why)));
    }
    if (isUnresolved(http)) {
      found.add(new Problem("http", unresolved(http)));
    } else if (!insecure && !http.getAddress().isLoopbackAddress()) {
      found.add(
          new Problem(
              "http",
              "expected a loopback address, for HTTP here has no credentials, got "
                  + http.getHostString()
                  + "; or set insecure"));
    }
    meshProblems().forEach(problem -> found.add(problem.under("mesh")));
    attachProblems(found);
    return found;
  }

  private List<Problem> meshProblems() {
    List<Problem> found = new ArrayList<>();
    if (!mesh.isJoined()) {
      return found;
    }
    Self.fault(name).ifPresent(why -> found.add(new Problem("name of the node", why)));
    Self.fault(mesh.name()).ifPresent(why -> found.add(new Problem("name", why)));
    int least = broker.maximumPacketSize() + MESH_HEADER;
    if (mesh.link().maximumPacketSize() < least) {
      found.add(
          new Problem(
              "link.maximum-packet-size",
              "expected at least "
                  + least
                  + ", for the largest message of a client and what is written on it on its way, got "
                  + mesh.link().maximumPacketSize()));
    }
    for (int i = 0; i < mesh.listen().size(); i++) {
      String key = "listen[" + i + "]";
      meshExposure(mesh.listen().get(i)).ifPresent(why -> found.add(new Problem(key, why)));
    }
    for (int i = 0; i < mesh.peers().size(); i++) {
      String key = "peers[" + i + "]";
      InetSocketAddress peer = mesh.peers().get(i);
      if (!isUnresolved(peer)) { // who is unknown now may be known when he is dialled
        meshExposure(peer).ifPresent(why -> found.add(new Problem(key, why)));
      }
    }
    return found;
  }

  private void attachProblems(List<Problem> found) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < attach.size(); i++) {
      AttachConfig each = attach.get(i);
      String key = "attach[" + i + "].";
      if (!names.add(each.named())) {
        found.add(new Problem(key + "name", "expected a name of its own, got " + each.named()));
      }
      InetSocketAddress address = each.address();
      boolean near = !isUnresolved(address) && address.getAddress().isLoopbackAddress();
      if (!near && !each.tls() && !insecure) {
        found.add(
            new Problem(
                key + "address",
                "expected a loopback address where tls is not set, got "
                    + address.getHostString()
                    + "; or set insecure"));
      }
    }
    if (!attach.isEmpty()) {
      Self.fault(name).ifPresent(why -> found.add(new Problem("name", why)));
    }
  }

  private Optional<String> meshExposure(InetSocketAddress address) {
    if (isUnresolved(address)) {
      return Optional.of(unresolved(address));
    }
    boolean encrypted = mesh.trust().join().isPresent() || Membership.isIn(data);
    return insecure || encrypted || address.getAddress().isLoopbackAddress()
        ? Optional.empty()
        : Optional.of(
            "expected a loopback address, for the links of a node without a certificate are not"
                + " encrypted, got "
                + address.getHostString()
                + "; see fieldway mesh init and fieldway node --join, or set insecure");
  }

  private Optional<String> exposure(ListenerConfig listener) {
    InetSocketAddress address = listener.address();
    if (isUnresolved(address)) {
      return Optional.of(unresolved(address));
    }
    if (insecure || address.getAddress().isLoopbackAddress()) {
      return Optional.empty();
    }
    boolean known =
        access.anonymous() != Anonymous.EVERYWHERE
            || listener.clientCertificates() == ClientCertificates.REQUIRED;
    if (listener.kind().isSecure() && known) {
      return Optional.empty();
    }
    return Optional.of(
        address.getHostString()
            + " is not of this machine alone: expected "
            + (listener.kind().isSecure()
                ? "access that asks for credentials (anonymous: loopback or never)"
                : "kind tls or wss")
            + ", a loopback address, or insecure");
  }

  private static boolean isUnresolved(InetSocketAddress address) {
    return address.getAddress() == null;
  }

  private static String unresolved(InetSocketAddress address) {
    return "expected an address of this machine, got the unknown host " + address.getHostString();
  }
}
