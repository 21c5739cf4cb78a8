package io.fieldway.gateway.blob;

import io.fieldway.wire.blob.Sending;
import io.fieldway.wire.channel.BlobChunk;
import java.time.Duration;

/// The bounds of blobs on the gateway.
///
/// @param maxBlob bytes of one blob at most; a larger one is refused with `too-large`
/// @param maxBlobs blobs on disk at most, and
/// @param maxBytes their bytes at most, those that are still arriving included; what happens there
///   says `full`
/// @param full what happens at the bound
/// @param maxArriving blobs that devices have begun and not finished; at the bound the one that was
///   longest without a chunk is forgotten, and its device begins it again
/// @param sending how they are carried to the platform
public record BlobConfig(
    long maxBlob, int maxBlobs, long maxBytes, Full full, int maxArriving, Sending.Limits sending) {

  /// What happens when the disk's bound is reached.
  public enum Full {
    /// The oldest blobs that the platform has not got are given up for the new one, and counted.
    DROP_OLDEST("drop-oldest"),
    /// The new one is refused with `no-room`.
    REFUSE("refuse");

    private final String word;

    Full(String word) {
      this.word = word;
    }

    /// As it stands in the gateway's file.
    public String word() {
      return word;
    }
  }

  public static final BlobConfig DEFAULTS =
      new BlobConfig(
          16L << 20,
          2_000,
          256L << 20,
          Full.DROP_OLDEST,
          64,
          new Sending.Limits(
              64 * 1024,
              1,
              Duration.ofSeconds(20),
              Duration.ofSeconds(1),
              Duration.ofMinutes(1),
              8));

  public BlobConfig {
    if (maxBlob < 1 || maxBlobs < 1 || maxBytes < 1 || maxArriving < 1) {
      throw new IllegalArgumentException("the bounds of blobs are at least 1");
    }
    if (sending.chunk() > BlobChunk.MAX_BYTES) {
      throw new IllegalArgumentException("a chunk has at most " + BlobChunk.MAX_BYTES + " bytes");
    }
  }

  /// The same with other bounds of the disk.
  public BlobConfig withStore(long largest, int most, long bytes, Full policy) {
    return new BlobConfig(largest, most, bytes, policy, maxArriving, sending);
  }

  public BlobConfig withSending(Sending.Limits limits) {
    return new BlobConfig(maxBlob, maxBlobs, maxBytes, full, maxArriving, limits);
  }
}
