package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;

/// What has come and gone on one listener. Belongs to the broker's event loop.
final class Traffic {
  @Var long open;
  @Var long accepted;
  @Var long refusedTooMany;
  @Var long refusedTooFast;
  @Var long refusedHandshake;
  @Var long timedOut;
  @Var long failed;
  @Var long bytesIn;
  @Var long bytesOut;

  ListenerCounts counts(ListenerConfig.Kind kind, String address) {
    return new ListenerCounts(
        kind,
        address,
        open,
        accepted,
        refusedTooMany,
        refusedTooFast,
        refusedHandshake,
        timedOut,
        failed,
        bytesIn,
        bytesOut);
  }
}
