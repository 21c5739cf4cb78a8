package io.fieldway.node.network;

import io.fieldway.wire.Bytes;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Optional;
import java.util.function.Function;

/// Signatures with Ed25519 (RFC 8032) by the JDK's own provider.
public final class Ed25519Signatures implements Signatures {
  private static final String ALGORITHM = "Ed25519";

  private final PrivateKey own;
  private final Function<String, Optional<PublicKey>> others;

  /// The signatures of a mesh in which this node has a key.
  ///
  /// @param own the private key of this node
  /// @param others the public key of a node, this one too; nothing that a node without a key says
  ///   is genuine
  /// @throws IllegalArgumentException where the key is not one of Ed25519
  public Ed25519Signatures(PrivateKey own, Function<String, Optional<PublicKey>> others) {
    this.own = own;
    this.others = others;
    try {
      algorithm().initSign(own);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("expected a private key of Ed25519", e);
    }
  }

  @Override
  public Bytes sign(Bytes content) {
    try {
      Signature signature = algorithm();
      signature.initSign(own);
      signature.update(content.toArray());
      return Bytes.copyOf(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key that signed before signs no more", e);
    }
  }

  @Override
  public boolean isGenuine(String node, Bytes content, Bytes signature) {
    Optional<PublicKey> key = others.apply(node);
    return key.isPresent() && isGenuine(key.get(), content, signature);
  }

  private static boolean isGenuine(PublicKey key, Bytes content, Bytes signature) {
    try {
      Signature judge = algorithm();
      judge.initVerify(key);
      judge.update(content.toArray());
      return judge.verify(signature.toArray());
    } catch (SignatureException e) {
      return false; // not even of the shape of a signature
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("expected a public key of Ed25519", e);
    }
  }

  private static Signature algorithm() throws GeneralSecurityException {
    return Signature.getInstance(ALGORITHM);
  }
}
