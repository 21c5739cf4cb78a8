package io.fieldway.cloud.database;

import static io.fieldway.cloud.stage.Samples.LIVE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.database.JudgedBatch.JudgedPoint;
import io.fieldway.cloud.stage.Samples;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CommitTallyTest {
  record Sent(long from, long length) {}

  @Property(tries = 300)
  void whateverComesInWhateverOrderIsStoredOnceAndWithoutAHole(
      @ForAll("batches") List<Sent> batches) {
    StreamTally stream = new StreamTally(1, 0);
    CommitTally tally = new CommitTally();
    @Var long points = 0;
    for (Sent each : batches) {
      JudgedBatch batch = batch(each.from, each.from + each.length - 1);
      points += batch.points().size();
      tally.add(batch, stream);
    }
    Commit commit = tally.commit();
    Set<Long> stored = new HashSet<>();
    for (JudgedPoint each : commit.stored()) {
      assertThat(stored.add(each.seq())).as("%d once", each.seq()).isTrue();
    }
    for (JudgedPoint each : commit.quarantined()) {
      assertThat(stored.add(each.seq())).as("%d once", each.seq()).isTrue();
    }
    assertThat(stored)
        .containsExactlyInAnyOrderElementsOf(
            LongStream.rangeClosed(1, stream.committed()).boxed().toList());
    long refused =
        batches.size()
            - commit.batches().stream().filter(each -> each instanceof Commit.Stands).count();
    assertThat(stored.size() + commit.duplicates())
        .as("with %d refused batches", refused)
        .isLessThanOrEqualTo(points);
    assertThat(stream.points() + stream.quarantined()).isEqualTo(stored.size());
  }

  @Provide
  Arbitrary<List<Sent>> batches() {
    return Combinators.combine(
            Arbitraries.longs().between(1, 30), Arbitraries.longs().between(1, 10))
        .as(Sent::new)
        .list()
        .ofMaxSize(40);
  }

  private static JudgedBatch batch(long from, long to) {
    List<JudgedPoint> points =
        LongStream.rangeClosed(from, to)
            .mapToObj(seq ->
                new JudgedPoint(
                    seq,
                    0,
                    Samples.flow("v", (double) seq, Samples.NOON),
                    seq % 7 == 0 ? Optional.of("no") : Optional.empty()))
            .toList();
    return new JudgedBatch("gw", LIVE, from, to, points);
  }
}
