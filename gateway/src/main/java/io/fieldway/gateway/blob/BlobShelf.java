package io.fieldway.gateway.blob;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.blob.Fault;
import io.fieldway.wire.blob.Receiving;
import io.fieldway.wire.channel.BlobBegin;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The blobs on the gateway's disk: those that devices bring, chunk by chunk, and those that wait
/// for the platform. May be used from any thread; who brings a blob blocks for its own disk work
/// only.
public final class BlobShelf implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(BlobShelf.class);

  private final BlobConfig config;
  private final BlobFiles files;
  private final LongAdder taken = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  /// Guarded by itself: what is whole, by number, and where each name stands.
  private final TreeMap<Long, KeptBlob> kept = new TreeMap<>();

  private final Map<Name, Long> numbers = new HashMap<>();

  /// Guarded by `kept`; the one longest without a chunk first.
  private final Map<Name, Arriving> arriving = new LinkedHashMap<>(16, 0.75f, true);

  /// Guarded by `kept`.
  @Var private long last;

  @Var private long bytes;

  private record Name(String device, String id) {}

  private BlobShelf(BlobConfig config, BlobFiles files) {
    this.config = config;
    this.files = files;
  }

  /// Opens the directory; what was arriving when the gateway ended is forgotten.
  ///
  /// @throws IOException with one sentence for a person
  public static BlobShelf open(Path directory, BlobConfig config) throws IOException {
    try {
      BlobShelf shelf = new BlobShelf(config, BlobFiles.in(directory));
      shelf.files.load().forEach(shelf::add);
      return shelf;
    } catch (IOException e) {
      throw new IOException(
          "the directory of blobs " + directory + " cannot be used (" + e.getMessage() + ")", e);
    }
  }

  /// A device announces a blob, or takes it up again.
  ///
  /// @return where to go on, or why not
  public GatewayLine begin(String device, DeviceLine.Blob blob) {
    BlobBegin header =
        new BlobBegin(blob.id(), device, blob.contentType(), blob.size(), blob.sha256(), blob.at());
    Name name = new Name(device, blob.id());
    @Var Arriving place;
    synchronized (kept) {
      Optional<KeptBlob> whole = find(name);
      if (whole.isPresent()) {
        Receiving.Step step =
            Receiving.on(
                new Receiving.State.Stored(whole.get().header()),
                new Receiving.Event.Begin(header, Receiving.Room.FITS));
        return told(blob.id(), step.effect());
      }
      place = arriving.get(name);
      if (place == null) {
        Receiving.Room room = room(header.size());
        if (room != Receiving.Room.FITS) {
          Receiving.Step step =
              Receiving.on(new Receiving.State.Unknown(), new Receiving.Event.Begin(header, room));
          return told(blob.id(), step.effect());
        }
        forgetTheIdlest();
        place = new Arriving(++last, header.size(), files);
        arriving.put(name, place);
      }
    }
    return settled(name, place.begin(header));
  }

  /// The next bytes of a blob; the last ones make it count.
  ///
  /// @return where to go on, or why not
  public GatewayLine chunk(String device, DeviceLine.Chunk chunk) {
    Name name = new Name(device, chunk.id());
    Arriving place;
    synchronized (kept) {
      place = arriving.get(name);
      if (place == null) {
        Receiving.State state =
            find(name)
                .<Receiving.State>map(each -> new Receiving.State.Stored(each.header()))
                .orElseGet(Receiving.State.Unknown::new);
        Receiving.Step step =
            Receiving.on(state, new Receiving.Event.Chunk(chunk.offset(), chunk.data().size()));
        return told(chunk.id(), step.effect());
      }
    }
    return settled(name, place.chunk(chunk.offset(), chunk.data()));
  }

  /// The oldest that is whole.
  Optional<KeptBlob> oldest() {
    synchronized (kept) {
      return kept.isEmpty() ? Optional.empty() : Optional.of(kept.firstEntry().getValue());
    }
  }

  boolean holds(long number) {
    synchronized (kept) {
      return kept.containsKey(number);
    }
  }

  Bytes read(long number, long offset, int size) throws IOException {
    return files.read(number, offset, size);
  }

  void forget(long number) {
    synchronized (kept) {
      drop(number);
    }
  }

  /// @param sent what became of them at the platform
  BlobCounts counts(long sent, long givenUp, long chunks) {
    synchronized (kept) {
      return new BlobCounts(
          kept.size(),
          bytes,
          arriving.size(),
          taken.sum(),
          refused.sum(),
          dropped.sum(),
          sent,
          givenUp,
          chunks);
    }
  }

  @Override
  public void close() {
    synchronized (kept) {
      arriving.values().forEach(Arriving::abandon);
      arriving.clear();
    }
  }

  private GatewayLine settled(Name name, Arriving.Outcome outcome) {
    switch (outcome) {
      case Arriving.Outcome.Going(Receiving.Effect effect, boolean over) -> {
        if (over) {
          remove(name);
        }
        return told(name.id, effect);
      }
      case Arriving.Outcome.Whole(KeptBlob blob) -> {
        synchronized (kept) {
          arriving.remove(name);
          add(blob);
        }
        taken.increment();
        return new GatewayLine.Blob(name.id, blob.header().size(), true);
      }
      case Arriving.Outcome.Failed(String why) -> {
        log.error("the blob {} of {} cannot be written: {}", name.id, name.device, why);
        remove(name);
        return refused(name.id, ErrorCode.NO_ROOM, "the disk does not take it; begin again later");
      }
    }
  }

  private void remove(Name name) {
    synchronized (kept) {
      Arriving gone = arriving.remove(name);
      if (gone != null) {
        gone.abandon();
      }
    }
  }

  private GatewayLine told(String id, Receiving.Effect effect) {
    return switch (effect) {
      case Receiving.Effect.Make _ -> new GatewayLine.Blob(id, 0, false);
      case Receiving.Effect.Tell(long offset) -> tell(id, offset);
      case Receiving.Effect.Refuse(Fault fault, long expected, long came) ->
          refused(id, fault.error(), sentence(fault, expected, came));
      case Receiving.Effect.Discard _ ->
          refused(id, ErrorCode.WRONG_HASH, "what came is not what was announced; begin again");
      case Receiving.Effect.Write _,
          Receiving.Effect.Check _,
          Receiving.Effect.Keep _,
          Receiving.Effect.Erase _,
          Receiving.Effect.Confirm _,
          Receiving.Effect.Rest _ ->
          throw new IllegalStateException("no answer to a device: " + effect);
    };
  }

  private GatewayLine tell(String id, long offset) {
    return new GatewayLine.Blob(id, offset, false);
  }

  private GatewayLine refused(String id, ErrorCode code, String message) {
    refused.increment();
    return new GatewayLine.BlobRefused(id, code, message);
  }

  private String sentence(Fault fault, long expected, long came) {
    return switch (fault) {
      case UNKNOWN -> "no such blob has begun; begin it";
      case CONFLICT -> "another blob has this id; choose a new one";
      case WRONG_OFFSET -> "expected the chunk from " + expected + " on, got the one from " + came;
      case WRONG_HASH -> "what came is not what was announced; begin again";
      case TOO_LARGE ->
          "more than was announced, or than a blob may have, " + config.maxBlob() + " bytes";
      case NO_ROOM -> "no room on disk; begin again later";
    };
  }

  private Optional<KeptBlob> find(Name name) {
    return Optional.ofNullable(numbers.get(name)).map(kept::get);
  }

  /// Makes room as the policy says.
  private Receiving.Room room(long size) {
    if (size > config.maxBlob()) {
      return Receiving.Room.TOO_LARGE;
    }
    long announced = arriving.values().stream().mapToLong(Arriving::announced).sum();
    if (config.full() == BlobConfig.Full.DROP_OLDEST) {
      while (!kept.isEmpty() && !fits(announced + size)) {
        KeptBlob oldest = kept.firstEntry().getValue();
        log.warn(
            "the blob {} of {} is given up for want of room",
            oldest.header().id(),
            oldest.header().device());
        dropped.increment();
        drop(oldest.number());
      }
    }
    return fits(announced + size) ? Receiving.Room.FITS : Receiving.Room.NONE;
  }

  private boolean fits(long further) {
    return kept.size() + arriving.size() < config.maxBlobs()
        && bytes + further <= config.maxBytes();
  }

  private void forgetTheIdlest() {
    if (arriving.size() >= config.maxArriving()) {
      var idlest = arriving.entrySet().iterator();
      Map.Entry<Name, Arriving> first = idlest.next();
      log.warn(
          "the unfinished blob {} of {} is forgotten", first.getKey().id, first.getKey().device);
      first.getValue().abandon();
      idlest.remove();
      dropped.increment();
    }
  }

  private void add(KeptBlob blob) {
    kept.put(blob.number(), blob);
    numbers.put(new Name(blob.header().device(), blob.header().id()), blob.number());
    bytes += blob.header().size();
    last = Math.max(last, blob.number());
  }

  private void drop(long number) {
    KeptBlob gone = kept.remove(number);
    if (gone != null) {
      numbers.remove(new Name(gone.header().device(), gone.header().id()));
      bytes -= gone.header().size();
      files.remove(number);
    }
  }
}
