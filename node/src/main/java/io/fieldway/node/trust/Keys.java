package io.fieldway.node.trust;

import io.fieldway.wire.Bytes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;

/// Keys of Ed25519 (RFC 8032), the only ones that a mesh uses.
final class Keys {
  static final String ALGORITHM = "Ed25519";

  /// Of a private key.
  static final int SECRET_BYTES = 32;

  private Keys() {}

  static KeyPair make() {
    try {
      return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  static Bytes secret(PrivateKey key) {
    return Bytes.copyOf(((EdECPrivateKey) key).getBytes().orElseThrow());
  }

  static PrivateKey ofSecret(Bytes secret) {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, secret.toArray()));
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  /// The public key that X.509 writes so; empty where the bytes are none.
  static Optional<PublicKey> ofEncoded(Bytes encoded) {
    try {
      return Optional.of(
          KeyFactory.getInstance(ALGORITHM)
              .generatePublic(new X509EncodedKeySpec(encoded.toArray())));
    } catch (InvalidKeySpecException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  static Bytes sign(PrivateKey key, Bytes content) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(content.toArray());
      return Bytes.copyOf(signature.sign());
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  static boolean isGenuine(PublicKey key, Bytes content, Bytes signature) {
    try {
      Signature judge = Signature.getInstance(ALGORITHM);
      judge.initVerify(key);
      judge.update(content.toArray());
      return judge.verify(signature.toArray());
    } catch (SignatureException e) {
      return false; // not even of the shape of a signature
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  private static IllegalStateException missing(GeneralSecurityException e) {
    return new IllegalStateException("every JDK from 15 on has Ed25519", e);
  }
}
