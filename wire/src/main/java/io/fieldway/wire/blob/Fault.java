package io.fieldway.wire.blob;

import io.fieldway.wire.channel.RefusalCode;
import io.fieldway.wire.device.ErrorCode;

/// Why a blob, or a chunk of it, is not taken, in the words of both protocols.
public enum Fault {
  /// No blob of that name has begun.
  UNKNOWN(RefusalCode.UNKNOWN_BLOB, ErrorCode.UNKNOWN_BLOB),
  /// The name stands for another blob.
  CONFLICT(RefusalCode.CONFLICT, ErrorCode.CONFLICT),
  /// The chunk does not begin where the blob ends so far.
  WRONG_OFFSET(RefusalCode.WRONG_OFFSET, ErrorCode.WRONG_OFFSET),
  /// What came is not what was announced.
  WRONG_HASH(RefusalCode.WRONG_HASH, ErrorCode.WRONG_HASH),
  /// More bytes than announced, or than are taken.
  TOO_LARGE(RefusalCode.TOO_LARGE, ErrorCode.TOO_LARGE),
  /// No room now.
  NO_ROOM(RefusalCode.NO_ROOM, ErrorCode.NO_ROOM);

  private final RefusalCode refusal;
  private final ErrorCode error;

  Fault(RefusalCode refusal, ErrorCode error) {
    this.refusal = refusal;
    this.error = error;
  }

  /// As the platform says it to a gateway.
  public RefusalCode refusal() {
    return refusal;
  }

  /// As a gateway says it to a device.
  public ErrorCode error() {
    return error;
  }
}
