/// Engine.IO 4 without I/O: packets and their text, the payloads of long polling, and one session
/// as a state machine that is told what happened and when, and says what must be done.
@NullMarked
package io.fieldway.socketio.engine;

import org.jspecify.annotations.NullMarked;
