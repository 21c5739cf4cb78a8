package io.fieldway.gateway.outbox;

import io.fieldway.wire.telemetry.StreamId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Work for the writer's thread.
sealed interface SqlWrite {
  record Append(Intake intake, Consumer<Receipt> done) implements SqlWrite {}

  record Arrived(String device) implements SqlWrite {}

  record Forget(StreamId stream, long upTo) implements SqlWrite {}

  record Put(Shelf shelf, String id, String document, Consumer<Boolean> done) implements SqlWrite {}

  record Remove(Shelf shelf, List<String> ids) implements SqlWrite {}

  record Renew(CompletableFuture<OutboxState> done) implements SqlWrite {}

  record Cut() implements SqlWrite {}

  record Stop() implements SqlWrite {}

  /// Tells whoever waits that it was not done.
  default void fail() {
    switch (this) {
      case Append(Intake _, Consumer<Receipt> done) -> done.accept(Receipt.REFUSED);
      case Put(Shelf _, String _, String _, Consumer<Boolean> done) -> done.accept(false);
      case Renew(CompletableFuture<OutboxState> done) ->
          done.completeExceptionally(new IllegalStateException("the outbox cannot write"));
      case Arrived _, Forget _, Remove _, Cut _, Stop _ -> {}
    }
  }
}
