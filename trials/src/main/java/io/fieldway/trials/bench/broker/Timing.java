package io.fieldway.trials.bench.broker;

import java.time.Duration;

/// How long a load runs.
///
/// @param warmUp before anything is measured, for brokers that compile while they run: processor
///   time of the broker where it is fully loaded, else time
/// @param time what is measured
public record Timing(Duration warmUp, Duration time) {}
