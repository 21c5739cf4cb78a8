/// One link between two neighbouring nodes without I/O: who may be at the other end, whether it is
/// alive, and how far away. A link is one connection of MQTT 5 on which both ends PUBLISH; one
/// thread calls it, time is an argument, what it says goes to a [LinkOutbound], what it hears to
/// its [Neighbours].
@NullMarked
package io.fieldway.node.link;

import org.jspecify.annotations.NullMarked;
