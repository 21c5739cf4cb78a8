package io.fieldway.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.Gateway;
import io.fieldway.gateway.driver.Arrival;
import io.fieldway.gateway.driver.DeviceLink;
import io.fieldway.gateway.driver.Devices;
import io.fieldway.gateway.driver.Driver;
import io.fieldway.gateway.driver.Seat;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.Registrations;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.GatewayLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The worked example of a driver, built into a jar and loaded by a gateway.
final class GatewayPlugTest {
  private static final Path EXAMPLE = Path.of("..", "examples", "csv-line");

  @TempDir Path directory;

  @BeforeEach
  void prepare() throws IOException {
    KeyFile.write(directory.resolve("gateway.key"), Bytes.copyOf(new byte[32]));
    Files.createDirectories(directory.resolve("data"));
    Registrations registrations =
        Registrations.read(
            Json.parse(
                "registrations",
                """
                {"models": [{"@type": "tm:ThingModel", "id": "urn:fieldway:model:probe",
                  "title": "Probe", "version": {"model": "1"},
                  "properties": {"temperature": {"type": "number", "fw:map": {"from": "t"}}}}],
                 "devices": [{"id": "probe-1", "model": "probe"}]}
                """));
    Files.writeString(
        directory.resolve("data").resolve("registrations.json"), Json.write(registrations.json()));
  }

  /// Compiles the example and packs it, as its page says.
  private void build(Path jar) throws IOException {
    Path classes = Files.createDirectories(directory.resolve("classes"));
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString()));
    try (Stream<Path> sources = Files.walk(EXAMPLE)) {
      sources.map(Path::toString).filter(each -> each.endsWith(".java")).forEach(arguments::add);
    }
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(status).isZero();
    Files.createDirectories(jar.getParent());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      pack(classes, classes, out);
      pack(EXAMPLE, EXAMPLE.resolve("META-INF"), out);
    }
  }

  private static void pack(Path root, Path below, JarOutputStream out) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(below)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path each : files) {
      out.putNextEntry(new JarEntry(root.relativize(each).toString()));
      Files.copy(each, out);
    }
  }

  private GatewaySettings settings(String more) throws IOException {
    Path file = directory.resolve("gateway.yaml");
    Files.writeString(
        file,
        """
        id: gw-1
        key-file: gateway.key
        platform: ["http://127.0.0.1:9"]
        listen: 127.0.0.1:0
        data: data
        """
            + more);
    return new GatewayOptions().read(Optional.of(file)).value();
  }

  @Test
  void loadsADriverFromAJarAndStoresWhatItsDeviceSays() throws IOException {
    build(directory.resolve("data").resolve("drivers").resolve("csv-line.jar"));
    try (ServerSocket converter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Files.writeString(
          directory.resolve("csv-line.yaml"),
          """
          device: probe-1
          address: 127.0.0.1:%d
          columns: [t, moisture]
          """
              .formatted(converter.getLocalPort()));
      GatewaySettings settings =
          settings("drivers:\n  use:\n    - name: csv-line\n      settings: csv-line.yaml\n");
      try (Gateway gateway = Gateway.start(settings.config());
          Socket device = converter.accept()) {
        OutputStream line = device.getOutputStream();
        line.write("21.5,48\n\n22,47\n".getBytes(StandardCharsets.US_ASCII));
        line.flush();
        await()
            .atMost(Duration.ofMinutes(2))
            .until(() -> gateway.status().drivers().getFirst().count("readings") == 2);
        assertThat(gateway.status().readings().stored()).isEqualTo(2);
        assertThat(gateway.status().readings().quarantined()).as("moisture, twice").isEqualTo(2);
        assertThat(gateway.status().devices().online()).isOne();
        assertThat(gateway.status().drivers().getFirst().count("unreadable")).isOne();
      }
    }
  }

  @Test
  void tellsTheDeviceWhatToDoAndHearsWhatBecameOfIt() throws IOException {
    Path data = directory.resolve("data");
    build(data.resolve("drivers").resolve("csv-line.jar"));
    try (ServerSocket converter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Path file = directory.resolve("csv-line.yaml");
      Files.writeString(
          file, "device: probe-1\naddress: 127.0.0.1:%d\n".formatted(converter.getLocalPort()));
      DriverSettings settings =
          new DriverSettings(
              Optional.empty(), List.of(new PlugSettings("csv-line", Optional.of(file))));
      Hall hall = new Hall();
      try (Driver driver = settings.plugs(data).getFirst().make(InstantSource.system())) {
        driver.start(hall);
        try (Socket device = converter.accept()) {
          DeviceLink link = hall.arrived.join();
          link.instruct(new GatewayLine.Instruction("c-1", "open", Json.object(), Instant.MAX));
          BufferedReader heard =
              new BufferedReader(
                  new InputStreamReader(device.getInputStream(), StandardCharsets.US_ASCII));
          assertThat(heard.readLine()).isEqualTo("#c-1 open");
          device
              .getOutputStream()
              .write("#c-1 error it is stuck\n".getBytes(StandardCharsets.US_ASCII));
          assertThat(hall.result.join().reason()).hasValue("it is stuck");
        }
        hall.left.join();
      }
    }
  }

  /// A gateway that waits for one device.
  private static final class Hall implements Devices, Seat {
    final CompletableFuture<DeviceLink> arrived = new CompletableFuture<>();
    final CompletableFuture<DeviceLine.Result> result = new CompletableFuture<>();
    final CompletableFuture<Boolean> left = new CompletableFuture<>();
    @Var private volatile Optional<DeviceLink> device = Optional.empty();

    @Override
    public Arrival arrive(DeviceLine.Hello hello, DeviceLink link) {
      device = Optional.of(link);
      return new Arrival.Welcomed(
          new GatewayLine.Welcome(hello.device(), Duration.ofSeconds(30), 0), this);
    }

    @Override
    public void ready() {
      arrived.complete(device.orElseThrow());
    }

    @Override
    public void reading(DeviceLine.Reading reading, Consumer<GatewayLine> answer) {
      answer.accept(new GatewayLine.Ack(reading.seq(), List.of()));
    }

    @Override
    public void seen() {}

    @Override
    public void result(DeviceLine.Result given, Consumer<GatewayLine> answer) {
      result.complete(given);
    }

    @Override
    public void leave() {
      left.complete(true);
    }
  }

  @Test
  void saysWhichDriversThereAreWhereOneIsMissing() throws IOException {
    GatewaySettings settings = settings("drivers:\n  use:\n    - name: smoke\n");
    assertThatThrownBy(settings::config)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected a jar with the driver smoke in")
        .hasMessageEndingWith("got none with any driver");
    build(directory.resolve("data").resolve("drivers").resolve("csv-line.jar"));
    assertThatThrownBy(settings::config).hasMessageEndingWith("got only csv-line");
  }

  @Test
  void refusesSettingsThatTheDriverDoesNotKnow() throws IOException {
    build(directory.resolve("jars").resolve("csv-line.jar"));
    Files.writeString(
        directory.resolve("csv-line.yaml"), "device: probe-1\ncolums: [t]\npause: soon\n");
    GatewaySettings settings =
        settings(
            """
            drivers:
              directory: jars
              use:
                - name: csv-line
                  settings: csv-line.yaml
            """);
    assertThatThrownBy(settings::config)
        .hasMessageContaining("colums: unknown key; did you mean columns?")
        .hasMessageContaining("pause: expected");
  }

  @Test
  void saysWhichJarOffersWhatIsNoDriver() throws IOException {
    Path jar = Files.createDirectories(directory.resolve("data").resolve("drivers"));
    try (JarOutputStream out =
        new JarOutputStream(Files.newOutputStream(jar.resolve("broken.jar")))) {
      out.putNextEntry(new JarEntry("META-INF/services/io.fieldway.gateway.driver.DriverFactory"));
      out.write("io.example.Nothing\n".getBytes(StandardCharsets.UTF_8));
    }
    GatewaySettings settings = settings("drivers:\n  use:\n    - name: smoke\n");
    assertThatThrownBy(settings::config)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot take drivers from")
        .hasMessageContaining("broken.jar");
  }
}
