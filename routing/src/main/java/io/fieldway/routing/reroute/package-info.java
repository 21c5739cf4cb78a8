/// Which broker can stand in for which, and who shall: equivalence of behaviours over topic
/// filters, ranking, and a plan for all nodes of a mesh (§3.3 of the paper that this mesh follows),
/// without I/O.
@NullMarked
package io.fieldway.routing.reroute;

import org.jspecify.annotations.NullMarked;
