/// The mesh as one node sees it, without I/O: messages in custody on their way from node to node,
/// each hop by hop along the shortest path, and confirmed from end to end. Joins the broker, the
/// links and what is known of the network.
@NullMarked
package io.fieldway.node.mesh;

import org.jspecify.annotations.NullMarked;
