package io.fieldway.trials.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/// One `fieldway` command in a process of its own, on this test's class path.
public final class RoleProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final String name;
  private final Process process;
  private final Thread reader;
  private final List<String> output = new CopyOnWriteArrayList<>();

  private RoleProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    this.reader = Thread.ofVirtual().name(name + " output").start(this::read);
  }

  /// Starts `fieldway ARGUMENTS…`.
  public static RoleProcess start(String... arguments) throws IOException {
    return start(arguments[0], command("256m", arguments));
  }

  /// What starts `fieldway ARGUMENTS…` with a heap of that size.
  public static ProcessBuilder command(String heap, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                // Where this test runs in the background, Ctrl-C would be ignored by its children.
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.fieldway.launcher.Fieldway"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }

  /// Starts any program; its standard error is read with its output.
  public static RoleProcess start(String name, ProcessBuilder builder) throws IOException {
    return new RoleProcess(name, builder.redirectErrorStream(true).start());
  }

  /// Waits for a line and gives the pattern's first group, or the whole match.
  public String awaitLine(String pattern) {
    Pattern wanted = Pattern.compile(pattern);
    return Awaitility.await(name + " says " + pattern)
        .atMost(PATIENCE)
        .failFast(() -> failWhereEnded(wanted))
        .until(() -> find(wanted), Optional::isPresent)
        .orElseThrow();
  }

  private void failWhereEnded(Pattern wanted) {
    if (!process.isAlive() && find(wanted).isEmpty()) {
      throw new IllegalStateException(name + " ended without " + wanted + ":\n" + text());
    }
  }

  /// All it has said so far.
  public String text() {
    return String.join("\n", output);
  }

  /// `kill -9`, and waits until it is gone.
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /// What Ctrl-C in a terminal sends.
  public void interrupt() throws IOException {
    signal(process.pid(), "INT");
  }

  /// `kill -9` of the first descendant whose command contains the text, once there is one: what was
  /// killed before may be on its way back.
  public void killDescendant(String command) throws IOException {
    ProcessHandle victim =
        Awaitility.await(name + " runs " + command)
            .atMost(Duration.ofMinutes(2))
            .until(() -> descendant(command), Optional::isPresent)
            .orElseThrow();
    signal(victim.pid(), "KILL");
  }

  private Optional<ProcessHandle> descendant(String command) {
    return process
        .descendants()
        .filter(each -> each.info().command().orElse("").contains(command))
        .findFirst();
  }

  /// Fails where it has ended, and says how.
  void assertRuns() {
    assertThat(process.isAlive())
        .as(() -> name + " runs; it ended with " + process.exitValue() + " and said:\n" + text())
        .isTrue();
  }

  /// Bytes it has in memory now.
  public long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1_024)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(name + " is gone"));
  }

  /// The processes it has started, theirs included.
  public List<ProcessHandle> descendants() {
    return process.descendants().toList();
  }

  /// Waits for the end and gives the exit status.
  public int awaitEnd() {
    try {
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("%s ends; it said:%n%s", name, text())
          .isTrue();
      // What it started may hold its output open.
      reader.join(Duration.ofSeconds(2));
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (!process.isAlive()) {
      return;
    }
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private Optional<String> find(Pattern wanted) {
    for (String line : output) {
      Matcher matcher = wanted.matcher(line);
      if (matcher.find()) {
        return Optional.of(matcher.groupCount() > 0 ? matcher.group(1) : matcher.group());
      }
    }
    return Optional.empty();
  }

  private void read() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      reader.lines().forEach(output::add);
    } catch (IOException | UncheckedIOException e) {
      output.add("(" + name + "'s output ended: " + e.getMessage() + ")");
    }
  }

  private static void signal(long pid, String signal) throws IOException {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
