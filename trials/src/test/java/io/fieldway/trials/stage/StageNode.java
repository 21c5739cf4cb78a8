package io.fieldway.trials.stage;

import io.fieldway.node.io.ListenerConfig.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// `fieldway node` in a process of its own. It comes back on the same ports and the same data.
public final class StageNode implements AutoCloseable {
  private final Path home;
  private final String heap;
  private final Map<Kind, Integer> ports = new EnumMap<>(Kind.class);
  private final int http;
  private final Optional<SelfSigned> certificate;
  private RoleProcess process;

  /// Starts it with a listener of each kind and waits until it listens.
  ///
  /// @param home a directory of its own
  /// @param heap the most its heap may grow to, such as `256m`
  /// @param further lines of its configuration file, beside data and listeners
  public StageNode(Path home, String heap, String further)
      throws IOException, GeneralSecurityException {
    this(home, heap, further, List.of(Kind.values()), Optional.of(SelfSigned.in(home)));
  }

  private StageNode(
      Path home, String heap, String further, List<Kind> kinds, Optional<SelfSigned> certificate)
      throws IOException {
    this.home = home;
    this.heap = heap;
    this.http = FreePorts.next();
    this.certificate = certificate;
    for (Kind kind : kinds) {
      ports.put(kind, FreePorts.next());
    }
    Files.writeString(file(), configuration() + further);
    this.process = run();
  }

  /// Starts a node of a mesh, with one listener, without TLS.
  ///
  /// @param link its port for other nodes
  /// @param peers the ports of those it dials
  ///
  /// @param further lines of its configuration file
  static StageNode inMesh(Path home, String name, int link, List<Integer> peers, String further)
      throws IOException {
    String lines = mesh(name, link, peers) + further;
    return new StageNode(home, "128m", lines, List.of(Kind.TCP), Optional.empty());
  }

  private static String mesh(String name, int link, List<Integer> peers) {
    StringBuilder mesh = new StringBuilder();
    mesh.append("name: ").append(name).append("\nmesh:\n");
    mesh.append("  listen: [\"127.0.0.1:").append(link).append("\"]\n");
    if (!peers.isEmpty()) {
      mesh.append("  peers:\n");
      peers.forEach(peer -> mesh.append("    - 127.0.0.1:").append(peer).append('\n'));
    }
    return mesh.toString();
  }

  /// Starts a node alone that is attached to a broker on this machine.
  ///
  /// @param broker its port
  public static StageNode attached(Path home, String name, int broker) throws IOException {
    return new StageNode(
        home,
        "128m",
        "name: " + name + "\n" + attachment(broker),
        List.of(Kind.TCP),
        Optional.empty());
  }

  /// Starts a node of a mesh that is attached to a broker on this machine.
  public static StageNode attachedInMesh(
      Path home, String name, int link, List<Integer> peers, int broker) throws IOException {
    String further = mesh(name, link, peers) + attachment(broker);
    return new StageNode(home, "128m", further, List.of(Kind.TCP), Optional.empty());
  }

  private static String attachment(int broker) {
    return "attach:\n  - name: plant\n    address: 127.0.0.1:" + broker + '\n';
  }

  private Path file() {
    return home.resolve("node.yaml");
  }

  private String configuration() {
    StringBuilder yaml = new StringBuilder();
    yaml.append("data: ").append(home.resolve("data")).append('\n');
    yaml.append("http: 127.0.0.1:").append(http).append("\nlisteners:\n");
    ports.forEach((kind, port) -> {
      yaml.append("  - kind: ").append(kind.name().toLowerCase(Locale.ROOT)).append('\n');
      yaml.append("    address: 127.0.0.1:").append(port).append('\n');
      if (kind.isSecure()) {
        yaml.append("    certificate: ").append(certificate().certificate()).append('\n');
        yaml.append("    key: ").append(certificate().key()).append('\n');
      }
    });
    return yaml.toString();
  }

  private RoleProcess run() throws IOException {
    RoleProcess started =
        RoleProcess.start("node", RoleProcess.command(heap, "node", "--config", file().toString()));
    started.awaitLine("Ctrl-C stops");
    return started;
  }

  /// `fieldway passwd`: makes a file of users, before a node is started.
  ///
  /// @return the file
  public static Path addUser(Path file, String user, String password) throws IOException {
    Path input = Files.writeString(file.resolveSibling(user + ".in"), password + "\n");
    ProcessBuilder command =
        RoleProcess.command(
            "64m", "passwd", "--stdin", "--iterations", "4096", file.toString(), user);
    try (RoleProcess passwd = RoleProcess.start("passwd", command.redirectInput(input.toFile()))) {
      if (passwd.awaitEnd() != 0) {
        throw new IOException("passwd failed:\n" + passwd.text());
      }
    }
    return file;
  }

  /// Where it listens.
  public InetSocketAddress address(Kind kind) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port(kind));
  }

  public int port(Kind kind) {
    return Optional.ofNullable(ports.get(kind)).orElseThrow();
  }

  /// What its listeners for TLS show.
  public SelfSigned certificate() {
    return certificate.orElseThrow();
  }

  /// What one of its metrics says, the sum where it has several lines.
  public double metric(String name) throws IOException {
    return page("/metrics")
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .reduce(Double::sum)
        .orElseThrow(() -> new IOException("there is no metric " + name));
  }

  /// What it serves to people and programs at this path.
  public String page(String path) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + http + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /// Bytes it has in memory now.
  public long resident() throws IOException {
    return process.resident();
  }

  /// All it has said since it was started.
  public String text() {
    return process.text();
  }

  /// Stops it as a person would, and waits until it is gone.
  public void stop() throws IOException {
    process.interrupt();
    process.awaitEnd();
  }

  /// `kill -9`, and waits until it is gone.
  public void kill() {
    process.kill();
  }

  /// `kill -9`, after which its disk is lost as well.
  public void killWithDisk() throws IOException {
    process.kill();
    Path data = home.resolve("data");
    try (Stream<Path> all = Files.walk(data)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /// Waits until it has ended by itself, and answers its exit status.
  public int awaitEnd() {
    return process.awaitEnd();
  }

  /// Starts it again, on the same data and the same ports.
  public void restart() throws IOException {
    process = run();
  }

  /// Ends it, and fails where it had ended by itself.
  @Override
  public void close() {
    try {
      process.assertRuns();
    } finally {
      process.close();
    }
  }
}
