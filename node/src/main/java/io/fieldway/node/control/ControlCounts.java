package io.fieldway.node.control;

import com.google.errorprone.annotations.Var;

/// What was counted of connections with controllers.
public final class ControlCounts {
  @Var long received;
  @Var long refused;
  @Var long refusedOrders;
  @Var long malformed;

  ControlCounts() {}

  /// The counts at one moment.
  ///
  /// @param connected controllers that are connected
  /// @param received messages of controllers
  /// @param refused connections that were refused
  /// @param refusedOrders orders that were not obeyed
  /// @param malformed messages that were none
  public record View(
      int connected, long received, long refused, long refusedOrders, long malformed) {}

  View view(int connected) {
    return new View(connected, received, refused, refusedOrders, malformed);
  }
}
