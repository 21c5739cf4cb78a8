package io.fieldway.launcher;

import io.fieldway.cloud.AccessConfig;
import io.fieldway.cloud.CloudConfig;
import io.fieldway.cloud.Role;
import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Key;
import io.fieldway.wire.config.Problem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Everything that can be set on a process of the cloud, by its file and its flags.
public record CloudSettings(
    @Key(
            "Which servers run in this process: machine (gateways connect to it), resource (REST,"
                + " and bringing data into the database), event (what happens because time passes),"
                + " user (sign-in, pages and their live stream). Servers in other processes are met"
                + " in Redis and the database.")
        List<Role> role,
    @Key(
            value =
                "Where this process keeps what must survive: the SQLite database and the platform's"
                    + " key, unless they are named below; made where it is missing.",
            required = true)
        Path data,
    @Key(
            "Where pages and REST are served, as far as their servers run here, and health"
                + " (/api/health) and metrics (/actuator/prometheus) in any case; as host:port.")
        InetSocketAddress web,
    @Key("Where gateways connect, as host:port.") InetSocketAddress machine,
    @Key(
            value =
                "A Redis server, such as redis://user:password@host:6379/0, the same for all"
                    + " processes; a process with all servers has an embedded one without it.",
            secret = true)
        Optional<String> redis,
    @Key(
            value =
                "A database, such as jdbc:postgresql://host/fieldway?user=u&password=p, the same for"
                    + " all processes. Processes on one machine may share a file on its own disk"
                    + " with jdbc:sqlite:FILE; a process with all servers has one in its data"
                    + " directory without it.",
            secret = true)
        Optional<String> database,
    @Key(
            "The file of the platform's key, with which gateways' keys are sealed; the machine and"
                + " resource servers of all processes need the same. Without it platform.key in the"
                + " data directory; made where it is missing.")
        Optional<Path> platformKey,
    @Key(
            "Where the resource server's process serves REST, such as http://127.0.0.1:8410, for a"
                + " user server in another process: what pages and programs ask is handed on.")
        Optional<String> resource,
    @Key(
            "How often gateways and devices show that they live; after three times as long they are"
                + " offline. The same for all processes.")
        Duration heartbeat,
    @Key("Allow listeners, and the way to the resource server, beyond this machine without TLS.")
        boolean insecure,
    @Key("A certificate for both listeners.") CloudTls tls,
    @Key("How gateways show who they are.") AccessConfig auth,
    @Key("Where nodes of a mesh serve HTTP, as host:port, for the page to show the mesh.")
        List<InetSocketAddress> mesh,
    @Key("Where controllers of that mesh serve HTTP, as host:port.")
        List<InetSocketAddress> controllers)
    implements Checked {

  public CloudSettings(
      List<Role> role,
      Path data,
      InetSocketAddress web,
      InetSocketAddress machine,
      Optional<String> redis,
      Optional<String> database,
      Optional<Path> platformKey,
      Optional<String> resource,
      Duration heartbeat,
      boolean insecure,
      CloudTls tls,
      AccessConfig auth,
      List<InetSocketAddress> mesh,
      List<InetSocketAddress> controllers) {
    this.role = List.copyOf(role);
    this.data = data;
    this.web = web;
    this.machine = machine;
    this.redis = redis;
    this.database = database;
    this.platformKey = platformKey;
    this.resource = resource;
    this.heartbeat = heartbeat;
    this.insecure = insecure;
    this.tls = tls;
    this.auth = auth;
    this.mesh = List.copyOf(mesh);
    this.controllers = List.copyOf(controllers);
  }

  /// PEM files.
  public record CloudTls(
      @Key("The PEM certificate chain, the server's own first.") Optional<Path> certificate,
      @Key("The certificate's private key, PKCS #8 PEM, without a password.") Optional<Path> key)
      implements Checked {
    @Override
    public List<Problem> problems() {
      return certificate.isPresent() == key.isPresent()
          ? List.of()
          : List.of(new Problem("", "expected certificate and key together, got one of them"));
    }

    Optional<CloudConfig.Tls> files() {
      return certificate.flatMap(chain -> key.map(each -> new CloudConfig.Tls(chain, each)));
    }
  }

  /// With an example for the data directory.
  static CloudSettings defaults() {
    return new CloudSettings(
        List.of(Role.values()),
        Path.of("data", "cloud"),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 8400),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 8401),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Duration.ofSeconds(30),
        false,
        new CloudTls(Optional.empty(), Optional.empty()),
        AccessConfig.defaults(),
        List.of(),
        List.of());
  }

  /// The process's configuration.
  CloudConfig config() {
    return CloudConfig.of(data)
        .withRoles(Set.copyOf(role))
        .withListeners(machine, web)
        .withServers(redis, database)
        .withHeartbeat(heartbeat)
        .withTls(tls.files(), insecure)
        .withAccess(auth)
        .withMesh(mesh, controllers)
        .withOthers(platformKey, resource.map(URI::create));
  }

  @Override
  public List<Problem> problems() {
    List<Problem> found = new ArrayList<>();
    tls.certificate().ifPresent(file -> readable("tls.certificate", file, found));
    tls.key().ifPresent(file -> readable("tls.key", file, found));
    try {
      if (resource.isPresent()) {
        var _ = new URI(resource.get());
      }
      found.addAll(config().problems());
    } catch (URISyntaxException e) {
      found.add(new Problem("resource", "expected an address such as http://127.0.0.1:8410"));
    }
    return found;
  }

  private static void readable(String key, Path file, List<Problem> found) {
    if (!file.toFile().canRead()) {
      found.add(new Problem(key, "expected a file that can be read, got " + file));
    }
  }
}
