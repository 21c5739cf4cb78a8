package io.fieldway.node.control;

import com.google.errorprone.annotations.Var;

/// What is counted of controllers.
final class Counters {
  @Var long received;
  @Var long refused;
  @Var long refusedOrders;
  @Var long malformed;
}
