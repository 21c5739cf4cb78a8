/// How a blob goes from one hop to the next, in chunks, so that it goes on where it was cut: the
/// sending and the receiving side as cores without I/O, for devices, gateways and the platform
/// alike.
@NullMarked
package io.fieldway.wire.blob;

import org.jspecify.annotations.NullMarked;
