/// The field as it would be without any wire: sun, rain, soil, valves and a pump. A pure core:
/// `(world, order or passing time) → world`; the seed is an argument, and so is time.
@NullMarked
package io.fieldway.devices.world;

import org.jspecify.annotations.NullMarked;
