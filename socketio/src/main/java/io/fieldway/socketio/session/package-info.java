/// Socket.IO 5 without I/O: what one client may do in which namespace, and which acknowledgements
/// are awaited from it.
@NullMarked
package io.fieldway.socketio.session;

import org.jspecify.annotations.NullMarked;
