package io.fieldway.node.access;

import com.google.errorprone.annotations.Var;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/// The functions that SCRAM-SHA-256 is made of (RFC 5802 §2.2).
final class Hmac {
  /// Bytes of a hash.
  static final int SIZE = 32;

  private static final String ALGORITHM = "HmacSHA256";

  private Hmac() {}

  static byte[] hmac(byte[] key, byte[] text) {
    return keyed(key).doFinal(text);
  }

  static byte[] hash(byte[] text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// `Hi` of RFC 5802, which is PBKDF2 with one block: slow on purpose.
  static byte[] slow(byte[] password, byte[] salt, int iterations) {
    Mac mac = keyed(password);
    mac.update(salt);
    byte[] round = mac.doFinal(new byte[] {0, 0, 0, 1});
    byte[] result = round.clone();
    try {
      for (@Var int i = 1; i < iterations; i++) {
        mac.update(round);
        mac.doFinal(round, 0);
        xor(result, round);
      }
    } catch (ShortBufferException e) {
      throw new IllegalStateException("a hash fits where a hash was", e);
    }
    return result;
  }

  /// Exclusive or, into the first.
  static void xor(byte[] into, byte[] other) {
    for (@Var int i = 0; i < into.length; i++) {
      into[i] ^= other[i];
    }
  }

  private static Mac keyed(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      // RFC 2104 pads a key with zeros: one zero is the same key as none, which the JDK refuses.
      mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, ALGORITHM));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
    }
  }
}
