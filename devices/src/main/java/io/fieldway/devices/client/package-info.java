/// A device's side of the device protocol without sockets, threads or clock: what comes in and the
/// time go in, what must be done comes out.
@NullMarked
package io.fieldway.devices.client;

import org.jspecify.annotations.NullMarked;
