/// What the two-way channel takes, how long it makes data and instructions wait, and how it comes
/// back: `fieldway bench channel`. Its load is gateways that are light enough for thousands of them
/// in one process and speak the real protocol over real sockets.
@NullMarked
package io.fieldway.trials.bench.channel;

import org.jspecify.annotations.NullMarked;
