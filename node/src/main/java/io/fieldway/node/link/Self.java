package io.fieldway.node.link;

import com.google.errorprone.annotations.Var;
import java.util.Optional;

/// Who this node is to its neighbours.
///
/// @param mesh the mesh it belongs to; nodes of others are refused
/// @param name its name in the mesh, which is written into every message it sends there
/// @param epoch how often it has started: raised at every start, and persisted
public record Self(String mesh, String name, long epoch) {
  private static final int LONGEST_NAME = 64;

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
    return isName(name)
        ? Optional.empty()
        : Optional.of(
            "expected a name of 1 to 64 letters, digits, dots, hyphens and underscores, got "
                + Introduction.quoted(name));
  }

  /// Whether a text can be the name of a node.
  public static boolean isName(String text) {
    for (@Var int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '_') {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= LONGEST_NAME;
  }
}
