package io.fieldway.gateway.command;

/// What has become of commands since the start.
///
/// @param accepted journalled and answered with yes
/// @param refused answered with no
/// @param executed the device did it
/// @param failed it did not, or gave no result
/// @param expired the device was not there in time
/// @param cancelled withdrawn or replaced before the device had it
/// @param open without an end now
/// @param unreported whose last word the platform has not stored now
public record CommandCounts(
    long accepted,
    long refused,
    long executed,
    long failed,
    long expired,
    long cancelled,
    long open,
    long unreported) {}
