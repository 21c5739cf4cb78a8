package io.fieldway.gateway.twin;

/// What twins have done since the gateway's start.
///
/// @param twins kept now
/// @param written documents written to disk
/// @param given times that desired values were given to a device
/// @param refused desired values that a device would not take
/// @param told patches told to the platform, repetitions included
/// @param drifted twins that had drifted from the platform's and were told anew
/// @param withoutRoom values that were not taken up because a twin's bound was reached
public record TwinCounts(
    int twins, long written, long given, long refused, long told, long drifted, long withoutRoom) {}
