/// Routing by topic: what each node of the mesh knows of the way to each consumer (the paper's
/// TBRG), and how a message's destinations part where the ways part, without I/O.
@NullMarked
package io.fieldway.routing.tbrg;

import org.jspecify.annotations.NullMarked;
