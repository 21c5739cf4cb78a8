package io.fieldway.node.link;

import java.util.Optional;
import java.util.regex.Pattern;

/// Who this node is to its neighbours.
///
/// @param mesh the mesh it belongs to; nodes of others are refused
/// @param name its name in the mesh, which is written into every message it sends there
/// @param epoch how often it has started: raised at every start, and persisted
public record Self(String mesh, String name, long epoch) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /// Refuses a name that cannot stand in messages.
  public Self {
    Optional<String> fault = fault(name);
    if (fault.isPresent()) {
      throw new IllegalArgumentException(fault.get());
    }
    if (epoch < 0) {
      throw new IllegalArgumentException("expected an epoch of at least 0, got " + epoch);
    }
  }

  /// Why a text cannot be the name of a node; empty where it can.
  public static Optional<String> fault(String name) {
    return NAME.matcher(name).matches()
        ? Optional.empty()
        : Optional.of(
            "expected a name of 1 to 64 letters, digits, dots, hyphens and underscores, got "
                + Introduction.quoted(name));
  }
}
