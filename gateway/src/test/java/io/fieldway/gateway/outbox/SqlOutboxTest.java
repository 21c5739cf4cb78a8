package io.fieldway.gateway.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fieldway.wire.Json;
import io.fieldway.wire.telemetry.Entry;
import io.fieldway.wire.telemetry.Point;
import io.fieldway.wire.telemetry.SenMl;
import io.fieldway.wire.telemetry.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlOutboxTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:30:00Z");

  @TempDir private Path directory;

  private SqlOutbox open() {
    return open(OutboxConfig.DEFAULTS);
  }

  private SqlOutbox open(OutboxConfig config) {
    try {
      return SqlOutbox.open(directory, config, InstantSource.fixed(NOW));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static Intake intake(String device, String session, long seq) {
    Point point = new Point(device, "moisture", new Value.Numeric(seq), "%", NOW, NOW);
    return new Intake(device, session, seq, List.of(point));
  }

  private static Receipt append(Outbox outbox, String device, String session, long seq) {
    CompletableFuture<Receipt> done = new CompletableFuture<>();
    outbox.append(intake(device, session, seq), done::complete);
    return done.orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static Receipt append(Outbox outbox, long seq) {
    return append(outbox, "soil-1", "s", seq);
  }

  @Test
  void holdsWhatWasAppendedUntilItIsForgotten() {
    try (SqlOutbox outbox = open()) {
      for (long seq = 1; seq <= 5; seq++) {
        assertThat(append(outbox, seq)).isEqualTo(Receipt.STORED);
      }
      assertThat(outbox.read(2, 2, 10_000)).extracting(StoredEntry::seq).containsExactly(2L, 3L);
      outbox.forget(3);
      await().untilAsserted(() -> assertThat(outbox.state().entries()).isEqualTo(2));
      assertThat(outbox.read(1, 10, 10_000)).extracting(StoredEntry::seq).containsExactly(4L, 5L);
      assertThat(outbox.oldest()).contains(NOW);
      outbox.forget(5);
      await().untilAsserted(() -> assertThat(outbox.state().bytes()).isZero());
      assertThat(outbox.oldest()).isEmpty();
    }
  }

  @Test
  void givesBackWhatItTook() {
    try (SqlOutbox outbox = open()) {
      append(outbox, 1);
      List<StoredEntry> entries = outbox.read(1, 1, 1);
      assertThat(
              SenMl.read("outbox", Json.parse("outbox", "[" + entries.getFirst().records() + "]")))
          .containsExactly(new Entry(1, intake("soil-1", "s", 1).points()));
    }
  }

  @Test
  void readsNoMoreBytesThanAskedForButAtLeastOneEntry() {
    try (SqlOutbox outbox = open()) {
      for (long seq = 1; seq <= 4; seq++) {
        append(outbox, seq);
      }
      long size = outbox.state().bytes() / 4;
      assertThat(outbox.read(1, 10, 2 * size)).hasSize(2);
      assertThat(outbox.read(1, 10, 1)).hasSize(1);
    }
  }

  @Test
  void storesAReplayedReadingOnceAlsoAfterARestart() {
    try (SqlOutbox outbox = open()) {
      append(outbox, 1);
      append(outbox, 2);
      assertThat(append(outbox, 1)).isEqualTo(Receipt.REPLAYED);
      assertThat(outbox.resume("soil-1", "s")).isEqualTo(2);
    }
    try (SqlOutbox outbox = open()) {
      assertThat(outbox.resume("soil-1", "s")).isEqualTo(2);
      assertThat(outbox.resume("soil-1", "another session")).isZero();
      assertThat(append(outbox, 2)).isEqualTo(Receipt.REPLAYED);
      assertThat(append(outbox, "soil-1", "another session", 1)).isEqualTo(Receipt.STORED);
      assertThat(append(outbox, "soil-2", "s", 1)).isEqualTo(Receipt.STORED);
      assertThat(outbox.state().last()).isEqualTo(4);
    }
  }

  @Test
  void goesOnWithItsSequencesAndItsEpochAfterARestart() {
    OutboxState before;
    try (SqlOutbox outbox = open()) {
      append(outbox, 1);
      append(outbox, 2);
      outbox.forget(2);
      await().untilAsserted(() -> assertThat(outbox.state().entries()).isZero());
      before = outbox.state();
    }
    try (SqlOutbox outbox = open()) {
      assertThat(outbox.state()).isEqualTo(before);
      append(outbox, 3);
      assertThat(outbox.read(1, 10, 1_000)).extracting(StoredEntry::seq).containsExactly(3L);
    }
  }

  @Test
  void refusesAtTheBoundOfEntriesUntilThereIsRoom() {
    try (SqlOutbox outbox = open(OutboxConfig.DEFAULTS.withMaxEntries(2))) {
      append(outbox, 1);
      append(outbox, 2);
      assertThat(append(outbox, 3)).isEqualTo(Receipt.REFUSED);
      assertThat(append(outbox, 2)).as("held already").isEqualTo(Receipt.REPLAYED);
      outbox.forget(1);
      assertThat(append(outbox, 4))
          .as("an acknowledgement of 4 would speak for 3")
          .isEqualTo(Receipt.REFUSED);
      assertThat(append(outbox, 3)).isEqualTo(Receipt.STORED);
      outbox.forget(2);
      assertThat(append(outbox, 4)).isEqualTo(Receipt.STORED);
      assertThat(outbox.counts().refused()).isEqualTo(2);
    }
  }

  @Test
  void takesALaterReadingOnceTheDeviceHasConnectedAnew() {
    try (SqlOutbox outbox = open(OutboxConfig.DEFAULTS.withMaxEntries(1))) {
      append(outbox, 1);
      assertThat(append(outbox, 2)).isEqualTo(Receipt.REFUSED);
      outbox.forget(1);
      assertThat(append(outbox, 3)).isEqualTo(Receipt.REFUSED);
      outbox.arrived("soil-1");
      assertThat(append(outbox, 3)).as("it has given up 2 itself").isEqualTo(Receipt.STORED);
    }
  }

  @Test
  void refusesAtTheBoundOfBytes() {
    try (SqlOutbox outbox = open(OutboxConfig.DEFAULTS.withMaxBytes(50))) {
      assertThat(append(outbox, 1)).isEqualTo(Receipt.STORED);
      assertThat(outbox.state().bytes()).isGreaterThanOrEqualTo(50);
      assertThat(append(outbox, 2)).isEqualTo(Receipt.REFUSED);
    }
  }

  @Test
  void beginsANewEpochWithWhatItHolds() {
    try (SqlOutbox outbox = open()) {
      for (long seq = 1; seq <= 2_500; seq++) {
        outbox.append(intake("soil-1", "s", seq), receipt -> {});
      }
      assertThat(append(outbox, 2_501)).isEqualTo(Receipt.STORED);
      outbox.forget(300);
      OutboxState renewed = outbox.renew().orTimeout(60, TimeUnit.SECONDS).join();
      assertThat(renewed.stream().epoch()).isEqualTo(NOW.toEpochMilli() + 1);
      assertThat(renewed.last()).isEqualTo(2_201);
      assertThat(renewed.forgotten()).isZero();
      List<StoredEntry> entries = outbox.read(1, 5_000, Long.MAX_VALUE);
      assertThat(entries).hasSize(2_201);
      String pack =
          "[" + String.join(",", entries.stream().map(StoredEntry::records).toList()) + "]";
      List<Entry> read = SenMl.read("outbox", Json.parse("outbox", pack));
      assertThat(read.getFirst().seq()).isOne();
      assertThat(read.getFirst().points().getFirst().value()).isEqualTo(new Value.Numeric(301));
      assertThat(read.getLast().points().getFirst().value()).isEqualTo(new Value.Numeric(2_501));
      assertThat(append(outbox, 2_502)).isEqualTo(Receipt.STORED);
    }
    try (SqlOutbox outbox = open()) {
      assertThat(outbox.state().last()).isEqualTo(2_202);
    }
  }

  @Test
  void keepsTheJournalInItsOrder() {
    try (SqlOutbox outbox = open()) {
      for (String id : List.of("c-2", "c-1", "c-3")) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        outbox.twins().put(id, "{\"twin\":\"" + id + "\"}", written -> {});
        outbox.journal().put(id, "{\"id\":\"" + id + "\"}", done::complete);
        assertThat(done.orTimeout(60, TimeUnit.SECONDS).join()).isTrue();
      }
      outbox.journal().put("c-2", "{\"changed\":true}", done -> {});
      outbox.journal().remove(List.of("c-3"));
    }
    try (SqlOutbox outbox = open()) {
      assertThat(outbox.journal().documents())
          .containsExactly("{\"changed\":true}", "{\"id\":\"c-1\"}");
      assertThat(outbox.twins().documents())
          .containsExactly("{\"twin\":\"c-2\"}", "{\"twin\":\"c-1\"}", "{\"twin\":\"c-3\"}");
    }
  }

  @Test
  void sharesOneCommitAmongManyReadings() {
    try (SqlOutbox outbox = open()) {
      List<CompletableFuture<Receipt>> all = new ArrayList<>();
      for (long seq = 1; seq <= 2_000; seq++) {
        CompletableFuture<Receipt> done = new CompletableFuture<>();
        outbox.append(intake("soil-1", "s", seq), done::complete);
        all.add(done);
      }
      all.forEach(each ->
          assertThat(each.orTimeout(60, TimeUnit.SECONDS).join()).isEqualTo(Receipt.STORED));
      assertThat(outbox.counts().commits()).isLessThan(1_000);
      assertThat(outbox.counts().stored()).isEqualTo(2_000);
    }
  }

  @Test
  void usesTheDiskAgainThatWasFreed() throws IOException {
    try (SqlOutbox outbox = open()) {
      for (int round = 0; round < 3; round++) {
        fillAndForget(outbox, 4_000L * round + 1, 4_000);
      }
      long size = sizeOnDisk();
      for (int round = 3; round < 12; round++) {
        fillAndForget(outbox, 4_000L * round + 1, 4_000);
      }
      assertThat(sizeOnDisk()).isLessThan(size * 3 / 2);
    }
  }

  private long sizeOnDisk() throws IOException {
    return Files.size(directory.resolve("outbox.db"))
        + Files.size(directory.resolve("outbox.db-wal"));
  }

  private static void fillAndForget(Outbox outbox, long from, long count) {
    for (long seq = from; seq < from + count - 1; seq++) {
      outbox.append(intake("soil-1", "s", seq), receipt -> {});
    }
    append(outbox, from + count - 1);
    outbox.forget(from + count - 1);
    await().untilAsserted(() -> assertThat(outbox.state().entries()).isZero());
  }

  @Test
  void keepsASecondGatewayOffItsDirectory() {
    try (SqlOutbox outbox = open()) {
      assertThatThrownBy(
              () -> SqlOutbox.open(directory, OutboxConfig.DEFAULTS, InstantSource.system()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(directory.toString())
          .hasMessageContaining("in use by another gateway");
      assertThat(append(outbox, 1)).isEqualTo(Receipt.STORED);
    }
  }

  @Test
  void refusesToStartWithADamagedStore() throws IOException {
    Files.writeString(directory.resolve("outbox.db"), "this is no database ".repeat(500));
    assertDamaged();
  }

  @Test
  void refusesToStartWhereEntriesAreMissing() throws IOException {
    try (SqlOutbox outbox = open()) {
      for (long seq = 1; seq <= 2_000; seq++) {
        outbox.append(intake("soil-1", "s", seq), receipt -> {});
      }
      append(outbox, 2_001);
    }
    Path file = directory.resolve("outbox.db");
    byte[] bytes = Files.readAllBytes(file);
    byte[] garbage = "garbage ".repeat(2_048).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(garbage, 0, bytes, bytes.length / 2 / 4096 * 4096, garbage.length);
    Files.write(file, bytes);
    assertDamaged();
  }

  private void assertDamaged() {
    assertThatThrownBy(
            () -> SqlOutbox.open(directory, OutboxConfig.DEFAULTS, InstantSource.system()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("outbox.db")
        .hasMessageContaining("cannot be used")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void refusesWhatComesAfterItsEnd() {
    SqlOutbox outbox = open();
    outbox.close();
    assertThat(append(outbox, 1)).isEqualTo(Receipt.REFUSED);
  }
}
