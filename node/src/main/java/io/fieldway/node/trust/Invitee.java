package io.fieldway.node.trust;

import java.util.Optional;

/// Whom an invitation is for.
///
/// @param name empty where any will do that is free
/// @param isController whether a controller is let in, and no node
/// @param isAgain whether the name may have been given to somebody before, whose disk is lost
public record Invitee(Optional<String> name, boolean isController, boolean isAgain) {
  /// A node of any name that is free.
  public static final Invitee ANY_NODE = new Invitee(Optional.empty(), false, false);

  /// A node of this name.
  public static Invitee node(String name) {
    return new Invitee(Optional.of(name), false, false);
  }

  /// A controller of this name.
  public static Invitee controller(String name) {
    return new Invitee(Optional.of(name), true, false);
  }

  /// The same, though somebody of the name was let in before.
  public Invitee again() {
    return new Invitee(name, isController, true);
  }
}
