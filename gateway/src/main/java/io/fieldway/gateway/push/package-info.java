/// Devices that push their readings: what a body says, read by cores, and the seat of the device
/// that brings it to the disk. The drivers for HTTP and CoAP stand on it.
@NullMarked
package io.fieldway.gateway.push;

import org.jspecify.annotations.NullMarked;
