package io.fieldway.cloud.resource;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.database.Commit;
import io.fieldway.cloud.database.JudgedBatch.JudgedPoint;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What the committer counts.
final class CommitMetrics {
  private final Counter stored;
  private final Counter quarantined;
  private final Counter duplicates;
  private final Counter holes;
  private final Counter unreadable;
  private final Counter failures;
  private final DistributionSummary transaction;
  private final Timer latency;

  private final PointRate rate;

  CommitMetrics(MeterRegistry registry, PointRate rate) {
    this.rate = rate;
    stored = counter(registry, "fieldway.points.stored", "Points that are new in the database");
    quarantined = counter(registry, "fieldway.points.quarantined", "Points refused by their model");
    duplicates = counter(registry, "fieldway.points.duplicates", "Points dropped as stored before");
    holes = counter(registry, "fieldway.commit.holes", "Batches not stored since they left a hole");
    unreadable = counter(registry, "fieldway.commit.unreadable", "Queue entries that are no batch");
    failures = counter(registry, "fieldway.commit.failures", "Rounds that failed and came again");
    transaction =
        DistributionSummary.builder("fieldway.commit.points")
            .description("Points of one transaction")
            .register(registry);
    latency =
        Timer.builder("fieldway.latency.reading.to.stored")
            .description("From the device's time of a reading to its commit")
            .publishPercentiles(0.5, 0.99)
            .register(registry);
  }

  void committed(Commit commit, Instant now) {
    rate.add(now, commit.stored().size());
    stored.increment(commit.stored().size());
    quarantined.increment(commit.quarantined().size());
    duplicates.increment((double) commit.duplicates());
    holes.increment(
        (double) commit.batches().stream().filter(each -> each instanceof Commit.Hole).count());
    transaction.record(commit.stored().size());
    waited(commit.stored(), now.toEpochMilli());
  }

  /// Points of one reading have waited as long as each other and count once.
  private void waited(List<JudgedPoint> stored, long nowMillis) {
    @Var long before = Long.MIN_VALUE;
    for (JudgedPoint each : stored) {
      long measured = each.point().deviceTime().toEpochMilli();
      if (measured != before || each.ordinal() == 0) {
        latency.record(Math.max(0, nowMillis - measured), TimeUnit.MILLISECONDS);
        before = measured;
      }
    }
  }

  void unreadable() {
    unreadable.increment();
  }

  void failed() {
    failures.increment();
  }

  private static Counter counter(MeterRegistry registry, String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }
}
