/// Warm copies: a node's journal at another node's disk, kept up to date, so that the other can
/// carry the node on; and the way back.
@NullMarked
package io.fieldway.node.copy;

import org.jspecify.annotations.NullMarked;
