/// A node attached to another broker, as an ordinary client of it: a wire between two sessions of
/// MQTT 5, one here and one there, without I/O.
@NullMarked
package io.fieldway.node.attach;

import org.jspecify.annotations.NullMarked;
