/// The driver for devices that speak newline-delimited JSON over TCP, as `docs/device-protocol.md`
/// describes it: a core that judges lines, and virtual threads around it.
@NullMarked
package io.fieldway.gateway.driver.tcp;

import org.jspecify.annotations.NullMarked;
