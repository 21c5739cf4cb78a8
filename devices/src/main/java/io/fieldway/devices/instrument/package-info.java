/// What each kind of device makes of the world, in its own units on the line: raw counts, tenths,
/// bits and words, which a gateway maps to the Thing Model. Pure: a world goes in, values or
/// another world come out.
@NullMarked
package io.fieldway.devices.instrument;

import org.jspecify.annotations.NullMarked;
