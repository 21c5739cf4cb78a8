/// Tests of what devices make of the world.
@NullMarked
package io.fieldway.devices.instrument;

import org.jspecify.annotations.NullMarked;
