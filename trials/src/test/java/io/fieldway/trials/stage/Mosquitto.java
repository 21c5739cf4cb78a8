package io.fieldway.trials.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A Mosquitto broker that keeps its sessions on disk when it is stopped, and comes back with them
/// on the same port.
public final class Mosquitto implements AutoCloseable {
  private final Path program;
  private final Path configuration;
  private final int port;
  private RoleProcess process;

  /// Starts it; the test is skipped where it is not installed.
  public Mosquitto(Path home) throws IOException {
    this.program = Programs.need("mosquitto");
    this.port = FreePorts.next();
    this.configuration = home.resolve("mosquitto.conf");
    Path kept = Files.createDirectories(home.resolve("kept"));
    Files.writeString(
        configuration,
        """
        listener %d 127.0.0.1
        allow_anonymous true
        persistence true
        persistence_location %s/
        max_queued_messages 0
        user %s
        log_dest stderr
        """
            .formatted(port, kept, System.getProperty("user.name")));
    this.process = run();
  }

  private RoleProcess run() throws IOException {
    RoleProcess started =
        RoleProcess.start(
            "mosquitto", new ProcessBuilder(program.toString(), "-c", configuration.toString()));
    started.awaitLine("mosquitto version .* running");
    return started;
  }

  public int port() {
    return port;
  }

  /// Stops it as a service manager does, and starts it again.
  public void restart() throws IOException {
    process.close();
    process = run();
  }

  @Override
  public void close() {
    process.close();
  }
}
