/// Commands from the order to the device, through both cores, in virtual time.
@NullMarked
package io.fieldway.trials.instructions;

import org.jspecify.annotations.NullMarked;
