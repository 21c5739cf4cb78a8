package io.fieldway.trials.bench.mqtt;

/// A message of a lasting session that is under way.
///
/// @param released whether the broker has taken it over and only the end of QoS 2 is missing
record Pending(long sequence, boolean released) {}
