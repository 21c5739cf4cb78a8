package io.fieldway.node.mesh;

import com.google.errorprone.annotations.Var;

/// What is counted of the mesh on this node.
final class Counters {
  @Var long sourced;
  @Var long forwarded;
  @Var long arrived;
  @Var long repeated;
  @Var long resent;
  @Var long refusedFull;
  @Var long refusedByPeer;
  @Var long droppedUnreachable;
  @Var long droppedSlow;
  @Var long hopLimits;
  @Var long looped;
  @Var long malformed;
  @Var long controlRefused;
  @Var long abandoned;
  @Var long barred;
  @Var long importsRefused;
}
