package io.fieldway.cloud;

import io.fieldway.cloud.database.DatabaseConfig;
import io.fieldway.cloud.event.EventConfig;
import io.fieldway.cloud.machine.MachineConfig;
import io.fieldway.cloud.machine.io.Listener.PemFiles;
import io.fieldway.cloud.resource.ResourceConfig;
import io.fieldway.cloud.user.mesh.MeshViewConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Everything that can be set on a cloud process.
///
/// @param data the directory of everything that must survive; made where absent
/// @param roles which servers run in this process
/// @param machineListen where gateways connect; port 0 takes a free one
/// @param webListen where people and programs connect; port 0 takes a free one
/// @param redis a `redis://` url; empty for the embedded one
/// @param database a jdbc url; empty for SQLite in the data directory
/// @param heartbeat how often a gateway is to show that it lives; silent for three times as long,
///   it is offline
/// @param insecure whether a listener without TLS may leave the loopback interface
/// @param tls a certificate and key for both listeners
/// @param mesh where nodes of the mesh serve HTTP, for the page to show it; none where there is
///   none
/// @param controllers where controllers of that mesh serve HTTP; none where there are none
public record CloudConfig(
    Path data,
    Set<Role> roles,
    InetSocketAddress machineListen,
    InetSocketAddress webListen,
    Optional<String> redis,
    Optional<String> database,
    Duration heartbeat,
    boolean insecure,
    Optional<Tls> tls,
    List<InetSocketAddress> mesh,
    List<InetSocketAddress> controllers) {

  /// PEM files of a listener.
  ///
  /// @param certificate the chain, the server's own first
  /// @param key its private key, PKCS #8, without a password
  public record Tls(Path certificate, Path key) {}

  public CloudConfig(
      Path data,
      Set<Role> roles,
      InetSocketAddress machineListen,
      InetSocketAddress webListen,
      Optional<String> redis,
      Optional<String> database,
      Duration heartbeat,
      boolean insecure,
      Optional<Tls> tls,
      List<InetSocketAddress> mesh,
      List<InetSocketAddress> controllers) {
    this.data = data;
    this.roles = Set.copyOf(roles);
    this.machineListen = machineListen;
    this.webListen = webListen;
    this.redis = redis;
    this.database = database;
    this.heartbeat = heartbeat;
    this.insecure = insecure;
    this.tls = tls;
    this.mesh = List.copyOf(mesh);
    this.controllers = List.copyOf(controllers);
  }

  /// All roles on free loopback ports, with the embedded Redis and SQLite.
  public static CloudConfig of(Path data) {
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new CloudConfig(
        data,
        Set.of(Role.values()),
        free,
        free,
        Optional.empty(),
        Optional.empty(),
        Duration.ofSeconds(30),
        false,
        Optional.empty(),
        List.of(),
        List.of());
  }

  /// The same with a mesh to show.
  public CloudConfig withMesh(
      List<InetSocketAddress> nodes, List<InetSocketAddress> itsControllers) {
    return new CloudConfig(
        data,
        roles,
        machineListen,
        webListen,
        redis,
        database,
        heartbeat,
        insecure,
        tls,
        nodes,
        itsControllers);
  }

  MeshViewConfig meshViewConfig() {
    return MeshViewConfig.of(mesh, controllers);
  }

  MachineConfig machineConfig() {
    return MachineConfig.of(
        machineListen, tls.map(files -> new PemFiles(files.certificate(), files.key())), heartbeat);
  }

  ResourceConfig resource() {
    return ResourceConfig.defaults();
  }

  EventConfig eventConfig() {
    return EventConfig.of(heartbeat.multipliedBy(MachineConfig.MISSED_HEARTBEATS));
  }

  DatabaseConfig databaseConfig() {
    return database.map(url -> DatabaseConfig.of(data, url)).orElse(DatabaseConfig.of(data));
  }
}
