package io.fieldway.trials.bench.broker;

import java.time.Duration;

/// How long a load runs.
///
/// @param warmUp before anything is measured, for brokers that compile while they run
/// @param time what is measured
record Timing(Duration warmUp, Duration time) {}
