/// Tries the parts of `fieldway bench channel` that measure, so that what they say can be believed.
@NullMarked
package io.fieldway.trials.bench.channel;

import org.jspecify.annotations.NullMarked;
