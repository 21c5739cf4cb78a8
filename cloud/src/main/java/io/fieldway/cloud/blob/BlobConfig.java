package io.fieldway.cloud.blob;

import java.nio.file.Path;
import java.time.Duration;

/// The bounds of blobs on the platform.
///
/// @param directory their files; processes with the machine and the resource server share it
/// @param maxBlob bytes of one blob at most; a larger one is refused with `too-large`
/// @param maxPerDevice blobs kept of one device; beyond, its oldest are removed
/// @param maxBytes bytes kept of all; beyond, the oldest of all are removed
/// @param maxArriving blobs that one gateway may have begun and not ended, and
/// @param maxArrivingBytes the bytes that all gateways may have announced and not ended; beyond,
///   `no-room`
/// @param reserve bytes of the disk that blobs leave alone; `no-room` where they would not
/// @param arrivingLife how long an unfinished blob waits for its rest; then it is forgotten
/// @param goneLife how long the name of a removed blob is remembered, so that it does not come back
/// @param thumbnailEdge the longer edge of a thumbnail in points
/// @param maxPoints points of a picture of which a thumbnail is made; there is none of a larger one
/// @param sweepEvery how often what is too old is looked for
public record BlobConfig(
    Path directory,
    long maxBlob,
    int maxPerDevice,
    long maxBytes,
    int maxArriving,
    long maxArrivingBytes,
    long reserve,
    Duration arrivingLife,
    Duration goneLife,
    int thumbnailEdge,
    long maxPoints,
    Duration sweepEvery) {
  public static BlobConfig of(Path directory) {
    return new BlobConfig(
        directory,
        16L << 20,
        1_000,
        4L << 30,
        16,
        1L << 30,
        256L << 20,
        Duration.ofDays(1),
        Duration.ofDays(7),
        320,
        50_000_000,
        Duration.ofMinutes(10));
  }

  /// The same with other bounds of what is kept.
  public BlobConfig withKept(long largest, int perDevice, long bytes) {
    return new BlobConfig(
        directory,
        largest,
        perDevice,
        bytes,
        maxArriving,
        maxArrivingBytes,
        reserve,
        arrivingLife,
        goneLife,
        thumbnailEdge,
        maxPoints,
        sweepEvery);
  }
}
