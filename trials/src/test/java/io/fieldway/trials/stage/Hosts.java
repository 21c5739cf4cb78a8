package io.fieldway.trials.stage;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.errorprone.annotations.Var;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Hosts with addresses of their own on one local network, as network namespaces of this machine:
/// `10.77.0.1` and so on, which nobody outside sees. What is plugged out is silent, and does not
/// refuse.
public final class Hosts implements AutoCloseable {
  private static final String NETWORK = "10.77.0.";
  private static final String SWITCH = "switch";

  private final String prefix = "fw" + ProcessHandle.current().pid() + "-";
  private final Path ip;
  private final List<String> names;
  private final Deque<String> made = new ArrayDeque<>();

  private Hosts(Path ip, List<String> names) {
    this.ip = ip;
    this.names = List.copyOf(names);
  }

  /// Makes them; the test is skipped where this machine lets nobody do so.
  public static Hosts of(String... names) throws IOException {
    Hosts hosts = new Hosts(Programs.need("ip"), List.of(names));
    try {
      assumeTrue(
          hosts.makes(SWITCH), "no network namespaces can be made here, as in many containers");
      hosts.plugIn();
      return hosts;
    } catch (IOException | RuntimeException e) {
      hosts.close();
      throw e;
    }
  }

  private boolean makes(String name) throws IOException {
    if (status("netns", "add", prefix + name) != 0) {
      return false;
    }
    made.push(name);
    return true;
  }

  private void plugIn() throws IOException {
    in(SWITCH, "link", "add", "br0", "type", "bridge");
    in(SWITCH, "link", "set", "br0", "up");
    for (@Var int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (!makes(name)) {
        throw new IOException("no network namespace can be made for " + name);
      }
      run(
          "link",
          "add",
          port(name),
          "netns",
          prefix + SWITCH,
          "type",
          "veth",
          "peer",
          "name",
          "eth0",
          "netns",
          prefix + name);
      in(SWITCH, "link", "set", port(name), "master", "br0");
      in(SWITCH, "link", "set", port(name), "up");
      in(name, "link", "set", "lo", "up");
      in(name, "link", "set", "eth0", "up");
      in(name, "addr", "add", address(name) + "/24", "dev", "eth0");
    }
  }

  /// The end of a host's cable at the switch.
  private static String port(String name) {
    return "to-" + name;
  }

  /// The address of a host.
  public String address(String name) {
    return NETWORK + (names.indexOf(name) + 1);
  }

  /// An address of the network that is no host's own.
  public String spare() {
    return NETWORK + 100;
  }

  /// Plugs a host out: what is sent to it and from it is lost without a word.
  public void plugOut(String name) throws IOException {
    in(SWITCH, "link", "set", port(name), "down");
  }

  /// Plugs it in again.
  public void plugIn(String name) throws IOException {
    in(SWITCH, "link", "set", port(name), "up");
  }

  /// The same program, to be started on a host.
  public ProcessBuilder on(String name, ProcessBuilder program) {
    List<String> command = new ArrayList<>(List.of(ip.toString(), "netns", "exec", prefix + name));
    command.addAll(program.command());
    return new ProcessBuilder(command);
  }

  private void in(String name, String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of("-n", prefix + name));
    all.addAll(List.of(arguments));
    run(all.toArray(String[]::new));
  }

  private void run(String... arguments) throws IOException {
    if (status(arguments) != 0) {
      throw new IOException("ip " + String.join(" ", arguments) + " failed");
    }
  }

  private int status(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(ip.toString()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException("ip " + String.join(" ", arguments) + " has not ended");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    while (!made.isEmpty()) {
      run("netns", "del", prefix + made.pop());
    }
  }
}
