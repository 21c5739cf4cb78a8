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
