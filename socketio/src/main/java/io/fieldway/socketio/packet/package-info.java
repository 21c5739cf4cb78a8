/// Socket.IO 5 packets and their form on the wire: a text that may be followed by binary
/// attachments.
@NullMarked
package io.fieldway.socketio.packet;

import org.jspecify.annotations.NullMarked;
