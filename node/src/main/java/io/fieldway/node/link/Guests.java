package io.fieldway.node.link;

import io.fieldway.node.packet.Connect;
import java.util.Optional;

/// Who else may connect where nodes connect.
@FunctionalInterface
public interface Guests {
  /// Looks at who has dialled, and answers it where it is one of these; empty where it is not, and
  /// nothing was said to it.
  Optional<Guest> received(Connect connect, LinkOutbound out, long now);
}
