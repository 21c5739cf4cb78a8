package io.fieldway.cloud;

import io.fieldway.cloud.blob.BlobConfig;
import io.fieldway.cloud.database.DatabaseConfig;
import io.fieldway.cloud.event.EventConfig;
import io.fieldway.cloud.machine.MachineConfig;
import io.fieldway.cloud.machine.io.Listener.PemFiles;
import io.fieldway.cloud.resource.ResourceConfig;
import io.fieldway.cloud.user.ForwardConfig;
import io.fieldway.cloud.user.mesh.MeshViewConfig;
import io.fieldway.wire.config.Problem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
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
/// @param platformKey the file of the platform's key; empty for `platform.key` in the data
///   directory
/// @param resource where another process serves REST, for a user server without a resource server
/// @param access how gateways show who they are, and where they find this platform
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
    List<InetSocketAddress> controllers,
    Optional<Path> platformKey,
    Optional<URI> resource,
    AccessConfig access) {

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
      List<InetSocketAddress> controllers,
      Optional<Path> platformKey,
      Optional<URI> resource,
      AccessConfig access) {
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
    this.platformKey = platformKey;
    this.resource = resource;
    this.access = access;
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
        List.of(),
        Optional.empty(),
        Optional.empty(),
        AccessConfig.defaults());
  }

  /// The same with other servers in this process.
  public CloudConfig withRoles(Set<Role> servers) {
    return new CloudConfig(
        data,
        servers,
        machineListen,
        webListen,
        redis,
        database,
        heartbeat,
        insecure,
        tls,
        mesh,
        controllers,
        platformKey,
        resource,
        access);
  }

  /// The same with other listeners.
  public CloudConfig withListeners(InetSocketAddress machine, InetSocketAddress web) {
    return new CloudConfig(
        data,
        roles,
        machine,
        web,
        redis,
        database,
        heartbeat,
        insecure,
        tls,
        mesh,
        controllers,
        platformKey,
        resource,
        access);
  }

  /// The same on a Redis and a database that others share.
  public CloudConfig withServers(Optional<String> redisUrl, Optional<String> jdbcUrl) {
    return new CloudConfig(
        data,
        roles,
        machineListen,
        webListen,
        redisUrl,
        jdbcUrl,
        heartbeat,
        insecure,
        tls,
        mesh,
        controllers,
        platformKey,
        resource,
        access);
  }

  /// The same with another rhythm of life.
  public CloudConfig withHeartbeat(Duration time) {
    return new CloudConfig(
        data,
        roles,
        machineListen,
        webListen,
        redis,
        database,
        time,
        insecure,
        tls,
        mesh,
        controllers,
        platformKey,
        resource,
        access);
  }

  /// The same with TLS on both listeners, or with none on the operator's word.
  public CloudConfig withTls(Optional<Tls> files, boolean allowed) {
    return new CloudConfig(
        data,
        roles,
        machineListen,
        webListen,
        redis,
        database,
        heartbeat,
        allowed,
        files,
        mesh,
        controllers,
        platformKey,
        resource,
        access);
  }

  /// The same with what a process takes from others: the platform's key, and where REST is served.
  public CloudConfig withOthers(Optional<Path> key, Optional<URI> rest) {
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
        mesh,
        controllers,
        key,
        rest,
        access);
  }

  /// The same with other rules for gateways.
  public CloudConfig withAccess(AccessConfig rules) {
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
        mesh,
        controllers,
        platformKey,
        resource,
        rules);
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
        itsControllers,
        platformKey,
        resource,
        access);
  }

  /// Whether all servers run here, and nobody else needs this process's Redis and database.
  public boolean isWhole() {
    return roles.containsAll(EnumSet.allOf(Role.class));
  }

  /// What is wrong with it, by the names of options; nothing is started to find out.
  public List<Problem> problems() {
    return RoleCheck.of(this);
  }

  /// Where the platform's key lies.
  Path platformKeyFile() {
    return platformKey.orElseGet(() -> data.resolve("platform.key"));
  }

  ForwardConfig forwardConfig() {
    return ForwardConfig.to(resource);
  }

  MeshViewConfig meshViewConfig() {
    return MeshViewConfig.of(mesh, controllers);
  }

  MachineConfig machineConfig() {
    return MachineConfig.of(
            machineListen,
            tls.map(files -> new PemFiles(files.certificate(), files.key())),
            heartbeat)
        .withMd5(access.md5());
  }

  ResourceConfig resourceConfig() {
    return ResourceConfig.defaults();
  }

  EventConfig eventConfig() {
    return EventConfig.of(heartbeat.multipliedBy(MachineConfig.MISSED_HEARTBEATS));
  }

  BlobConfig blobConfig() {
    return BlobConfig.of(data.resolve("blobs"));
  }

  DatabaseConfig databaseConfig() {
    return database.map(url -> DatabaseConfig.of(data, url)).orElse(DatabaseConfig.of(data));
  }
}
