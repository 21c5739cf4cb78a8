/// The graph of the mesh, nodes and links with costs, and the shortest paths from one node to all
/// others, kept while links come and go, without I/O.
@NullMarked
package io.fieldway.routing.graph;

import org.jspecify.annotations.NullMarked;
