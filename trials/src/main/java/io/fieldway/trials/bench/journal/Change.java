package io.fieldway.trials.bench.journal;

import io.fieldway.wire.Bytes;

/// One call.
///
/// @param removes whether the key has no value any more
record Change(long key, boolean removes, Bytes value) {}
