/// The control packets of MQTT 3.1.1 and MQTT 5 as values, and their bytes, without I/O. A packet
/// is a record of what its sender says; what the connection adds stands beside it. The number of
/// the clause that a line obeys stands at the line.
@NullMarked
package io.fieldway.node.packet;

import org.jspecify.annotations.NullMarked;
