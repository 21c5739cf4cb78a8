package io.fieldway.cloud.user;

import java.time.Duration;

/// The user server's times and bounds.
///
/// @param linkLife how long a sign-in link is good, unless it is used before
/// @param sessionLife how long a person stays signed in
/// @param keepAlive the longest silence of a live stream
/// @param maxBrowsers live streams at once; one more is answered with 503
/// @param maxWaiting events that wait for one browser; beyond, its stream is ended and it comes
///   again
/// @param maxBacklog events sent again after a break; a browser that missed more is told to start
///   over
public record UserConfig(
    Duration linkLife,
    Duration sessionLife,
    Duration keepAlive,
    int maxBrowsers,
    int maxWaiting,
    int maxBacklog) {
  public static final UserConfig DEFAULTS =
      new UserConfig(
          Duration.ofDays(1), Duration.ofDays(30), Duration.ofSeconds(15), 200, 2_000, 2_000);
}
