package io.fieldway.gateway.blob;

/// Blobs on the gateway; counts are since its start.
///
/// @param kept whole blobs on disk that the platform has not got
/// @param bytes theirs
/// @param arriving blobs that devices have begun and not finished
/// @param taken blobs taken whole from devices
/// @param refused blobs and chunks that devices were refused
/// @param dropped blobs given up for want of room
/// @param sent blobs that the platform has stored
/// @param givenUp blobs that the platform will never take
/// @param chunks chunks sent to the platform, repetitions included
public record BlobCounts(
    int kept,
    long bytes,
    int arriving,
    long taken,
    long refused,
    long dropped,
    long sent,
    long givenUp,
    long chunks) {}
