/// Socket.IO 5 without I/O: what one client may do in which namespace, which acknowledgements are
/// awaited from it, and what is kept of it when its transport is cut.
@NullMarked
package io.fieldway.socketio.session;

import org.jspecify.annotations.NullMarked;
