package io.fieldway.wire.channel;

import io.fieldway.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Both sides' proofs over the platform's number: HMAC-SHA-256 (RFC 2104) keyed with the gateway's
/// key. The seed's "encrypt with MD5, then decrypt" cannot be done; this is how we read its Figure
/// 7.
public final class Digests {
  public static final String HMAC_SHA_256 = "HMAC-SHA-256";

  /// The seed's own, for old gateways of a platform that allows it.
  public static final String MD5 = "MD5";

  private Digests() {}

  /// What a gateway sends: `HMAC(key, nonce ‖ gatewayId ‖ socketId)`.
  public static Bytes ofGateway(Bytes key, String nonce, String gatewayId, String socketId) {
    return hmac(key, nonce + gatewayId + socketId);
  }

  /// What the platform answers: `HMAC(key, "platform" ‖ nonce ‖ gatewayId ‖ socketId)`.
  public static Bytes ofPlatform(Bytes key, String nonce, String gatewayId, String socketId) {
    return hmac(key, "platform" + nonce + gatewayId + socketId);
  }

  /// What an old gateway sends: `MD5(userKey ‖ nonce)`, the key as lower-case hexadecimal digits.
  public static Bytes ofOldGateway(Bytes key, String nonce) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      return Bytes.copyOf(digest.digest((key.hex() + nonce).getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has MD5", e);
    }
  }

  /// Compares in constant time.
  public static boolean equal(Bytes one, Bytes other) {
    return MessageDigest.isEqual(one.toArray(), other.toArray());
  }

  static Bytes hmac(Bytes key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.toArray(), "HmacSHA256"));
      return Bytes.copyOf(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
