package io.fieldway.wire.channel;

import io.fieldway.wire.Bytes;

/// What both sides make of a join code's secret. The code itself never crosses the channel, nor
/// does the gateway's new key: both sides derive it.
public final class JoinDigests {
  private static final int NAME_BYTES = 16;

  private JoinDigests() {}

  /// By which the platform finds a code: the first 16 bytes of `HMAC(secret, "name")`.
  public static Bytes name(Bytes secret) {
    return Bytes.copyOf(Digests.hmac(secret, "name").toArray(), 0, NAME_BYTES);
  }

  /// What proofs are keyed with: `HMAC(secret, "join")`.
  public static Bytes proofKey(Bytes secret) {
    return Digests.hmac(secret, "join");
  }

  /// What a gateway sends: `HMAC(proofKey, "gateway" ‖ nonce ‖ own ‖ gatewayId ‖ socketId)`.
  ///
  /// @param nonce the platform's number
  /// @param own the gateway's number
  public static Bytes ofGateway(
      Bytes proofKey, String nonce, String own, String gatewayId, String socketId) {
    return Digests.hmac(proofKey, "gateway" + nonce + own + gatewayId + socketId);
  }

  /// What the platform answers: `HMAC(proofKey, "platform" ‖ nonce ‖ own ‖ gatewayId ‖ socketId)`.
  public static Bytes ofPlatform(
      Bytes proofKey, String nonce, String own, String gatewayId, String socketId) {
    return Digests.hmac(proofKey, "platform" + nonce + own + gatewayId + socketId);
  }

  /// The gateway's key from now on: `HMAC(proofKey, "key" ‖ nonce ‖ own ‖ gatewayId)`.
  public static Bytes key(Bytes proofKey, String nonce, String own, String gatewayId) {
    return Digests.hmac(proofKey, "key" + nonce + own + gatewayId);
  }
}
