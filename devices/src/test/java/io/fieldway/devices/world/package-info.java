/// Tests of the world, in virtual time.
@NullMarked
package io.fieldway.devices.world;

import org.jspecify.annotations.NullMarked;
