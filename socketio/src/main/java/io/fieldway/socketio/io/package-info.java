/// The Netty shell: an Engine.IO server over HTTP and websockets, and the Socket.IO server on top
/// of it. The only package that touches a socket, a clock or a thread.
@NullMarked
package io.fieldway.socketio.io;

import org.jspecify.annotations.NullMarked;
