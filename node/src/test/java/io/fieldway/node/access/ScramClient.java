package io.fieldway.node.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// The client's part of SCRAM-SHA-256, by the JDK's own PBKDF2.
final class ScramClient {
  private ScramClient() {}

  static String proof(String password, Verifier asked, String authMessage) {
    byte[] salted = salted(password, asked);
    byte[] key = Hmac.hmac(salted, "Client Key".getBytes(UTF_8));
    byte[] proof = Hmac.hmac(Hmac.hash(key), authMessage.getBytes(UTF_8));
    Hmac.xor(proof, key);
    return Base64.getEncoder().encodeToString(proof);
  }

  private static byte[] salted(String password, Verifier asked) {
    try {
      PBEKeySpec spec =
          new PBEKeySpec(
              password.toCharArray(), asked.salt().toArray(), asked.iterations(), 8 * Hmac.SIZE);
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
