package io.fieldway.cloud.resource;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.database.Commit;
import io.fieldway.cloud.database.JudgedBatch;
import io.fieldway.cloud.database.JudgedBatch.JudgedPoint;
import io.fieldway.cloud.database.SqlCommit;
import io.fieldway.cloud.database.SqlRegistry;
import io.fieldway.cloud.database.SqlRegistry.Snapshot;
import io.fieldway.cloud.queue.BatchReader;
import io.fieldway.cloud.queue.Feed;
import io.fieldway.cloud.queue.FeedEvent;
import io.fieldway.cloud.queue.Message;
import io.fieldway.cloud.queue.Messages;
import io.fieldway.cloud.queue.QueuedBatch;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.channel.DataBatch;
import io.fieldway.wire.telemetry.Point;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings batches from the queue into the database, in the order read → judge → store → take out of
/// the queue → tell. A crash between any two steps costs nothing: a batch that is stored and still
/// in the queue comes again and is dropped by its stream's watermark.
///
/// Used by one thread, [CommitLoop].
final class Committer {
  private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

  private final ResourceConfig config;
  private final BatchReader queue;
  private final SqlCommit database;
  private final SqlRegistry registry;
  private final Messages messages;
  private final Feed feed;
  private final CommitMetrics metrics;
  private final Clock clock;
  @Var private Snapshot known = Snapshot.EMPTY;

  /// A batch of the queue that could be read.
  record ReadBatch(QueuedBatch queued, JudgedBatch judged) {}

  Committer(
      ResourceConfig config,
      BatchReader queue,
      SqlCommit database,
      SqlRegistry registry,
      Messages messages,
      Feed feed,
      CommitMetrics metrics,
      Clock clock) {
    this.config = config;
    this.queue = queue;
    this.database = database;
    this.registry = registry;
    this.messages = messages;
    this.feed = feed;
    this.metrics = metrics;
    this.clock = clock;
  }

  /// Makes sure that the queue knows us.
  ///
  /// @throws RuntimeException where Redis fails
  void join() {
    queue.join();
  }

  /// Finishes what was begun before: after a crash, a failure, or an answer that got lost.
  ///
  /// @throws RuntimeException where Redis or the database fails; nothing is lost by it
  void finishBegun() {
    @Var List<QueuedBatch> begun = queue.unfinished(config.readBatches());
    while (!begun.isEmpty()) {
      handle(begun);
      begun = queue.unfinished(config.readBatches());
    }
  }

  /// Waits for batches and stores them.
  ///
  /// @return whether there were any
  /// @throws RuntimeException where Redis or the database fails; nothing is lost by it
  boolean step() {
    List<QueuedBatch> fresh = queue.fresh(config.readBatches(), config.readPatience());
    handle(fresh);
    return !fresh.isEmpty();
  }

  private void handle(List<QueuedBatch> queued) {
    List<QueuedBatch> gathered = new ArrayList<>();
    List<ReadBatch> readable = new ArrayList<>();
    @Var int points = 0;
    refreshModels();
    for (QueuedBatch each : queued) {
      gathered.add(each);
      try {
        ReadBatch batch = read(each);
        readable.add(batch);
        points += batch.judged.points().size();
      } catch (MalformedException e) {
        metrics.unreadable();
        LOG.warn("Batch {} of the queue is not a batch: {}", each.name(), e.getMessage());
      }
      if (points >= config.commitPoints()) {
        finish(gathered, readable);
        gathered.clear();
        readable.clear();
        points = 0;
      }
    }
    finish(gathered, readable);
  }

  private void finish(List<QueuedBatch> gathered, List<ReadBatch> readable) {
    if (gathered.isEmpty()) {
      return;
    }
    Commit commit = store(readable);
    queue.done(gathered);
    tell(readable, commit);
  }

  /// Stores what fits, in one transaction.
  Commit store(List<ReadBatch> readable) {
    Instant now = clock.instant();
    Commit commit = database.commit(readable.stream().map(ReadBatch::judged).toList(), now);
    metrics.committed(commit, clock.instant());
    return commit;
  }

  /// Tells the machine servers what is committed and what left a hole, and the pages what is new.
  void tell(List<ReadBatch> readable, Commit commit) {
    Map<List<Object>, Message.Committed> last = new LinkedHashMap<>();
    for (int i = 0; i < readable.size(); i++) {
      switch (commit.batches().get(i)) {
        case Commit.Stands stands ->
            last.put(
                List.of(stands.gateway(), stands.stream()),
                new Message.Committed(stands.gateway(), stands.stream(), stands.committed()));
        case Commit.Hole hole ->
            messages.publish(
                new Message.NotContiguous(
                    hole.gateway(), hole.stream(), hole.expected(), readable.get(i).queued.name()));
      }
    }
    last.values().forEach(messages::publish);
    show(commit);
  }

  ReadBatch read(QueuedBatch queued) {
    DataBatch data = DataBatch.read(Json.parse("queue", queued.body()));
    return new ReadBatch(queued, Judge.judge(queued.gateway(), data.batch(), known.models()));
  }

  /// Takes the models in force.
  void refreshModels() {
    if (registry.version() != known.version()) {
      known = registry.snapshot();
    }
  }

  private void show(Commit commit) {
    List<JudgedPoint> stored = commit.stored();
    if (!stored.isEmpty()) {
      List<Point> newest =
          stored.subList(Math.max(0, stored.size() - config.feedPoints()), stored.size()).stream()
              .map(JudgedPoint::point)
              .toList();
      feed.publish(new FeedEvent.Points(clock.instant(), newest));
    }
    List<JudgedPoint> refused = commit.quarantined();
    for (JudgedPoint each :
        refused.subList(Math.max(0, refused.size() - config.feedPoints() / 10), refused.size())) {
      feed.publish(new FeedEvent.Quarantine(each.point(), each.refusal().orElse("")));
    }
  }
}
