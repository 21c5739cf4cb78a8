/// The event server: what happens because time passes. Silent gateways go offline, commands expire,
/// totals are told every second.
@NullMarked
package io.fieldway.cloud.event;

import org.jspecify.annotations.NullMarked;
