/// The whole channel in virtual time: devices, a gateway's own layers, a link that fails, the
/// platform's cores, and every part of it killed at random.
@NullMarked
package io.fieldway.trials.channel;

import org.jspecify.annotations.NullMarked;
