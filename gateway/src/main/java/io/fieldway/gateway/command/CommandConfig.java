package io.fieldway.gateway.command;

import java.time.Duration;

/// The journal's bounds.
///
/// @param maxCommands commands in the journal; beyond, the oldest that is over and reported is
///   forgotten; where there is none, the platform is told `busy` and comes again
/// @param resultWait how long after its deadline a device that was given a command may still
///   answer; then it has failed
/// @param reportTimeout how long the platform may take to answer a report; then it goes again
/// @param retention how long a command that is over and reported is remembered, so that the
///   platform's repetition of it changes nothing
public record CommandConfig(
    int maxCommands, Duration resultWait, Duration reportTimeout, Duration retention) {
  public static final CommandConfig DEFAULTS =
      new CommandConfig(
          10_000, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofHours(24));

  public CommandConfig withResultWait(Duration wait) {
    return new CommandConfig(maxCommands, wait, reportTimeout, retention);
  }

  public CommandConfig withReportTimeout(Duration timeout) {
    return new CommandConfig(maxCommands, resultWait, timeout, retention);
  }

  public CommandConfig withRetention(Duration time) {
    return new CommandConfig(maxCommands, resultWait, reportTimeout, time);
  }
}
