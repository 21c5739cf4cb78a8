package io.fieldway.wire.device;

/// Why a gateway refuses a device's line.
public enum ErrorCode {
  /// Not JSON, or not a line of the protocol. The connection stays open.
  MALFORMED("malformed"),
  /// Longer than [DeviceLine#MAX_LINE]. The connection is closed.
  LINE_TOO_LONG("line-too-long"),
  /// Something came before hello, or a second hello. The connection is closed.
  OUT_OF_ORDER("out-of-order"),
  /// No such device is registered at this gateway. The connection is closed.
  UNKNOWN_DEVICE("unknown-device"),
  /// A newer connection of the same device took over. The connection is closed.
  REPLACED("replaced"),
  /// Nothing came for three heartbeats. The connection is closed.
  SILENT("silent"),
  /// The outbox is full; send the reading again later. The connection stays open.
  OUTBOX_FULL("outbox-full"),
  /// A result names an instruction the gateway did not give. The connection stays open.
  UNKNOWN_INSTRUCTION("unknown-instruction"),
  /// No blob of that name has begun. The connection stays open.
  UNKNOWN_BLOB("unknown-blob"),
  /// The name stands for another blob. The connection stays open.
  CONFLICT("conflict"),
  /// A chunk does not begin where the blob ends so far. The connection stays open.
  WRONG_OFFSET("wrong-offset"),
  /// A blob is not what was announced; begin it again. The connection stays open.
  WRONG_HASH("wrong-hash"),
  /// A blob has more bytes than announced, or than the gateway takes. The connection stays open.
  TOO_LARGE("too-large"),
  /// No room for a blob; begin it again later. The connection stays open.
  NO_ROOM("no-room"),
  /// Too many connections. The connection is closed.
  BUSY("busy"),
  /// The gateway stops. The connection is closed.
  STOPPING("stopping");

  private final String word;

  ErrorCode(String word) {
    this.word = word;
  }

  /// The code as it stands in a line.
  public String word() {
    return word;
  }
}
