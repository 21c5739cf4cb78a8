package io.fieldway.cloud.resource;

import io.fieldway.cloud.database.Commit;
import io.fieldway.cloud.database.JudgedBatch.JudgedPoint;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;

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
            .description("From the device's time of a point to its commit")
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
    for (JudgedPoint each : commit.stored()) {
      Duration took = Duration.between(each.point().deviceTime(), now);
      latency.record(took.isNegative() ? Duration.ZERO : took);
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
