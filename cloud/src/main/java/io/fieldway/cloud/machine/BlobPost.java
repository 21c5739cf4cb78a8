package io.fieldway.cloud.machine;

import io.fieldway.cloud.blob.BlobStore;
import io.fieldway.cloud.blob.BlobStore.Taken;
import io.fieldway.cloud.database.BlobRow;
import io.fieldway.cloud.queue.Feed;
import io.fieldway.cloud.queue.FeedEvent;
import io.fieldway.wire.blob.Fault;
import io.fieldway.wire.blob.Receiving;
import io.fieldway.wire.channel.BlobBegin;
import io.fieldway.wire.channel.BlobChunk;
import io.fieldway.wire.channel.BlobEnd;
import io.fieldway.wire.channel.BlobMessage;
import io.fieldway.wire.channel.BlobOffset;
import io.fieldway.wire.channel.Done;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Takes blobs from gateways and shows them. Blocks; used on virtual threads.
final class BlobPost {
  private static final Logger LOG = LoggerFactory.getLogger(BlobPost.class);

  /// When a gateway may ask again that found no room.
  private static final Duration ROOM_RETRY = Duration.ofSeconds(30);

  private final BlobStore store;
  private final Feed feed;
  private final Executor blocking;

  BlobPost(BlobStore store, Feed feed, Executor blocking) {
    this.store = store;
    this.feed = feed;
    this.blocking = blocking;
  }

  /// Does what is said of a blob of one of the gateway's devices.
  JsonNode take(String gateway, BlobMessage message) {
    return switch (message) {
      case BlobBegin begin -> answer(store.begin(gateway, begin).effect(), 0);
      case BlobChunk chunk ->
          answer(
              store
                  .chunk(gateway, chunk.device(), chunk.id(), chunk.offset(), chunk.data())
                  .effect(),
              chunk.data().size());
      case BlobEnd end -> {
        Taken taken = store.end(gateway, end.device(), end.id());
        taken.whole().ifPresent(this::show);
        yield answer(taken.effect(), 0);
      }
    };
  }

  /// Its thumbnail is made before pages hear of it, and after the gateway has.
  private void show(BlobRow row) {
    BlobBegin header = row.header();
    LOG.info("The blob {} of {} is stored, {} bytes", header.id(), header.device(), header.size());
    blocking.execute(() -> {
      var _ = store.thumbnail(row);
      feed.publish(
          new FeedEvent.Blob(
              header.device(), header.id(), header.type(), header.size(), header.at()));
    });
  }

  private static JsonNode answer(Receiving.Effect effect, int size) {
    return switch (effect) {
      case Receiving.Effect.Make _ -> new BlobOffset(0).json();
      case Receiving.Effect.Write(long offset) -> new BlobOffset(offset + size).json();
      case Receiving.Effect.Tell(long offset) -> new BlobOffset(offset).json();
      case Receiving.Effect.Keep _, Receiving.Effect.Confirm _ -> new Done().json();
      case Receiving.Effect.Discard _ ->
          Refusal.of(RefusalCode.WRONG_HASH, "what came is not what was announced; begin again")
              .json();
      case Receiving.Effect.Refuse(Fault fault, long expected, long came) ->
          refusal(fault, expected, came).json();
      case Receiving.Effect.Check _, Receiving.Effect.Erase _, Receiving.Effect.Rest _ ->
          throw new IllegalStateException("no answer to a gateway: " + effect);
    };
  }

  private static Refusal refusal(Fault fault, long expected, long came) {
    return switch (fault) {
      case WRONG_OFFSET -> Refusal.wrongOffset(expected, came);
      case NO_ROOM ->
          Refusal.retryAfter(fault.refusal(), "no room for another blob now", ROOM_RETRY);
      case UNKNOWN -> Refusal.of(fault.refusal(), "no such blob has begun");
      case CONFLICT -> Refusal.of(fault.refusal(), "another blob of the device has this id");
      case TOO_LARGE ->
          Refusal.of(fault.refusal(), "more bytes than were announced, or than are taken");
      case WRONG_HASH -> Refusal.of(fault.refusal(), "what came is not what was announced");
    };
  }
}
