package io.fieldway.gateway.uplink;

import io.fieldway.wire.channel.Refusal;
import java.util.Optional;

/// Ends the session, and says why.
@FunctionalInterface
interface SessionEnd {
  void end(String reason, Optional<Refusal> refusal);
}
