/// The node's sockets: listeners of every kind, bytes to packets and back, and what the broker says
/// carried out in order.
@NullMarked
package io.fieldway.node.io;

import org.jspecify.annotations.NullMarked;
