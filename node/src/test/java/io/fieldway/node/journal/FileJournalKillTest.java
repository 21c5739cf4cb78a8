package io.fieldway.node.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalKillTest {
  private static final int LIVES = 2;

  @TempDir private Path directory;

  @Test
  void holdsEveryCommittedPutAndRemovalAfterAKill() throws IOException, InterruptedException {
    long seed = new Random().nextLong();
    Random chance = new Random(seed);
    @Var long first = PutUntilKilled.ALIVE;
    for (int life = 0; life < LIVES; life++) {
      long committed = runAndKill(first, 20 + chance.nextInt(100));
      try (FileJournal journal = FileJournal.open(directory, PutUntilKilled.config(), new Told())) {
        Map<Long, Bytes> found = new TreeMap<>(Told.survivors(journal));
        long last = found.keySet().stream().mapToLong(key -> key).max().orElse(0);
        assertThat(last)
            .as("seed %d, life %d", seed, life)
            .isGreaterThanOrEqualTo(first + committed / 2 - 1);
        assertThat(found).as("seed %d, life %d", seed, life).isEqualTo(expected(last));
        assertThat(journal.counts().diskBytes())
            .isLessThanOrEqualTo(journal.counts().liveBytes() * 5 / 2 + (4L * (64 << 10)));
        first = last + 1;
      }
    }
  }

  /// What is there after a step.
  private static Map<Long, Bytes> expected(long last) {
    Map<Long, Bytes> expected = new TreeMap<>();
    for (long step = PutUntilKilled.ALIVE; step <= last; step++) {
      if (step > last - PutUntilKilled.ALIVE || step % PutUntilKilled.STAYS == 0) {
        expected.put(step, PutUntilKilled.value(step));
      }
    }
    return expected;
  }

  /// Kills the program once it has told of so many groups.
  ///
  /// @return the last position it told
  private long runAndKill(long first, int groups) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                PutUntilKilled.class.getName(),
                directory.toString(),
                String.valueOf(first))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    @Var long last = 0;
    try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
      for (int i = 0; i < groups; i++) {
        last = Long.parseLong(String.valueOf(out.readLine()));
      }
      process.destroyForcibly();
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    }
    return last;
  }
}
