package io.fieldway.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.driver.tcp.RawDevice;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.Command;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.channel.Done;
import io.fieldway.wire.device.GatewayLine;
import io.fieldway.wire.telemetry.Value;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `kill -9` in the middle: what a device got an acknowledgement for reaches the platform once, and
/// a command is not lost.
class GatewayKillTest {
  private static final int ROUNDS = 3;

  @TempDir private Path directory;

  private record Running(Process process, InetSocketAddress address) implements AutoCloseable {
    @Override
    public void close() {
      process.destroyForcibly();
      Process _ = process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
    }
  }

  private Running start(PlatformFixture platform) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                GatewayProcess.class.getName(),
                platform.uri().toString(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String port = process.inputReader(StandardCharsets.US_ASCII).readLine();
    return new Running(
        process, new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port)));
  }

  @Test
  void losesAndDoublesNothing() throws IOException {
    long seed = new Random().nextLong();
    Random chance = new Random(seed);
    try (PlatformFixture platform = PlatformFixture.start()) {
      platform.registrations = PlatformFixture.registrations("valve-1");
      @Var long acknowledged = 0;
      for (int round = 0; round < ROUNDS; round++) {
        try (Running gateway = start(platform)) {
          acknowledged =
              readUntil(gateway, acknowledged, acknowledged + 100 + chance.nextInt(2_000), chance);
        }
      }
      try (Running gateway = start(platform);
          RawDevice device = welcomed(gateway)) {
        device.reading(acknowledged + 1, "{\"n\":" + (acknowledged + 1) + "}");
        long last = device.hear(GatewayLine.Ack.class).seq();
        await()
            .atMost(Duration.ofMinutes(2))
            .untilAsserted(
                () -> assertThat(platform.entries()).hasSizeGreaterThanOrEqualTo((int) last));
        List<Value> values =
            platform.entries().stream().map(each -> each.points().getFirst().value()).toList();
        assertThat(values)
            .as("seed %d", seed)
            .containsExactlyElementsOf(
                LongStream.rangeClosed(1, values.size())
                    .mapToObj(number -> (Value) new Value.Numeric(number))
                    .toList());
      }
    }
  }

  @Test
  void givesACommandAgainThatWasInItsJournal() throws IOException {
    try (PlatformFixture platform = PlatformFixture.start()) {
      platform.registrations = PlatformFixture.registrations("valve-1");
      Command command =
          new Command("c-1", "valve-1", "open", Json.object(), Instant.now().plusSeconds(60));
      try (Running gateway = start(platform);
          RawDevice device = welcomed(gateway)) {
        await().until(() -> !platform.heartbeats.isEmpty());
        assertThat(platform.command(command)).isEqualTo(new Done().json());
        assertThat(device.hear(GatewayLine.Instruction.class).id()).isEqualTo("c-1");
      }
      try (Running gateway = start(platform);
          RawDevice device = welcomed(gateway)) {
        assertThat(device.hear(GatewayLine.Instruction.class).id()).isEqualTo("c-1");
        device.result("c-1");
        await()
            .atMost(Duration.ofMinutes(2))
            .until(() ->
                platform.reports.stream().anyMatch(each -> each.state() == CommandState.EXECUTED));
      }
    }
  }

  /// The gateway knows its devices from the platform, or from its disk once it was told.
  private static RawDevice welcomed(Running gateway) {
    return await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> {
              RawDevice device = RawDevice.connect(gateway.address()).hello("valve-1", "s");
              boolean welcome = device.hear() instanceof GatewayLine.Welcome;
              if (!welcome) {
                device.close();
              }
              return Optional.of(device).filter(each -> welcome);
            },
            Optional::isPresent)
        .orElseThrow();
  }

  /// Sends readings, those after the last acknowledged again, until this one is acknowledged; more
  /// are under way then.
  ///
  /// @return the last acknowledged
  private static long readUntil(Running gateway, long acknowledged, long target, Random chance) {
    try (RawDevice device = welcomed(gateway)) {
      @Var long sent = acknowledged;
      @Var long heard = acknowledged;
      while (heard < target) {
        for (int more = 1 + chance.nextInt(20); more > 0 && sent < heard + 150; more--) {
          sent++;
          device.reading(sent, "{\"n\":" + sent + "}");
        }
        heard = device.hear(GatewayLine.Ack.class).seq();
      }
      return heard;
    }
  }
}
