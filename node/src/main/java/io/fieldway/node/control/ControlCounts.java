package io.fieldway.node.control;

/// What came of controllers.
///
/// @param connected controllers that are connected
/// @param received messages of controllers
/// @param refused connections that were refused
/// @param refusedOrders orders that were not obeyed
/// @param malformed messages that were none
public record ControlCounts(
    int connected, long received, long refused, long refusedOrders, long malformed) {
  /// Of a node that hears no controller.
  public static final ControlCounts NONE = new ControlCounts(0, 0, 0, 0, 0);
}
