package io.fieldway.cloud.blob;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.database.SqlBlobs;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/// What is counted of blobs in this process.
final class BlobMetrics {
  /// Why a blob is removed.
  enum Reason {
    /// Its device has newer ones, as many as are kept.
    COUNT("count"),
    /// All devices have more bytes than are kept.
    BYTES("bytes"),
    /// Somebody wanted it gone.
    PERSON("person"),
    /// Its rest did not come.
    ABANDONED("abandoned"),
    /// It was not what was announced.
    WRONG("wrong-hash");

    private final String word;

    Reason(String word) {
      this.word = word;
    }
  }

  private final MeterRegistry registry;
  private final Counter stored;
  private final Counter chunks;
  @Var private volatile SqlBlobs.Sum kept = new SqlBlobs.Sum(0, 0);

  BlobMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.stored =
        Counter.builder("fieldway.blobs.stored")
            .description("Blobs taken whole from gateways")
            .register(registry);
    this.chunks =
        Counter.builder("fieldway.blobs.chunks")
            .description("Chunks of blobs written")
            .register(registry);
    Gauge.builder("fieldway.blobs.kept", this, each -> each.kept.count())
        .description("Blobs on the platform's disk, as of the last change here")
        .register(registry);
    Gauge.builder("fieldway.blobs.bytes", this, each -> each.kept.bytes())
        .description("Their bytes")
        .register(registry);
  }

  void stored() {
    stored.increment();
  }

  void chunk() {
    chunks.increment();
  }

  void removed(Reason reason) {
    Counter.builder("fieldway.blobs.removed")
        .description("Blobs removed, and why")
        .tag("reason", reason.word)
        .register(registry)
        .increment();
  }

  void kept(SqlBlobs.Sum sum) {
    kept = sum;
  }
}
