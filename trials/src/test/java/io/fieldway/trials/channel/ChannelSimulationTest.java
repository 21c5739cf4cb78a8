package io.fieldway.trials.channel;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.google.errorprone.annotations.Var;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ChannelSimulationTest {
  private static final int RUNS = 60;

  private static final String GATEWAY = "io.fieldway.gateway";

  @TempDir private Path directory;

  /// Hours of failures would fill the log.
  @BeforeAll
  static void silence() {
    level(Level.OFF);
  }

  @AfterAll
  static void speak() {
    level(null);
  }

  @Test
  void invariantsHoldWhateverHappens() throws IOException {
    long first = Long.getLong("fieldway.seed", 1);
    int runs = Integer.getInteger("fieldway.runs", RUNS);
    System.out.println("ChannelSimulationTest seeds " + first + " to " + (first + runs - 1));
    @Var long stored = 0;
    for (int run = 0; run < runs; run++) {
      long seed = first + run;
      try {
        stored += chaos(seed);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "-Dfieldway.seed=" + seed + " -Dfieldway.runs=1: " + e.getMessage(), e);
      }
    }
    assertThat(stored).as("readings stored").isGreaterThan(50L * runs);
  }

  @Test
  void theSameSeedIsTheSameRun() throws IOException {
    ChannelSimulation one = simulation(11, "one");
    ChannelSimulation other = simulation(11, "other");
    one.disturb(60_000);
    other.disturb(60_000);
    assertThat(one.platform.database().stored)
        .isNotEmpty()
        .isEqualTo(other.platform.database().stored);
    assertThat(one.platform.database().rows).isEqualTo(other.platform.database().rows);
  }

  private static void level(@Nullable Level level) {
    if (LoggerFactory.getLogger(GATEWAY) instanceof Logger logger) {
      logger.setLevel(level);
    }
  }

  private long chaos(long seed) throws IOException {
    ChannelSimulation field = simulation(seed, "run-" + seed);
    field.disturb(150_000);
    field.heal();
    field.check();
    return field.platform.database().stored.size();
  }

  private ChannelSimulation simulation(long seed, String name) throws IOException {
    return new ChannelSimulation(seed, Files.createDirectory(directory.resolve(name)));
  }
}
