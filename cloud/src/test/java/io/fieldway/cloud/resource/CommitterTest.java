package io.fieldway.cloud.resource;

import static io.fieldway.cloud.stage.Samples.LIVE;
import static io.fieldway.cloud.stage.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.database.SqlCommit;
import io.fieldway.cloud.database.SqlGateways;
import io.fieldway.cloud.database.SqlRegistry;
import io.fieldway.cloud.database.SqlTelemetry;
import io.fieldway.cloud.queue.BatchReader;
import io.fieldway.cloud.queue.BatchWriter;
import io.fieldway.cloud.queue.FeedItem;
import io.fieldway.cloud.queue.Message;
import io.fieldway.cloud.queue.QueueException;
import io.fieldway.cloud.queue.QueuedBatch;
import io.fieldway.cloud.queue.Subscription;
import io.fieldway.cloud.stage.Rig;
import io.fieldway.cloud.stage.Samples;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.DataBatch;
import io.fieldway.wire.telemetry.Batch;
import io.fieldway.wire.telemetry.Entry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The committer against a real Redis and a real database.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommitterTest {
  private Rig rig;
  private BatchWriter writer;
  private BatchReader reader;
  private Committer committer;
  private Subscription subscription;
  private final List<Message> heard = new CopyOnWriteArrayList<>();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private String gateway = "";
  private String device = "";

  @BeforeAll
  void start(@TempDir Path data) {
    rig = Rig.start(data);
    writer = new BatchWriter(rig.redis());
  }

  @AfterAll
  void stop() {
    rig.close();
  }

  @BeforeEach
  void register() {
    gateway = "gw-" + UUID.randomUUID();
    device = "v-" + UUID.randomUUID();
    rig.gateway(gateway);
    rig.valve(device, gateway);
    heard.clear();
    subscription = rig.messages().subscribe(heard::add);
    begin();
    committer.join();
    committer.finishBegun();
  }

  @AfterEach
  void end() {
    subscription.close();
    reader.close();
  }

  /// A committer as a new process would make it.
  private void begin() {
    reader = new BatchReader(rig.redis());
    committer =
        new Committer(
            ResourceConfig.defaults(),
            reader,
            new SqlCommit(rig.database()),
            new SqlRegistry(rig.database()),
            rig.messages(),
            rig.feed(),
            new CommitMetrics(meters, new PointRate(Duration.ofSeconds(10))),
            Clock.systemUTC());
  }

  @Test
  void storesWhatIsQueuedAndSaysHowFar() {
    send(1, 5);
    send(6, 8);
    assertThat(committer.step()).isTrue();
    assertThat(committed()).isEqualTo(8);
    Rig.await("the word of it")
        .until(() -> heard.contains(new Message.Committed(gateway, LIVE, 8)));
    assertThat(reader.unfinished(10)).isEmpty();
    writer.measure();
    Rig.await("the queue is empty").until(() -> writer.longest() == 0);
  }

  @Test
  void storesABatchThatIsSentTwiceOnce() {
    send(1, 5);
    send(1, 5);
    send(4, 7);
    committer.step();
    assertThat(committed()).isEqualTo(7);
    assertThat(stored()).isEqualTo(7);
    assertThat(new SqlGateways(rig.database()).streams(gateway, 1).getFirst().duplicates())
        .isEqualTo(7);
  }

  @Test
  void leavesABatchAfterAHoleOutAndSaysWhatItExpected() throws Exception {
    send(1, 2);
    String entry = writer.append(gateway, body(4, 5)).toCompletableFuture().get();
    committer.step();
    assertThat(committed()).isEqualTo(2);
    Rig.await("the word of it")
        .until(() -> heard.contains(new Message.NotContiguous(gateway, LIVE, 3, entry)));
    assertThat(reader.unfinished(10)).as("the batch is not kept").isEmpty();
    send(3, 5);
    committer.step();
    assertThat(committed()).isEqualTo(5);
  }

  @Test
  void findsWhatWasReadAndNotStoredBeforeACrash() {
    send(1, 5);
    List<QueuedBatch> read = reader.fresh(10, Duration.ofSeconds(5));
    assertThat(read).hasSize(1);
    crash();
    assertThat(committed()).isZero();
    committer.finishBegun();
    assertThat(committed()).isEqualTo(5);
  }

  @Test
  void dropsWhatWasStoredAndNotTakenOutBeforeACrash() {
    send(1, 5);
    List<QueuedBatch> read = reader.fresh(10, Duration.ofSeconds(5));
    committer.refreshModels();
    committer.store(read.stream().map(committer::read).toList());
    crash();
    assertThat(committed()).isEqualTo(5);
    committer.finishBegun();
    assertThat(stored()).as("stored once").isEqualTo(5);
    Rig.await("the word of it")
        .until(() -> heard.contains(new Message.Committed(gateway, LIVE, 5)));
    assertThat(reader.unfinished(10)).isEmpty();
  }

  @Test
  void goesOnWhenRedisComesBackEmpty() throws Exception {
    send(1, 5);
    committer.step();
    send(6, 7);
    rig.killRedis();
    Rig.await("the subscription is back")
        .until(() -> {
          rig.messages().publish(new Message.CommandWaiting("ping"));
          return heard.contains(new Message.CommandWaiting("ping"));
        });
    assertThatThrownBy(() -> committer.step()).isInstanceOf(QueueException.class);
    Rig.await("the reader's own connection is back")
        .ignoreExceptionsInstanceOf(QueueException.class)
        .until(() -> {
          committer.join();
          committer.finishBegun();
          return true;
        });
    send(8, 9);
    committer.step();
    assertThat(committed()).as("6 and 7 went with Redis").isEqualTo(5);
    Rig.await("the word of it")
        .until(() ->
            heard.stream()
                .anyMatch(
                    each -> each instanceof Message.NotContiguous hole && hole.expected() == 6));
    send(6, 9);
    committer.step();
    assertThat(committed()).isEqualTo(9);
    assertThat(stored()).isEqualTo(9);
  }

  @Test
  void theLoopLivesThroughRedisBeingKilledAgainAndAgain() throws Exception {
    CommitLoop loop =
        new CommitLoop(
            ResourceConfig.defaults(),
            committer,
            new CommitMetrics(meters, new PointRate(Duration.ofSeconds(10))),
            reader);
    loop.start();
    try (loop) {
      @Var long to = 0;
      for (int round = 1; round <= 3; round++) {
        long expected = 10L * round;
        while (to < expected) {
          long from = committed() + 1;
          to = expected;
          sendIfRedisIsThere(from, to);
          if (round == 2 && from == 11) {
            rig.killRedis();
          }
          long last = to;
          Rig.await("committed, or sent again")
              .until(() -> {
                if (committed() < last) {
                  sendIfRedisIsThere(committed() + 1, last);
                }
                return committed() >= last;
              });
        }
      }
    }
    assertThat(stored()).isEqualTo(30);
    begin();
  }

  @Test
  void putsWhatTheModelRefusesAsideAndCountsItAsReceived() {
    Entry wrong = new Entry(1, List.of(Samples.flow(device, 500, NOON)));
    Entry right = new Entry(2, List.of(Samples.flow(device, 50, NOON)));
    send(new DataBatch(new Batch(LIVE, List.of(wrong, right))));
    committer.step();
    assertThat(committed()).isEqualTo(2);
    assertThat(stored()).isEqualTo(1);
    assertThat(new SqlTelemetry(rig.database()).quarantine(device, 10))
        .singleElement()
        .satisfies(each -> assertThat(each.reason()).contains("100"));
  }

  @Test
  void takesWhatIsNoBatchOutOfTheQueue() {
    assertThat(writer.append(gateway, "[]").toCompletableFuture().join()).isNotEmpty();
    send(1, 1);
    committer.step();
    committer.finishBegun();
    assertThat(committed()).isEqualTo(1);
    assertThat(reader.unfinished(10)).isEmpty();
  }

  @Test
  void showsPagesTheNewPoints() {
    String before = rig.feed().end();
    send(1, 3);
    committer.step();
    Rig.await("the feed").until(() -> !rig.feed().after(before, 10).isEmpty());
    FeedItem item = rig.feed().after(before, 10).getFirst();
    assertThat(item.event()).isEqualTo("points");
    assertThat(Json.parse("feed", item.data()).path("points"))
        .hasSize(3)
        .first()
        .satisfies(point -> assertThat(point.path("device").asString()).isEqualTo(device));
  }

  private void crash() {
    reader.close();
    begin();
  }

  private void send(long from, long to) {
    send(Samples.batch(device, from, to));
  }

  private void send(DataBatch batch) {
    writer.append(gateway, Json.write(batch.json())).toCompletableFuture().join();
  }

  private void sendIfRedisIsThere(long from, long to) {
    var queued = writer.append(gateway, body(from, to)).toCompletableFuture();
    assertThat(queued.handle((_, thrown) -> thrown == null || thrown != null).join()).isTrue();
  }

  private String body(long from, long to) {
    return Json.write(Samples.batch(device, from, to).json());
  }

  private long committed() {
    return new SqlGateways(rig.database()).committed(gateway, LIVE);
  }

  private long stored() {
    return new SqlGateways(rig.database()).streams(gateway, 1).getFirst().points();
  }
}
