package io.fieldway.gateway.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Json;
import io.fieldway.wire.telemetry.Batch;
import io.fieldway.wire.telemetry.Entry;
import io.fieldway.wire.telemetry.Gap;
import io.fieldway.wire.telemetry.GapReason;
import io.fieldway.wire.telemetry.Point;
import io.fieldway.wire.telemetry.SenMl;
import io.fieldway.wire.telemetry.StreamId;
import io.fieldway.wire.telemetry.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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

  static List<StoredEntry> read(Outbox outbox, long from, int entries, long bytes) {
    return outbox
        .read(outbox.state().stream(), from, entries, bytes)
        .map(Portion::entries)
        .orElse(List.of());
  }

  private static void forget(Outbox outbox, long upTo) {
    outbox.forget(outbox.state().stream(), upTo);
  }

  @Test
  void holdsWhatWasAppendedUntilItIsForgotten() {
    try (SqlOutbox outbox = open()) {
      for (long seq = 1; seq <= 5; seq++) {
        assertThat(append(outbox, seq)).isEqualTo(Receipt.STORED);
      }
      assertThat(read(outbox, 2, 2, 10_000)).extracting(StoredEntry::seq).containsExactly(2L, 3L);
      forget(outbox, 3);
      await().untilAsserted(() -> assertThat(outbox.state().entries()).isEqualTo(2));
      assertThat(read(outbox, 1, 10, 10_000)).extracting(StoredEntry::seq).containsExactly(4L, 5L);
      assertThat(outbox.oldest()).contains(NOW);
      forget(outbox, 5);
      await().untilAsserted(() -> assertThat(outbox.state().bytes()).isZero());
      assertThat(outbox.oldest()).isEmpty();
    }
  }

  @Test
  void givesBackWhatItTook() {
    try (SqlOutbox outbox = open()) {
      append(outbox, 1);
      List<StoredEntry> entries = read(outbox, 1, 1, 1);
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
      assertThat(read(outbox, 1, 10, 2 * size)).hasSize(2);
      assertThat(read(outbox, 1, 10, 1)).hasSize(1);
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
      forget(outbox, 2);
      await().untilAsserted(() -> assertThat(outbox.state().entries()).isZero());
      before = outbox.state();
    }
    try (SqlOutbox outbox = open()) {
      assertThat(outbox.state()).isEqualTo(before);
      append(outbox, 3);
      assertThat(read(outbox, 1, 10, 1_000)).extracting(StoredEntry::seq).containsExactly(3L);
    }
  }

  @Test
  void refusesAtTheBoundOfEntriesUntilThereIsRoom() {
    try (SqlOutbox outbox = open(OutboxConfig.DEFAULTS.withMaxEntries(2))) {
      append(outbox, 1);
      append(outbox, 2);
      assertThat(append(outbox, 3)).isEqualTo(Receipt.REFUSED);
      assertThat(append(outbox, 2)).as("held already").isEqualTo(Receipt.REPLAYED);
      forget(outbox, 1);
      assertThat(append(outbox, 4))
          .as("an acknowledgement of 4 would speak for 3")
          .isEqualTo(Receipt.REFUSED);
      assertThat(append(outbox, 3)).isEqualTo(Receipt.STORED);
      forget(outbox, 2);
      assertThat(append(outbox, 4)).isEqualTo(Receipt.STORED);
      assertThat(outbox.counts().refused()).isEqualTo(2);
    }
  }

  @Test
  void takesALaterReadingOnceTheDeviceHasConnectedAnew() {
    try (SqlOutbox outbox = open(OutboxConfig.DEFAULTS.withMaxEntries(1))) {
      append(outbox, 1);
      assertThat(append(outbox, 2)).isEqualTo(Receipt.REFUSED);
      forget(outbox, 1);
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
      forget(outbox, 300);
      OutboxState renewed = outbox.renew().orTimeout(60, TimeUnit.SECONDS).join();
      assertThat(renewed.stream().epoch()).isEqualTo(NOW.toEpochMilli() + 1);
      assertThat(renewed.last()).isEqualTo(2_201);
      assertThat(renewed.newest().forgotten()).isZero();
      List<StoredEntry> entries = read(outbox, 1, 5_000, Long.MAX_VALUE);
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
    forget(outbox, from + count - 1);
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

  private static void appendAll(Outbox outbox, long from, long to) {
    for (long seq = from; seq < to; seq++) {
      outbox.append(intake("soil-1", "s", seq), receipt -> {});
    }
    assertThat(append(outbox, to)).isEqualTo(Receipt.STORED);
  }

  private static Portion all(Outbox outbox, StreamId stream, long from) {
    Portion portion = outbox.read(stream, from, 1_000_000, Long.MAX_VALUE).orElseThrow();
    // Every sequence is there or lies in a gap: a batch takes nothing else.
    List<Entry> entries =
        portion.entries().stream()
            .map(each -> new Entry(each.seq(), intake("soil-1", "s", each.seq()).points()))
            .toList();
    assertThat(new Batch(stream, portion.from(), portion.to(), entries, portion.gaps()))
        .isNotNull();
    return portion;
  }

  private static List<Double> numbers(Portion portion) {
    String pack =
        "[" + String.join(",", portion.entries().stream().map(StoredEntry::records).toList()) + "]";
    return SenMl.readWithHoles("outbox", Json.parse("outbox", pack)).stream()
        .map(each -> ((Value.Numeric) each.points().getFirst().value()).number())
        .toList();
  }

  @Test
  void beginsAnotherStreamForWhatIsNew() {
    OutboxState before;
    try (SqlOutbox outbox = open()) {
      appendAll(outbox, 1, 5);
      forget(outbox, 2);
      outbox.cut();
      appendAll(outbox, 6, 8);
      OutboxState state = outbox.state();
      assertThat(state.streams()).hasSize(2);
      assertThat(state.entries()).isEqualTo(6);
      StreamId old = state.streams().getFirst().stream();
      assertThat(state.stream().epoch()).isGreaterThan(old.epoch());
      assertThat(numbers(all(outbox, old, 3))).containsExactly(3.0, 4.0, 5.0);
      assertThat(numbers(all(outbox, state.stream(), 1))).containsExactly(6.0, 7.0, 8.0);
      assertThat(outbox.read(old, 6, 10, 1_000)).isEmpty();
      outbox.forget(state.stream(), 2);
      outbox.forget(old, 4);
      await().untilAsserted(() -> assertThat(outbox.state().entries()).isEqualTo(2));
      before = outbox.state();
    }
    try (SqlOutbox outbox = open()) {
      assertThat(outbox.state()).isEqualTo(before);
      outbox.forget(before.streams().getFirst().stream(), 5);
      await().untilAsserted(() -> assertThat(outbox.state().streams()).hasSize(1));
      assertThat(numbers(all(outbox, before.stream(), 3))).containsExactly(8.0);
      appendAll(outbox, 9, 9);
      assertThat(outbox.state().last()).isEqualTo(4);
    }
  }

  @Test
  void beginsNoStreamMoreThanItMay() {
    try (SqlOutbox outbox = open(OutboxConfig.DEFAULTS.withMaxStreams(2))) {
      outbox.cut();
      appendAll(outbox, 1, 1);
      assertThat(outbox.state().streams()).as("nothing was left behind").hasSize(1);
      for (long seq = 2; seq <= 5; seq++) {
        outbox.cut();
        appendAll(outbox, seq, seq);
      }
      assertThat(outbox.state().streams()).hasSize(2);
      assertThat(outbox.state().entries()).isEqualTo(5);
    }
  }

  @Test
  void dropsTheOldestAndKeepsTheirPlace() {
    OutboxConfig config =
        OutboxConfig.DEFAULTS.withMaxEntries(10).withPolicy(FullPolicy.DROP_OLDEST);
    try (SqlOutbox outbox = open(config)) {
      appendAll(outbox, 1, 8);
      outbox.cut();
      appendAll(outbox, 9, 30);
      OutboxState state = outbox.state();
      assertThat(state.entries()).isEqualTo(10);
      assertThat(outbox.counts().dropped()).isEqualTo(20);
      StreamId old = state.streams().getFirst().stream();
      assertThat(all(outbox, old, 1))
          .isEqualTo(
              new Portion(1, 8, List.of(), List.of(new Gap(1, 8, GapReason.FULL, NOW, NOW))));
      Portion rest = all(outbox, state.stream(), 1);
      assertThat(rest.gaps()).containsExactly(new Gap(1, 12, GapReason.FULL, NOW, NOW));
      assertThat(numbers(rest)).hasSize(10).startsWith(21.0).endsWith(30.0);
      assertThat(append(outbox, 7)).as("it was taken once").isEqualTo(Receipt.REPLAYED);
      outbox.forget(state.stream(), 5);
      outbox.forget(old, 8);
      await().untilAsserted(() -> assertThat(outbox.state().streams()).hasSize(1));
      assertThat(all(outbox, state.stream(), 6).gaps())
          .containsExactly(new Gap(6, 12, GapReason.FULL, NOW, NOW));
    }
    try (SqlOutbox outbox = open(config)) {
      OutboxState renewed = outbox.renew().orTimeout(60, TimeUnit.SECONDS).join();
      Portion portion = all(outbox, renewed.stream(), 1);
      assertThat(portion.to()).isEqualTo(17);
      assertThat(portion.gaps()).containsExactly(new Gap(1, 7, GapReason.FULL, NOW, NOW));
      assertThat(numbers(portion)).hasSize(10).startsWith(21.0);
    }
  }

  @Test
  void dropsByBytesToo() {
    OutboxConfig config =
        OutboxConfig.DEFAULTS.withMaxBytes(1_000).withPolicy(FullPolicy.DROP_OLDEST);
    try (SqlOutbox outbox = open(config)) {
      appendAll(outbox, 1, 500);
      assertThat(outbox.state().bytes()).isBetween(800L, 1_000L);
      assertThat(outbox.state().entries() + outbox.counts().dropped()).isEqualTo(500);
      assertThat(numbers(all(outbox, outbox.state().stream(), 1))).endsWith(500.0);
    }
  }

  @Test
  void thinsOutTheOlderHalfAgainAndAgain() {
    OutboxConfig config = OutboxConfig.DEFAULTS.withMaxEntries(100).withPolicy(FullPolicy.THIN_OUT);
    try (SqlOutbox outbox = open(config)) {
      appendAll(outbox, 1, 2_000);
      assertThat(outbox.state().entries()).isBetween(50L, 100L);
      Portion portion = all(outbox, outbox.state().stream(), 1);
      assertThat(portion.to()).isEqualTo(2_000);
      assertThat(portion.gaps()).isNotEmpty().allMatch(each -> each.reason() == GapReason.THINNED);
      List<Double> numbers = numbers(portion);
      assertThat(numbers).isSorted().endsWith(1_999.0, 2_000.0);
      assertThat(numbers.stream().filter(each -> each < 1_000).count())
          .as("the old half is there in less detail")
          .isBetween(1L, 50L);
    }
  }

  @Test
  void letsGoWhatHasWaitedForTooLong() {
    InstantSource late = InstantSource.fixed(NOW.plus(Duration.ofHours(7)));
    OutboxConfig config =
        OutboxConfig.DEFAULTS.withMaxAge(Duration.ofHours(6)).withPolicy(FullPolicy.DROP_OLDEST);
    try (SqlOutbox outbox = open(config)) {
      appendAll(outbox, 1, 2_500);
    }
    try (SqlOutbox outbox = reopen(config, late)) {
      await().untilAsserted(() -> assertThat(outbox.state().entries()).isZero());
      assertThat(all(outbox, outbox.state().stream(), 1).gaps())
          .containsExactly(new Gap(1, 2_500, GapReason.TOO_OLD, NOW, NOW));
      appendAll(outbox, 2_501, 2_501);
      assertThat(outbox.state().entries()).isOne();
    }
  }

  @Test
  void refusesWhileTheOldestHasWaitedForTooLongWhereItMayDropNothing() {
    InstantSource late = InstantSource.fixed(NOW.plus(Duration.ofHours(7)));
    OutboxConfig config = OutboxConfig.DEFAULTS.withMaxAge(Duration.ofHours(6));
    try (SqlOutbox outbox = open(config)) {
      appendAll(outbox, 1, 3);
    }
    try (SqlOutbox outbox = reopen(config, late)) {
      assertThat(append(outbox, 4)).isEqualTo(Receipt.REFUSED);
      forget(outbox, 3);
      await().untilAsserted(() -> assertThat(outbox.state().entries()).isZero());
      assertThat(append(outbox, 4)).isEqualTo(Receipt.STORED);
    }
  }

  private SqlOutbox reopen(OutboxConfig config, InstantSource clock) {
    try {
      return SqlOutbox.open(directory, config, clock);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Whatever comes, goes, is cut and dropped: each stream's places are all there or in a gap.
  @Test
  void leavesNoPlaceUnaccountedFor() {
    for (long seed = 1; seed <= 12; seed++) {
      Random chance = new Random(seed);
      FullPolicy policy = seed % 2 == 0 ? FullPolicy.THIN_OUT : FullPolicy.DROP_OLDEST;
      OutboxConfig config = OutboxConfig.DEFAULTS.withMaxEntries(40).withPolicy(policy);
      try (SqlOutbox outbox = open(config)) {
        @Var long next = outbox.resume("soil-1", "s") + 1;
        for (int step = 0; step < 60; step++) {
          long count = 1L + chance.nextInt(30);
          appendAll(outbox, next, next + count - 1);
          next += count;
          StreamState one =
              outbox.state().streams().get(chance.nextInt(outbox.state().streams().size()));
          switch (chance.nextInt(5)) {
            case 0 -> outbox.cut();
            case 1 -> outbox.forget(one.stream(), one.forgotten() + chance.nextInt(60));
            default -> {
              // Nothing but readings.
            }
          }
          check(outbox, seed);
        }
      }
    }
  }

  private static void check(Outbox outbox, long seed) {
    append(outbox, "soil-2", "barrier", System.nanoTime());
    OutboxState state = outbox.state();
    assertThat(state.entries()).as("seed %d", seed).isLessThanOrEqualTo(40);
    @Var long entries = 0;
    for (StreamState each : state.streams()) {
      if (!each.isDone()) {
        Portion portion = all(outbox, each.stream(), each.forgotten() + 1);
        assertThat(portion.to()).as("seed %d", seed).isEqualTo(each.last());
        entries += portion.entries().size();
      }
    }
    assertThat(entries).as("seed %d", seed).isEqualTo(state.entries());
  }

  @Test
  void takesUpTheStoreOfAnOlderGateway() throws Exception {
    try (SqlOutbox outbox = open()) {
      appendAll(outbox, 1, 5);
      forget(outbox, 2);
      await().untilAsserted(() -> assertThat(outbox.state().entries()).isEqualTo(3));
    }
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("outbox.db"));
        Statement statement = connection.createStatement()) {
      statement.execute("DROP INDEX stream_by_epoch");
      statement.execute("DROP TABLE gap");
      statement.execute("ALTER TABLE stream DROP COLUMN base");
      statement.execute("ALTER TABLE stream DROP COLUMN entries");
      statement.execute("PRAGMA user_version = 1");
    }
    try (SqlOutbox outbox = open()) {
      assertThat(outbox.state().entries()).isEqualTo(3);
      assertThat(numbers(all(outbox, outbox.state().stream(), 3))).containsExactly(3.0, 4.0, 5.0);
    }
  }
}
