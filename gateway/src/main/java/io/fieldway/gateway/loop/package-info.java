/// The gateway's one event loop: everything that decides about link and commands runs on it, so
/// that their cores need no locks.
@NullMarked
package io.fieldway.gateway.loop;

import org.jspecify.annotations.NullMarked;
