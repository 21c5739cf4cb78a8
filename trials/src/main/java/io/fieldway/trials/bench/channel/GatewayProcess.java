package io.fieldway.trials.bench.channel;

import com.google.errorprone.annotations.Var;
import io.fieldway.trials.bench.broker.BrokerProcess;
import io.fieldway.trials.bench.broker.FieldwayCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// `fieldway gateway` in a process of its own.
final class GatewayProcess implements AutoCloseable {
  private static final int GOODBYE_SECONDS = 20;

  private final Process process;
  private final int port;

  private GatewayProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// Starts a gateway that the platform knows.
  ///
  /// @param directory of its own
  /// @param platform the port of loopback where it connects
  static GatewayProcess start(Path directory, Registered gateway, int platform) throws IOException {
    Files.createDirectories(directory);
    Path key = Files.writeString(directory.resolve("gateway.key"), gateway.key().hex() + "\n");
    int port = BrokerProcess.freePort();
    ProcessBuilder builder =
        new ProcessBuilder(
                FieldwayCommand.of(
                    "gateway",
                    "--id",
                    gateway.id(),
                    "--key-file",
                    key.toString(),
                    "--platform",
                    "http://127.0.0.1:" + platform,
                    "--listen",
                    "127.0.0.1:" + port,
                    "--data",
                    directory.resolve("data").toString()))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output.log").toFile());
    builder.environment().remove("FIELDWAY_JAVA_OPTS");
    return new GatewayProcess(builder.start(), port);
  }

  /// Connects a device, once the gateway is there and knows it.
  Valve connect(String device) throws IOException {
    @Var int tries = 0;
    while (true) {
      try {
        return new Valve(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), device);
      } catch (IOException e) {
        if (tries++ > 1_000 || !process.isAlive()) {
          throw e;
        }
        Fleet.pause(java.time.Duration.ofMillis(100));
      }
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
