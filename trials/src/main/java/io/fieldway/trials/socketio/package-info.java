/// The Socket.IO server seen from outside: echo servers that the protocol's public conformance
/// suites describe, and the benchmark beside the JavaScript server.
@NullMarked
package io.fieldway.trials.socketio;

import org.jspecify.annotations.NullMarked;
