package io.fieldway.cloud.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path directory;

  @Test
  void asksForItsPasswordAndHidesItFromOthers() throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start(EmbeddedRedisConfig.of(directory))) {
      assertThat(ask(redis.port(), "PING")).startsWith("-NOAUTH");
      assertThat(Files.getPosixFilePermissions(directory.resolve("redis.conf")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  @Test
  void comesBackOnTheSamePortWhenItIsKilled() throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start(EmbeddedRedisConfig.of(directory))) {
      for (int i = 1; i <= 2; i++) {
        long before = redis.pid();
        kill(before);
        Awaitility.await()
            .atMost(PATIENCE)
            .ignoreExceptionsInstanceOf(IOException.class)
            .until(() -> redis.pid() != before && ask(redis.port(), "PING").startsWith("-NOAUTH"));
        assertThat(redis.restarts()).isEqualTo(i);
      }
    }
  }

  @Test
  void isGoneWhenItIsClosed() {
    long pid;
    try (EmbeddedRedis redis = EmbeddedRedis.start(EmbeddedRedisConfig.of(directory))) {
      pid = redis.pid();
      assertThat(ProcessHandle.of(pid)).isPresent();
    }
    Awaitility.await().atMost(PATIENCE).until(() -> !alive(pid));
  }

  @Test
  void diesWithItsParentHoweverThatDies() throws Exception {
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Parent.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader output = parent.inputReader(StandardCharsets.UTF_8)) {
      long pid = Long.parseLong(output.readLine());
      assertThat(alive(pid)).isTrue();
      parent.destroyForcibly();
      Awaitility.await().atMost(PATIENCE).until(() -> !alive(pid));
    } finally {
      parent.destroyForcibly();
    }
  }

  /// A program that starts a Redis, says its pid and waits to be killed.
  static final class Parent {
    private Parent() {}

    public static void main(String[] args) throws Exception {
      EmbeddedRedis redis = EmbeddedRedis.start(EmbeddedRedisConfig.of(Path.of(args[0])));
      System.out.println(redis.pid());
      System.out.flush();
      Thread.currentThread().join();
    }
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static void kill(long pid) throws Exception {
    new ProcessBuilder("kill", "-9", Long.toString(pid)).start().waitFor();
  }

  private static String ask(int port, String command) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
