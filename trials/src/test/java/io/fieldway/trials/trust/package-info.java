/// Keys that change while both sides fall.
@NullMarked
package io.fieldway.trials.trust;

import org.jspecify.annotations.NullMarked;
