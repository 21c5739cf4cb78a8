/// Readings on their way up: values, points, outbox entries and the batches that carry them, and
/// their form as SenML packs (RFC 8428). Order and truth come from the stream's epoch and sequence,
/// never from clocks.
@NullMarked
package io.fieldway.wire.telemetry;

import org.jspecify.annotations.NullMarked;
