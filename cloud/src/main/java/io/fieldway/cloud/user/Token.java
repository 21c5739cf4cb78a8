package io.fieldway.cloud.user;

import io.fieldway.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/// A secret of 128 random bits that a person's browser holds; the database holds its hash.
///
/// @param text base64url
record Token(String text) {
  private static final int BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  static Token random() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return new Token(Bytes.copyOf(bytes).base64Url());
  }

  /// SHA-256 of the text, in hexadecimal.
  String hash() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return Bytes.copyOf(digest.digest(text.getBytes(StandardCharsets.UTF_8))).hex();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// Not the secret.
  @Override
  public String toString() {
    return "a token";
  }
}
