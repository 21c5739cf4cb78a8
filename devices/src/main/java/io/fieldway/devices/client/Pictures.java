package io.fieldway.devices.client;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.blob.Sending;
import io.fieldway.wire.channel.BlobBegin;
import io.fieldway.wire.channel.RefusalCode;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The pictures that a gateway has not got, sent one after the other, in chunks.
final class Pictures {
  private static final Sending.Limits LIMITS =
      new Sending.Limits(
          DeviceLine.Chunk.MAX_BYTES / 3,
          1,
          Duration.ofSeconds(10),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          8);

  private final String device;
  private final int most;
  private final Sending sending = new Sending(LIMITS);
  private final Deque<Picture> waiting = new ArrayDeque<>();
  private Sending.State state = Sending.START;
  private boolean live;

  /// @param most pictures kept; at the bound the oldest is given up
  Pictures(String device, int most) {
    this.device = device;
    this.most = most;
  }

  int waiting() {
    return waiting.size();
  }

  void add(Picture picture, Instant now, List<ClientEffect> effects) {
    if (waiting.size() >= most) {
      waiting.removeFirst();
      on(new Sending.Event.Cut(), now, effects);
    }
    waiting.addLast(picture);
    offer(now, effects);
  }

  void welcomed(Instant now, List<ClientEffect> effects) {
    live = true;
    offer(now, effects);
  }

  void lost(Instant now, List<ClientEffect> effects) {
    live = false;
    on(new Sending.Event.Cut(), now, effects);
  }

  void tick(Instant now, List<ClientEffect> effects) {
    on(new Sending.Event.Tick(), now, effects);
    offer(now, effects);
  }

  void came(GatewayLine.Blob line, Instant now, List<ClientEffect> effects) {
    if (isUnderWay(line.id())) {
      on(new Sending.Event.At(line.offset()), now, effects);
      if (line.stored()) {
        on(new Sending.Event.Stored(), now, effects);
      }
      offer(now, effects);
    }
  }

  void refused(GatewayLine.BlobRefused line, Instant now, List<ClientEffect> effects) {
    if (isUnderWay(line.id())) {
      on(
          new Sending.Event.Refused(code(line.code()), OptionalLong.empty(), Optional.empty()),
          now,
          effects);
      offer(now, effects);
    }
  }

  private static RefusalCode code(ErrorCode code) {
    return switch (code) {
      case UNKNOWN_BLOB -> RefusalCode.UNKNOWN_BLOB;
      case WRONG_OFFSET -> RefusalCode.WRONG_OFFSET;
      case WRONG_HASH -> RefusalCode.WRONG_HASH;
      case CONFLICT -> RefusalCode.CONFLICT;
      case TOO_LARGE -> RefusalCode.TOO_LARGE;
      default -> RefusalCode.NO_ROOM;
    };
  }

  private boolean isUnderWay(String id) {
    return sending.underWay(state).filter(header -> header.id().equals(id)).isPresent();
  }

  private void offer(Instant now, List<ClientEffect> effects) {
    Picture next = waiting.peekFirst();
    if (live && next != null && state instanceof Sending.State.Idle) {
      BlobBegin header =
          new BlobBegin(
              next.id(),
              device,
              next.type(),
              next.content().size(),
              sha256(next.content()),
              next.at());
      on(new Sending.Event.Offer(header), now, effects);
    }
  }

  private void on(Sending.Event event, Instant now, List<ClientEffect> effects) {
    Sending.Step step = sending.on(state, event, now, Long.MAX_VALUE);
    state = step.next();
    for (Sending.Effect effect : step.effects()) {
      carryOut(effect, effects);
    }
  }

  private void carryOut(Sending.Effect effect, List<ClientEffect> effects) {
    switch (effect) {
      case Sending.Effect.Announce(BlobBegin header) ->
          effects.add(
              new ClientEffect.Send(
                  new DeviceLine.Blob(
                      header.id(), header.type(), header.size(), header.sha256(), header.at())));
      case Sending.Effect.Send(BlobBegin header, long offset, int size) ->
          effects.add(
              new ClientEffect.Send(
                  new DeviceLine.Chunk(
                      header.id(),
                      offset,
                      Bytes.copyOf(waiting.getFirst().content().toArray(), (int) offset, size))));
      case Sending.Effect.Finish _ -> {
        // The gateway ends it with the last chunk.
      }
      case Sending.Effect.Done _ -> effects.add(new ClientEffect.Stored(waiting.removeFirst()));
      case Sending.Effect.GiveUp _ -> waiting.removeFirst();
    }
  }

  private static Bytes sha256(Bytes content) {
    try {
      return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(content.toArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
