package io.fieldway.node.access;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.MalformedException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a server keeps of a password, in PostgreSQL's form
/// `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>` (RFC 5803, RFC 7677): enough to
/// judge a password and to speak SCRAM, not enough to log in elsewhere.
public record Verifier(int iterations, Bytes salt, Bytes storedKey, Bytes serverKey) {
  /// What OWASP's password storage cheat sheet asks of PBKDF2-HMAC-SHA-256.
  public static final int DEFAULT_ITERATIONS = 600_000;

  /// RFC 7677 §4 asks for at least so many.
  public static final int LEAST_ITERATIONS = 4_096;

  /// More would hold a processor for many seconds at each login.
  public static final int MOST_ITERATIONS = 10_000_000;

  /// Bytes of a new salt.
  public static final int SALT_BYTES = 16;

  private static final int MOST_SALT_BYTES = 64;
  private static final String EXPECTED =
      "SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>";
  private static final Pattern FORM =
      Pattern.compile("SCRAM-SHA-256\\$(\\d{1,9}):([^$:]+)\\$([^$:]+):([^$:]+)");
  private static final byte[] CLIENT = "Client Key".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SERVER = "Server Key".getBytes(StandardCharsets.US_ASCII);

  /// Hashes a password, which takes long.
  public static Verifier of(Bytes password, Bytes salt, int iterations) {
    byte[] salted = Hmac.slow(Saslprep.password(password.toArray()), salt.toArray(), iterations);
    return new Verifier(
        iterations,
        salt,
        bytes(Hmac.hash(Hmac.hmac(salted, CLIENT))),
        bytes(Hmac.hmac(salted, SERVER)));
  }

  /// Reads the form in a file. What came is not told: it is a secret.
  ///
  /// @throws MalformedException where it is something else
  public static Verifier parse(String where, String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new MalformedException(where, EXPECTED, "something else");
    }
    int iterations = Integer.parseInt(parts.group(1));
    if (iterations < LEAST_ITERATIONS || iterations > MOST_ITERATIONS) {
      throw new MalformedException(
          where,
          "between " + LEAST_ITERATIONS + " and " + MOST_ITERATIONS + " iterations",
          Integer.toString(iterations));
    }
    Bytes salt = base64(where, "salt", parts.group(2));
    if (salt.size() > MOST_SALT_BYTES) {
      throw new MalformedException(
          where, "a salt of at most " + MOST_SALT_BYTES + " bytes", salt.toString());
    }
    return new Verifier(
        iterations,
        salt,
        key(where, "StoredKey", parts.group(3)),
        key(where, "ServerKey", parts.group(4)));
  }

  /// The form in a file.
  public String text() {
    return "SCRAM-SHA-256$%d:%s$%s:%s"
        .formatted(iterations, base64(salt), base64(storedKey), base64(serverKey));
  }

  /// Whether this is the password. Takes as long as a hash; the comparison takes the same time
  /// wherever the difference is.
  boolean accepts(Bytes password) {
    Verifier other = of(password, salt, iterations);
    return MessageDigest.isEqual(other.storedKey.toArray(), storedKey.toArray());
  }

  /// Whether a SCRAM proof is right (RFC 5802 §3): the key it hides hashes to the stored one.
  boolean accepts(byte[] proof, byte[] authMessage) {
    if (proof.length != Hmac.SIZE) {
      return false;
    }
    byte[] clientKey = Hmac.hmac(storedKey.toArray(), authMessage);
    Hmac.xor(clientKey, proof);
    return MessageDigest.isEqual(Hmac.hash(clientKey), storedKey.toArray());
  }

  byte[] signature(byte[] authMessage) {
    return Hmac.hmac(serverKey.toArray(), authMessage);
  }

  /// Says nothing of the keys.
  @Override
  public String toString() {
    return "SCRAM-SHA-256 verifier with " + iterations + " iterations";
  }

  static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toArray());
  }

  private static Bytes key(String where, String name, String text) {
    Bytes key = base64(where, name, text);
    if (key.size() != Hmac.SIZE) {
      throw new MalformedException(where, name + " of " + Hmac.SIZE + " bytes", key.toString());
    }
    return key;
  }

  private static Bytes base64(String where, String name, String text) {
    try {
      return bytes(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw new MalformedException(where, name + " in base64", "something else");
    }
  }

  private static Bytes bytes(byte[] array) {
    return Bytes.copyOf(array);
  }
}
