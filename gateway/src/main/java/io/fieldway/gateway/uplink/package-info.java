/// Platform communication: one Socket.IO connection, authenticated both ways, that carries the
/// outbox up within a window and commands down. Cores decide, `Uplink` carries out on the gateway's
/// loop.
@NullMarked
package io.fieldway.gateway.uplink;

import org.jspecify.annotations.NullMarked;
