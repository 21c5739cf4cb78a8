/// The public face of the Socket.IO server: configuration, namespaces, rooms, sockets, listeners
/// and acknowledgements. Interfaces and records only; `io.fieldway.socketio.io.SocketIoServer`
/// opens them.
@NullMarked
package io.fieldway.socketio;

import org.jspecify.annotations.NullMarked;
