/// The device protocol: newline-delimited JSON over TCP between a device and its gateway, as
/// `docs/device-protocol.md` describes it. Each line is a record; its codec stands beside its
/// fields.
@NullMarked
package io.fieldway.wire.device;

import org.jspecify.annotations.NullMarked;
