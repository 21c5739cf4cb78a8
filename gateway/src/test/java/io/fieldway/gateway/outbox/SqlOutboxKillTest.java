package io.fieldway.gateway.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Json;
import io.fieldway.wire.telemetry.Entry;
import io.fieldway.wire.telemetry.SenMl;
import io.fieldway.wire.telemetry.Value;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlOutboxKillTest {
  @TempDir private Path directory;

  @Test
  void holdsEveryAcknowledgedReadingAfterAKill() throws IOException, InterruptedException {
    long seed = new Random().nextLong();
    Random chance = new Random(seed);
    for (int round = 0; round < 3; round++) {
      long acknowledged = runAndKill(200 + chance.nextInt(3_000));
      try (SqlOutbox outbox =
          SqlOutbox.open(directory, OutboxConfig.DEFAULTS, InstantSource.system())) {
        OutboxState state = outbox.state();
        assertThat(outbox.resume("soil-1", "s"))
            .as("seed %d, round %d", seed, round)
            .isEqualTo(state.last())
            .isGreaterThanOrEqualTo(acknowledged);
        List<StoredEntry> entries =
            SqlOutboxTest.read(
                outbox, state.newest().forgotten() + 1, Integer.MAX_VALUE, Long.MAX_VALUE);
        assertThat(entries).hasSize((int) state.entries());
        @Var long expected = state.newest().forgotten();
        for (StoredEntry each : entries) {
          expected++;
          Entry entry =
              SenMl.read("outbox", Json.parse("outbox", "[" + each.records() + "]")).getFirst();
          assertThat(entry.seq()).isEqualTo(expected);
          assertThat(entry.points().getFirst().value()).isEqualTo(new Value.Numeric(expected));
        }
      }
    }
  }

  /// Kills the program once it has acknowledged so many more.
  ///
  /// @return the last number it acknowledged
  private long runAndKill(int count) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                AppendUntilKilled.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    @Var long last = 0;
    try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
      for (int i = 0; i < count; i++) {
        last = Long.parseLong(String.valueOf(out.readLine()));
      }
      process.destroyForcibly();
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    return last;
  }
}
