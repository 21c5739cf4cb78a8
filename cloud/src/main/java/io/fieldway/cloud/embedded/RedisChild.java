package io.fieldway.cloud.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One redis-server process on a leash: a shell that reads from our pipe and kills the server as
/// soon as the pipe closes, which it does however this process ends. Where `setsid` is installed
/// the shell has a session of its own, so that a terminal's Ctrl-C does not reach the server before
/// the cloud has stopped in order.
final class RedisChild {
  /// Starts the server, says its pid, then waits for it; beside, the pipe's end kills it.
  private static final String LEASH =
      "exec 3<&0; \"$0\" \"$1\" </dev/null >/dev/null 2>&1 3<&- & r=$!; echo $r;"
          + " (cat <&3 >/dev/null 2>&1; kill -9 $r 2>/dev/null) >/dev/null 2>&1 & c=$!;"
          + " exec 3<&-; wait $r; kill $c 2>/dev/null";

  private static final Duration KILL_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PROBE_EVERY = Duration.ofMillis(10);
  private static final int PROBE_TIMEOUT_MILLIS = 1_000;

  private final Process leash;
  private final long pid;
  private final long born;
  private final RedisConfiguration configuration;

  private RedisChild(Process leash, long pid, RedisConfiguration configuration) {
    this.leash = leash;
    this.pid = pid;
    this.born = System.nanoTime();
    this.configuration = configuration;
  }

  static RedisChild spawn(Path executable, RedisConfiguration configuration) throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      command.add("/usr/bin/setsid");
    }
    command.addAll(
        List.of("/bin/sh", "-c", LEASH, executable.toString(), configuration.file().toString()));
    Process leash =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    BufferedReader output = leash.inputReader(StandardCharsets.US_ASCII);
    String line = output.readLine();
    if (line == null) {
      throw new IOException("/bin/sh ended before redis-server began");
    }
    return new RedisChild(leash, Long.parseLong(line.strip()), configuration);
  }

  long pid() {
    return pid;
  }

  /// Waits until the server answers a PING, or has died, or the time is over.
  boolean answersWithin(Duration timeout) throws IOException {
    long end = System.nanoTime() + timeout.toNanos();
    try {
      while (System.nanoTime() - end < 0 && leash.isAlive()) {
        if (answers()) {
          return true;
        }
        TimeUnit.NANOSECONDS.sleep(PROBE_EVERY.toNanos());
      }
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /// Waits for the server's end and says how long it lived.
  Duration awaitDeath() throws InterruptedException {
    leash.waitFor();
    release();
    return Duration.ofNanos(System.nanoTime() - born);
  }

  /// Kills the server and waits until it is gone.
  void kill() {
    release();
    try {
      if (!leash.waitFor(KILL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        leash.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      leash.destroyForcibly();
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), configuration.port()),
          PROBE_TIMEOUT_MILLIS);
      socket.setSoTimeout(PROBE_TIMEOUT_MILLIS);
      socket
          .getOutputStream()
          .write(
              ("AUTH " + configuration.password() + "\r\nPING\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream answer = socket.getInputStream();
      byte[] expected = "+OK\r\n+PONG\r\n".getBytes(StandardCharsets.US_ASCII);
      return Arrays.equals(answer.readNBytes(expected.length), expected);
    } catch (IOException e) {
      return false;
    }
  }

  private void release() {
    try {
      leash.getOutputStream().close();
    } catch (IOException e) {
      // A pipe that cannot be closed has no other end any more, which is what was wanted.
      leash.destroy();
    }
  }
}
