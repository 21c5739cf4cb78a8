package io.fieldway.cloud.command;

import java.time.Duration;

/// How long the platform waits for a gateway's word.
///
/// @param grace how long after its deadline a command that was sent may still be reported on before
///   it counts as expired
/// @param now how long a command that never waits may take to reach its gateway
public record Patience(Duration grace, Duration now) {}
