package io.fieldway.launcher;

import static java.util.Objects.requireNonNull;

import io.fieldway.cloud.CloudConfig;
import io.fieldway.launcher.config.Configured;
import io.fieldway.wire.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `fieldway demo`: everything in one process, on the real paths.
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Runs simulated devices, a mesh of seven nodes, a gateway and the platform in one process, on"
          + " real sockets, Redis and a database, and prints a link to the page that shows it all."
    })
final class DemoCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      description = "Stop by itself after so long, such as 30s; the default is at Ctrl-C.")
  @Nullable Duration length;

  @Option(
      names = "--report",
      description =
          "Send instructions all the while, and at the end check every reading against the"
              + " database and print a JSON summary; exit status 0 only when nothing is missing or"
              + " doubled and every instruction was executed. Needs --for.")
  boolean report;

  @Mixin PlatformOptions platform;

  @Option(
      names = "--devices",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8402",
      description = "Where the gateway listens for devices.")
  InetSocketAddress devices;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many times faster than usual the devices report.")
  double rate;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Keep outbox and database here; the default is a temporary directory that is removed at"
              + " the end.")
  @Nullable Path data;

  @Override
  public Integer call() throws IOException {
    if (report && length == null) {
      throw new IllegalArgumentException("--report needs --for, such as --for 30s");
    }
    PrintWriter out = spec.commandLine().getOut();
    long began = System.nanoTime();
    try (Running running = new Running()) {
      Path home =
          data != null ? data : running.add("data directory", new TemporaryDirectory()).path();
      Files.createDirectories(home);
      Demo demo = Demo.start(running, home, config(home.resolve("cloud")), devices, rate);
      if (!report) {
        out.print(demo.welcome(Duration.ofNanos(System.nanoTime() - began), data == null));
        out.flush();
      }
      return report ? reported(running, demo, out) : shown(running);
    } finally {
      Logs.silence();
    }
  }

  private CloudConfig config(Path cloud) throws IOException {
    return Configured.read(
            CloudSettings.defaults(),
            Optional.empty(),
            platform.flags().set("--data", "data", cloud))
        .value()
        .config();
  }

  private int shown(Running running) {
    if (length == null) {
      running.awaitStop();
    } else {
      running.awaitStop(length);
    }
    return 0;
  }

  private int reported(Running running, Demo demo, PrintWriter out) throws IOException {
    Duration whole = requireNonNull(length);
    DemoReport summary;
    try (DemoTrial trial = DemoTrial.begin(demo)) {
      if (running.awaitStop(whole)) {
        throw new IOException("stopped before the report was due");
      }
      summary = trial.finish();
    }
    out.println(Json.write(summary.json()));
    out.flush();
    return summary.isClean() ? 0 : 1;
  }
}
