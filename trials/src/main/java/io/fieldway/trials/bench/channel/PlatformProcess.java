package io.fieldway.trials.bench.channel;

import com.google.errorprone.annotations.Var;
import io.fieldway.launcher.PlatformClient;
import io.fieldway.launcher.Provisioning;
import io.fieldway.trials.bench.broker.BrokerProcess;
import io.fieldway.trials.bench.broker.FieldwayCommand;
import io.fieldway.wire.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// `fieldway cloud` in a process of its own, with all roles and its embedded Redis, on ports that
/// it keeps when it is started again.
final class PlatformProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration GOODBYE = Duration.ofSeconds(30);
  private static final int LAST_WORDS = 30;
  private static final int AT_ONCE = 8;
  private static final Pattern LINK = Pattern.compile("sign in once at (\\S+)");

  private static final Pattern USED = Pattern.compile("used (\\d+)K");

  private final Path directory;
  private final Database database;
  private final int machine = BrokerProcess.freePort();
  private final int web = BrokerProcess.freePort();
  @Var private Process process;
  @Var private PlatformClient client;

  private PlatformProcess(Path directory, Database database) throws IOException {
    this.directory = directory;
    this.database = database;
    this.process = launch();
    this.client = PlatformClient.signIn(link());
  }

  /// Starts a platform without gateways, and signs in.
  ///
  /// @param directory of its own
  static PlatformProcess start(Path directory, Database database) throws IOException {
    return new PlatformProcess(Files.createDirectories(directory), database);
  }

  /// Where gateways connect.
  InetSocketAddress machine() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), machine);
  }

  /// Its REST interface.
  PlatformClient client() {
    return client;
  }

  /// Where its points can be read beside it.
  SqlPoints points() {
    return new SqlPoints(database.readUrl(data()));
  }

  /// Makes gateways known, as many at once as there are places at the desk.
  ///
  /// @param devices whether each has one, a weather station
  List<Registered> register(int count, boolean devices) throws IOException {
    Provisioning.devices(client, gateway("models"));
    List<Future<Registered>> all = new ArrayList<>();
    List<Registered> registered = new ArrayList<>();
    try (ExecutorService desk = Executors.newFixedThreadPool(AT_ONCE)) {
      for (int i = 0; i < count; i++) {
        String id = "gw-" + i;
        all.add(desk.submit(() -> register(id, devices)));
      }
      for (Future<Registered> each : all) {
        registered.add(each.get());
      }
    } catch (ExecutionException e) {
      throw new IOException("a gateway could not be registered: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return registered;
  }

  private String gateway(String id) throws IOException {
    var _ = client.registerGateway(id, id);
    return id;
  }

  private Registered register(String id, boolean device) throws IOException {
    Registered registered = new Registered(id, client.registerGateway(id, id));
    if (device) {
      var _ =
          client.put(
              "/api/devices/" + registered.device(),
              Json.object().put("title", id).put("gateway", id).put("model", "weather-station"));
    }
    return registered;
  }

  /// Processor time of the platform, its Redis and a database of its own.
  Duration cpu() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus)
        .plus(database.cpu());
  }

  /// Fails where it has ended.
  void check() throws IOException {
    if (!process.isAlive()) {
      throw new IOException("the platform has ended:\n" + lastWords());
    }
  }

  /// Bytes that the process has in memory now, without its Redis.
  long resident() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    check();
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1_024)
        .sum();
  }

  /// Bytes of its heap that are in use after a collection.
  long held() throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    String pid = Long.toString(process.pid());
    run(jcmd.toString(), pid, "GC.run");
    run(jcmd.toString(), pid, "GC.run");
    return run(jcmd.toString(), pid, "GC.heap_info")
        .lines()
        .filter(line -> line.contains(" total ") && !line.contains("space"))
        .map(USED::matcher)
        .filter(Matcher::find)
        .mapToLong(used -> Long.parseLong(used.group(1)) * 1_024)
        .sum();
  }

  private static String run(String... command) throws IOException {
    Process asked = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said =
        new String(asked.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    ends(asked, PATIENCE);
    return said;
  }

  /// `kill -9`, with its Redis, as when the machine fails; answers when it is gone.
  void kill() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
    ends(process, PATIENCE);
  }

  /// Starts again what was killed, on the same data and ports.
  void restart() throws IOException {
    client.close();
    process = launch();
    client = PlatformClient.signIn(link());
  }

  @Override
  public void close() {
    client.close();
    process.destroy();
    if (!ends(process, GOODBYE)) {
      kill();
    }
  }

  private Path data() {
    return directory.resolve("data");
  }

  private Path output() {
    return directory.resolve("output.log");
  }

  private Process launch() throws IOException {
    Files.deleteIfExists(output());
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "cloud",
                "--data",
                data().toString(),
                "--machine",
                "127.0.0.1:" + machine,
                "--web",
                "127.0.0.1:" + web));
    database.url().ifPresent(url -> arguments.addAll(List.of("--database", url)));
    ProcessBuilder builder =
        new ProcessBuilder(FieldwayCommand.of(arguments.toArray(String[]::new)))
            .redirectErrorStream(true)
            .redirectOutput(output().toFile());
    builder.environment().remove("FIELDWAY_JAVA_OPTS"); // they are for the load generator
    return builder.start();
  }

  /// Waits until it serves, and gives the link that it prints then.
  private URI link() throws IOException {
    for (long waited = 0; waited < PATIENCE.toMillis(); waited += 20) {
      Matcher link = LINK.matcher(Files.readString(output()));
      if (link.find()) {
        return URI.create(link.group(1));
      }
      if (ends(process, Duration.ofMillis(20))) {
        throw new IOException("the platform has ended:\n" + lastWords());
      }
    }
    kill();
    throw new IOException("the platform does not start:\n" + lastWords());
  }

  private String lastWords() throws IOException {
    List<String> lines = Files.readAllLines(output());
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_WORDS), lines.size()));
  }

  private static boolean ends(Process process, Duration time) {
    try {
      return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
