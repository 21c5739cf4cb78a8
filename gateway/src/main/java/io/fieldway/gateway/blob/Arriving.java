package io.fieldway.gateway.blob;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.blob.Receiving;
import io.fieldway.wire.channel.BlobBegin;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/// One blob on its way from a device: carries out what [Receiving] says. May be used from any
/// thread; one at a time.
final class Arriving {
  private final long number;
  private final BlobFiles files;
  private final long announced;
  private final MessageDigest digest = sha256();
  @Var private Receiving.State state = new Receiving.State.Unknown();
  @Var private Optional<FileChannel> channel = Optional.empty();
  @Var private boolean abandoned;

  /// @param announced the size that its device says it has
  Arriving(long number, long announced, BlobFiles files) {
    this.number = number;
    this.announced = announced;
    this.files = files;
  }

  /// What became of a line.
  sealed interface Outcome {
    /// It goes on, or it does not.
    ///
    /// @param over whether nothing of it is there any more
    record Going(Receiving.Effect effect, boolean over) implements Outcome {}

    record Whole(KeptBlob blob) implements Outcome {}

    record Failed(String why) implements Outcome {}
  }

  /// The size that was announced.
  long announced() {
    return announced;
  }

  synchronized Outcome begin(BlobBegin header) {
    return done(new Receiving.Event.Begin(header, Receiving.Room.FITS), Bytes.EMPTY);
  }

  synchronized Outcome chunk(long offset, Bytes data) {
    Outcome outcome = done(new Receiving.Event.Chunk(offset, data.size()), data);
    return state instanceof Receiving.State.Arriving(BlobBegin header, long there)
            && there == header.size()
        ? done(new Receiving.Event.End(), Bytes.EMPTY)
        : outcome;
  }

  /// Nobody brings it any more.
  synchronized void abandon() {
    if (!abandoned) {
      abandoned = true;
      close();
      files.remove(number);
    }
  }

  private Outcome done(Receiving.Event event, Bytes data) {
    if (abandoned) {
      return new Outcome.Going(
          Receiving.on(new Receiving.State.Unknown(), new Receiving.Event.End()).effect(), false);
    }
    Receiving.Step step = Receiving.on(state, event);
    try {
      return carryOut(step, data);
    } catch (IOException e) {
      return new Outcome.Failed(String.valueOf(e.getMessage()));
    }
  }

  private Outcome carryOut(Receiving.Step step, Bytes data) throws IOException {
    switch (step.effect()) {
      case Receiving.Effect.Make _ -> channel = Optional.of(files.create(number));
      case Receiving.Effect.Write(long offset) -> {
        BlobFiles.write(channel.orElseThrow(), offset, data);
        digest.update(data.toArray());
        state = step.next();
        return new Outcome.Going(new Receiving.Effect.Tell(offset + data.size()), false);
      }
      case Receiving.Effect.Check(BlobBegin header) -> {
        boolean right = Bytes.copyOf(digest.digest()).equals(header.sha256());
        return carryOut(Receiving.on(state, new Receiving.Event.Checked(right)), Bytes.EMPTY);
      }
      case Receiving.Effect.Keep(BlobBegin header) -> {
        KeptBlob blob = new KeptBlob(number, header);
        files.keep(blob, channel.orElseThrow());
        close();
        state = step.next();
        return new Outcome.Whole(blob);
      }
      case Receiving.Effect.Discard _ -> {
        state = step.next();
        return new Outcome.Going(step.effect(), true);
      }
      default -> {}
    }
    state = step.next();
    return new Outcome.Going(step.effect(), false);
  }

  private void close() {
    try {
      if (channel.isPresent()) {
        channel.get().close();
        channel = Optional.empty();
      }
    } catch (IOException e) {
      // Nothing is written to it any more.
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
