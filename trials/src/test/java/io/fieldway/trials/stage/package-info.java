/// The stage for trials: roles as real processes that can be killed, a link that can be cut, and
/// the platform as its users reach it. Everything started here is stopped here.
@NullMarked
package io.fieldway.trials.stage;

import org.jspecify.annotations.NullMarked;
