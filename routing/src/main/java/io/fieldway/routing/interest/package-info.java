/// What a node of the mesh wants: the topic filters of its own sessions, reduced to those that say
/// it all, without I/O.
@NullMarked
package io.fieldway.routing.interest;

import org.jspecify.annotations.NullMarked;
