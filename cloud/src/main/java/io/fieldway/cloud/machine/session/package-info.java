/// One gateway's session as a state machine without I/O: connected → challenged → live → over. Each
/// event gives the next state and what must be done.
@NullMarked
package io.fieldway.cloud.machine.session;

import org.jspecify.annotations.NullMarked;
