package io.fieldway.cloud.blob;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.blob.BlobMetrics.Reason;
import io.fieldway.cloud.database.BlobRow;
import io.fieldway.cloud.database.SqlBlobs;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.blob.Receiving;
import io.fieldway.wire.channel.BlobBegin;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The blobs of the platform: carries out what [Receiving] says, keeps what is whole within its
/// bounds, and makes thumbnails. What it knows stands in the database and in the files' sizes
/// alone, so that any process goes on where another was killed. Blocks; for any thread.
public final class BlobStore {
  private static final Logger LOG = LoggerFactory.getLogger(BlobStore.class);

  private static final int STRIPES = 64;
  private static final int AT_ONCE = 100;

  private final BlobConfig config;
  private final SqlBlobs blobs;
  private final BlobDisk disk;
  private final BlobMetrics metrics;
  private final Clock clock;

  /// One at a time of each name in this process.
  private final ReentrantLock[] turns = new ReentrantLock[STRIPES];

  /// One thumbnail at a time: they need memory.
  private final ReentrantLock drawing = new ReentrantLock();

  /// Guarded by itself: one sweep at a time.
  private final ReentrantLock sweeping = new ReentrantLock();

  @Var private volatile Instant swept = Instant.MIN;

  private BlobStore(
      BlobConfig config, SqlBlobs blobs, BlobDisk disk, BlobMetrics metrics, Clock clock) {
    this.config = config;
    this.blobs = blobs;
    this.disk = disk;
    this.metrics = metrics;
    this.clock = clock;
    for (int i = 0; i < STRIPES; i++) {
      turns[i] = new ReentrantLock();
    }
  }

  /// Opens the directory, and makes it where there is none.
  ///
  /// @throws UncheckedIOException with one sentence for the operator
  public static BlobStore open(
      BlobConfig config, SqlBlobs blobs, MeterRegistry meters, Clock clock) {
    try {
      BlobStore store =
          new BlobStore(
              config, blobs, new BlobDisk(config.directory()), new BlobMetrics(meters), clock);
      store.metrics.kept(blobs.sum(BlobRow.State.STORED));
      return store;
    } catch (IOException e) {
      String sentence =
          "The directory of blobs " + config.directory() + " cannot be used (" + e + ").";
      throw new UncheckedIOException(sentence, new IOException(sentence, e));
    }
  }

  /// What somebody who brings a blob is answered, and, where it is whole now, the blob.
  public record Taken(Receiving.Effect effect, Optional<BlobRow> whole) {}

  public Taken begin(String gateway, BlobBegin header) {
    return inTurn(
        header.device(),
        header.id(),
        row ->
            done(
                gateway,
                row,
                new Receiving.Event.Begin(
                    header, row.isPresent() ? Receiving.Room.FITS : room(gateway, header.size())),
                Bytes.EMPTY));
  }

  public Taken chunk(String gateway, String device, String id, long offset, Bytes data) {
    return inTurn(
        device,
        id,
        row -> done(gateway, row, new Receiving.Event.Chunk(offset, data.size()), data));
  }

  public Taken end(String gateway, String device, String id) {
    Taken taken =
        inTurn(device, id, row -> done(gateway, row, new Receiving.Event.End(), Bytes.EMPTY));
    taken.whole().ifPresent(row -> retain(row.header().device()));
    return taken;
  }

  /// Removes a blob for good, on somebody's wish.
  ///
  /// @return whether it was there
  public boolean remove(String device, String id) {
    Taken taken =
        inTurn(
            device,
            id,
            row ->
                done(
                    "",
                    row.filter(each -> each.state() == BlobRow.State.STORED),
                    new Receiving.Event.Remove(),
                    Bytes.EMPTY));
    boolean gone = taken.effect() instanceof Receiving.Effect.Erase;
    if (gone) {
      metrics.removed(Reason.PERSON);
      metrics.kept(blobs.sum(BlobRow.State.STORED));
    }
    return gone;
  }

  /// The file of a stored blob.
  public Path content(BlobRow row) {
    return disk.content(row.number());
  }

  /// Whether a thumbnail is made of blobs of this type.
  public static boolean isPicture(String type) {
    return Thumbnail.TYPES.contains(type);
  }

  /// The types of blobs of which thumbnails are made.
  public static Set<String> pictures() {
    return Thumbnail.TYPES;
  }

  /// The file of a picture's thumbnail, made where there is none yet; empty where none can be made.
  public Optional<Path> thumbnail(BlobRow row) {
    Path file = disk.thumbnail(row.number());
    if (!isPicture(row.header().type())) {
      return Optional.empty();
    }
    drawing.lock();
    try {
      if (!Files.exists(file)) {
        Optional<Bytes> jpeg =
            Thumbnail.of(content(row), config.thumbnailEdge(), config.maxPoints());
        if (jpeg.isEmpty()) {
          return Optional.empty();
        }
        disk.putThumbnail(row.number(), jpeg.get());
      }
      return Optional.of(file);
    } catch (IOException e) {
      LOG.info(
          "No thumbnail of the blob {} of {}: {}",
          row.header().id(),
          row.header().device(),
          e.getMessage());
      return Optional.empty();
    } finally {
      drawing.unlock();
    }
  }

  private interface Work {
    Taken of(Optional<BlobRow> row) throws IOException;
  }

  private Taken inTurn(String device, String id, Work work) {
    ReentrantLock turn = turns[Math.floorMod((device + " " + id).hashCode(), STRIPES)];
    turn.lock();
    try {
      return work.of(blobs.find(device, id));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      turn.unlock();
    }
  }

  private Taken done(String gateway, Optional<BlobRow> row, Receiving.Event event, Bytes data)
      throws IOException {
    Receiving.State state = row.isPresent() ? state(row.get()) : new Receiving.State.Unknown();
    Receiving.Step step = Receiving.on(state, event);
    long number = row.map(BlobRow::number).orElse(0L);
    Instant now = clock.instant();
    switch (step.effect()) {
      case Receiving.Effect.Make(BlobBegin header) -> {
        BlobRow made = blobs.begin(gateway, header, now);
        // Nothing of a former blob with this number, whose row an older database had.
        disk.remove(made.number());
      }
      case Receiving.Effect.Write(long offset) -> {
        disk.write(number, offset, data);
        metrics.chunk();
      }
      case Receiving.Effect.Check(BlobBegin header) -> {
        boolean right = disk.hash(number).equals(header.sha256());
        return done(gateway, row, new Receiving.Event.Checked(right), Bytes.EMPTY);
      }
      case Receiving.Effect.Keep(BlobBegin header) -> {
        disk.keep(number);
        blobs.move(number, BlobRow.State.STORED, now);
        metrics.stored();
        return new Taken(
            step.effect(),
            Optional.of(
                new BlobRow(
                    number, row.orElseThrow().gateway(), header, BlobRow.State.STORED, now)));
      }
      case Receiving.Effect.Discard _ -> {
        blobs.delete(number);
        disk.remove(number);
        metrics.removed(Reason.WRONG);
      }
      case Receiving.Effect.Erase _ -> {
        erase(row.orElseThrow());
      }
      case Receiving.Effect.Tell _,
          Receiving.Effect.Confirm _,
          Receiving.Effect.Refuse _,
          Receiving.Effect.Rest _ -> {}
    }
    return new Taken(step.effect(), Optional.empty());
  }

  private Receiving.State state(BlobRow row) throws IOException {
    return switch (row.state()) {
      case ARRIVING ->
          new Receiving.State.Arriving(
              row.header(), disk.arrived(row.number(), row.header().size()));
      case STORED -> new Receiving.State.Stored(row.header());
      case GONE -> new Receiving.State.Gone(row.header());
    };
  }

  /// Of what was stored the name stays for a while.
  private void erase(BlobRow row) throws IOException {
    if (row.state() == BlobRow.State.STORED) {
      blobs.move(row.number(), BlobRow.State.GONE, clock.instant());
    } else {
      blobs.delete(row.number());
    }
    disk.remove(row.number());
  }

  private Receiving.Room room(String gateway, long size) throws IOException {
    if (size > config.maxBlob()) {
      return Receiving.Room.TOO_LARGE;
    }
    long announced = blobs.sum(BlobRow.State.ARRIVING).bytes() + size;
    boolean fits =
        blobs.arriving(gateway) < config.maxArriving()
            && announced <= config.maxArrivingBytes()
            && disk.free() - announced >= config.reserve();
    return fits ? Receiving.Room.FITS : Receiving.Room.NONE;
  }

  /// Removes what is beyond the bounds, the oldest first, and now and then what is too old.
  private void retain(String device) {
    sweeping.lock();
    try {
      removeAll(blobs.beyond(device, config.maxPerDevice()), Reason.COUNT);
      @Var SqlBlobs.Sum sum = blobs.sum(BlobRow.State.STORED);
      while (sum.bytes() > config.maxBytes() && sum.count() > 1) {
        removeAll(beyond(sum), Reason.BYTES);
        sum = blobs.sum(BlobRow.State.STORED);
      }
      metrics.kept(sum);
      Instant now = clock.instant();
      if (swept.isBefore(now.minus(config.sweepEvery()))) {
        swept = now;
        removeAll(
            blobs.since(BlobRow.State.ARRIVING, now.minus(config.arrivingLife())),
            Reason.ABANDONED);
        blobs
            .since(BlobRow.State.GONE, now.minus(config.goneLife()))
            .forEach(each -> blobs.delete(each.number()));
      }
    } finally {
      sweeping.unlock();
    }
  }

  /// The oldest that are too much; the newest of all stays.
  private List<BlobRow> beyond(SqlBlobs.Sum sum) {
    List<BlobRow> oldest = blobs.oldest((int) Math.min(AT_ONCE, sum.count() - 1));
    @Var long left = sum.bytes();
    @Var int count = 0;
    while (count < oldest.size() && left > config.maxBytes()) {
      left -= oldest.get(count).header().size();
      count++;
    }
    return oldest.subList(0, count);
  }

  private void removeAll(List<BlobRow> rows, Reason reason) {
    for (BlobRow row : rows) {
      try {
        erase(row);
        metrics.removed(reason);
      } catch (IOException e) {
        LOG.warn("The files of blob {} stay: {}", row.number(), e.getMessage());
      }
    }
  }
}
