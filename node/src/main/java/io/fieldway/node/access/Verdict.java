package io.fieldway.node.access;

import io.fieldway.node.packet.ReasonCode;
import java.util.Optional;

/// Whether a client is let in.
public sealed interface Verdict {
  /// It is.
  ///
  /// @param user empty for an anonymous client
  record Granted(Optional<String> user, Rights rights) implements Verdict {}

  /// It is not.
  record Refused(ReasonCode reason, String why) implements Verdict {}
}
