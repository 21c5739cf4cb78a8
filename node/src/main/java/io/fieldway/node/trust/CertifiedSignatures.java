package io.fieldway.node.trust;

import io.fieldway.node.kept.KeptReader;
import io.fieldway.node.kept.KeptWriter;
import io.fieldway.node.network.Signatures;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.MalformedException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Signatures that carry the certificate of who has signed: its bytes, then the 64 of the signature
/// itself. So whoever trusts the authority can judge what comes from a node it has never met. A
/// substitute that carries a node on signs with its own key, and before its certificate comes the
/// [Delegation] by which it may. Belongs to one thread.
public final class CertifiedSignatures implements Signatures {
  private static final int SIGNATURE_BYTES = 64;

  /// Stands before a delegation, and no certificate begins so.
  private static final int DELEGATED = 1;

  private final Membership own;
  private final Bytes shown;
  private final LongSupplier clock;
  private final Map<Bytes, Signer> known;

  /// Who has been found to be a node of the mesh.
  private record Signer(String name, PublicKey key, long until) {}

  /// Signs as a member.
  ///
  /// @param maximumCertificates of others that are kept once they were checked
  /// @param clock milliseconds since the epoch
  public CertifiedSignatures(Membership own, int maximumCertificates, LongSupplier clock) {
    this(own, Fingerprint.encoded(own.certificate()), maximumCertificates, clock);
  }

  private CertifiedSignatures(
      Membership own, Bytes shown, int maximumCertificates, LongSupplier clock) {
    this.own = own;
    this.shown = shown;
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

  /// Signs as a member that speaks for another.
  ///
  /// @param word by which it may, as [Delegations#to] has made it
  public static CertifiedSignatures delegated(
      Membership own, Bytes word, int maximumCertificates, LongSupplier clock) {
    KeptWriter out = new KeptWriter();
    out.number(DELEGATED);
    out.binary(word);
    out.binary(Fingerprint.encoded(own.certificate()));
    return new CertifiedSignatures(own, out.bytes(), maximumCertificates, clock);
  }

  @Override
  public Bytes sign(Bytes content) {
    Bytes signature = Keys.sign(own.key(), content);
    byte[] both = new byte[shown.size() + SIGNATURE_BYTES];
    shown.copyTo(both, 0);
    signature.copyTo(both, shown.size());
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
      Optional<Signer> signer =
          shown.toArray()[0] == DELEGATED ? delegate(shown, now) : member(shown, now);
      signer.ifPresent(each -> known.put(shown, each));
      return signer;
    } catch (CertificateException | MalformedException e) {
      return Optional.empty(); // whoever asks counts it as forged
    }
  }

  private Optional<Signer> member(Bytes certificate, long now) throws CertificateException {
    X509Certificate read = Der.certificate(certificate);
    String name = own.trust().name(read, now);
    long until = read.getNotAfter().toInstant().toEpochMilli();
    return Subject.isController(read)
        ? Optional.empty()
        : Keys.ofEncoded(Bytes.copyOf(read.getPublicKey().getEncoded()))
            .map(key -> new Signer(name, key, until));
  }

  /// The substitute's key, for the name of the node that it speaks for.
  private Optional<Signer> delegate(Bytes shown, long now) throws CertificateException {
    KeptReader in = new KeptReader("signature", shown);
    in.small();
    Delegation word = Delegation.read(in.binary());
    Optional<Signer> substitute = member(in.binary(), now);
    in.end();
    X509Certificate node = word.believed(own.trust(), now);
    long until = node.getNotAfter().toInstant().toEpochMilli();
    return substitute
        .filter(each -> each.name().equals(word.substitute()))
        .flatMap(each ->
            Subject.commonName(node)
                .map(name -> new Signer(name, each.key(), Math.min(until, each.until()))));
  }

  /// How many certificates of others are kept.
  int kept() {
    return known.size();
  }
}
