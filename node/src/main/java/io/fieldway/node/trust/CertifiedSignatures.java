package io.fieldway.node.trust;

import io.fieldway.node.network.Signatures;
import io.fieldway.wire.Bytes;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Signatures that carry the certificate of who has signed: its bytes, then the 64 of the signature
/// itself. So whoever trusts the authority can judge what comes from a node it has never met.
/// Belongs to one thread.
public final class CertifiedSignatures implements Signatures {
  private static final int SIGNATURE_BYTES = 64;

  private final Membership own;
  private final Bytes certificate;
  private final LongSupplier clock;
  private final Map<Bytes, Signer> known;

  /// Who has been found to be a node of the mesh.
  private record Signer(String name, PublicKey key, long until) {}

  /// Signs as a member.
  ///
  /// @param maximumCertificates of others that are kept once they were checked
  /// @param clock milliseconds since the epoch
  public CertifiedSignatures(Membership own, int maximumCertificates, LongSupplier clock) {
    this.own = own;
    this.certificate = Fingerprint.encoded(own.certificate());
    this.clock = clock;
    this.known =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Bytes, Signer> eldest) {
            return size() > maximumCertificates;
          }
        };
  }

  @Override
  public Bytes sign(Bytes content) {
    Bytes signature = Keys.sign(own.key(), content);
    byte[] both = new byte[certificate.size() + SIGNATURE_BYTES];
    certificate.copyTo(both, 0);
    signature.copyTo(both, certificate.size());
    return Bytes.copyOf(both);
  }

  @Override
  public boolean isGenuine(String node, Bytes content, Bytes signature) {
    int size = signature.size() - SIGNATURE_BYTES;
    if (size < 1) {
      return false;
    }
    byte[] both = signature.toArray();
    Optional<Signer> signer = signer(Bytes.copyOf(both, 0, size));
    return signer.isPresent()
        && signer.get().name().equals(node)
        && Keys.isGenuine(signer.get().key(), content, Bytes.copyOf(both, size, SIGNATURE_BYTES));
  }

  private Optional<Signer> signer(Bytes shown) {
    long now = clock.getAsLong();
    Signer before = known.get(shown);
    if (before != null && now <= before.until()) {
      return Optional.of(before);
    }
    try {
      X509Certificate read = Der.certificate(shown);
      String name = own.trust().name(read, now);
      Optional<PublicKey> key = Keys.ofEncoded(Bytes.copyOf(read.getPublicKey().getEncoded()));
      if (key.isEmpty()) {
        return Optional.empty();
      }
      Signer signer = new Signer(name, key.get(), read.getNotAfter().toInstant().toEpochMilli());
      known.put(shown, signer);
      return Optional.of(signer);
    } catch (CertificateException e) {
      return Optional.empty(); // whoever asks counts it as forged
    }
  }

  /// How many certificates of others are kept.
  int kept() {
    return known.size();
  }
}
