package io.fieldway.wire.channel;

import io.fieldway.wire.Bytes;

/// How a gateway's key follows from its former one: both sides compute it from the former key and a
/// number of each, and it is never sent.
public final class KeyDigests {
  private KeyDigests() {}

  /// The next key: `HMAC(key, "next" ‖ nonce ‖ own ‖ gatewayId)`.
  ///
  /// @param nonce the platform's number
  /// @param own the gateway's number
  public static Bytes next(Bytes key, String nonce, String own, String gatewayId) {
    return Digests.hmac(key, "next" + nonce + own + gatewayId);
  }

  /// By which the platform knows that the gateway has the next key on its disk: `HMAC(next, "ready"
  /// ‖ nonce ‖ own ‖ gatewayId)`.
  public static Bytes ofGateway(Bytes next, String nonce, String own, String gatewayId) {
    return Digests.hmac(next, "ready" + nonce + own + gatewayId);
  }

  /// By which the gateway knows that the platform has stored the next key: `HMAC(next, "stored" ‖
  /// nonce ‖ own ‖ gatewayId)`.
  public static Bytes ofPlatform(Bytes next, String nonce, String own, String gatewayId) {
    return Digests.hmac(next, "stored" + nonce + own + gatewayId);
  }
}
