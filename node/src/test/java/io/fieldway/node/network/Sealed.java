package io.fieldway.node.network;

import io.fieldway.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Signatures that are quick to make: the digest of a name and the text. Whoever does not use
/// another's name forges nothing.
record Sealed(String name) implements Signatures {
  @Override
  public Bytes sign(Bytes content) {
    return seal(name, content);
  }

  @Override
  public boolean isGenuine(String node, Bytes content, Bytes signature) {
    return seal(node, content).equals(signature);
  }

  private static Bytes seal(String name, Bytes content) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(name.getBytes(StandardCharsets.UTF_8));
      return Bytes.copyOf(digest.digest(content.toArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
