/// Devices that publish through a node, and the gateway's driver for them.
@NullMarked
package io.fieldway.trials.field;

import org.jspecify.annotations.NullMarked;
