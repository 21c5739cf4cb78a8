package io.fieldway.gateway.uplink;

/// What the uplink has done since its start.
///
/// @param live whether there is a session now
/// @param sessions sessions begun; all but the first are reconnections
/// @param failures tries and sessions that ended
/// @param batchesSent batches sent, repetitions included
/// @param batchesResent batches whose first reading had been sent before
/// @param batchesAcknowledged answers that said what is committed
/// @param batchesRefused answers that said no
/// @param batchesTimedOut times that the platform did not answer and the window went back
/// @param batchesUnderWay batches that wait for their answer now
/// @param heartbeats heartbeats sent
public record UplinkCounts(
    boolean live,
    long sessions,
    long failures,
    long batchesSent,
    long batchesResent,
    long batchesAcknowledged,
    long batchesRefused,
    long batchesTimedOut,
    long batchesUnderWay,
    long heartbeats) {}
