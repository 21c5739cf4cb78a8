/// The node as clients of other makers see it, and as those who mean no good do.
@NullMarked
package io.fieldway.trials.mqtt;

import org.jspecify.annotations.NullMarked;
