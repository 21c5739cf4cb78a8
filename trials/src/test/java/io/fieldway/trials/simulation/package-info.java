/// What simulations share: virtual time and chance from a seed.
@NullMarked
package io.fieldway.trials.simulation;

import org.jspecify.annotations.NullMarked;
