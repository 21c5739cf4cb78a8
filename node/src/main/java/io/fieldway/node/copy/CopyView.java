package io.fieldway.node.copy;

import io.fieldway.wire.control.CopyState;

/// How a node is copied.
///
/// @param substitute to whom; empty where nobody is named
/// @param number of the order that named it
/// @param why what stands in its way, where something does
/// @param lagBytes what the substitute has not acknowledged
/// @param committed how many pieces the substitute has on its disk
/// @param leaseUntilMillis the time up to which the substitute's last word holds; 0 where no whole
///   copy is there that it could carry the node on from
/// @param isProtected whether acknowledgements wait for the substitute
public record CopyView(
    String substitute,
    long number,
    CopyState state,
    String why,
    long lagBytes,
    long committed,
    long leaseUntilMillis,
    boolean isProtected) {}
