package io.fieldway.node.trust;

import io.fieldway.node.kept.KeptReader;
import io.fieldway.node.kept.KeptWriter;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;

/// A node's word that its substitute may speak for it, which everybody can check who trusts the
/// authority: the node's certificate, the substitute's name, and the node's signature of both
/// names.
///
/// @param certificate of the node that has signed, in DER
/// @param substitute the node that may speak for it
record Delegation(Bytes certificate, String substitute, Bytes signature) {
  /// What is signed, so that no signature can be taken for one of something else.
  private static final String PURPOSE = "fieldway-delegation 1";

  private static final String WHERE = "delegation";

  /// Lets a substitute speak for a member.
  static Delegation make(Membership own, String substitute) {
    return new Delegation(
        Fingerprint.encoded(own.certificate()),
        substitute,
        Keys.sign(own.key(), content(own.mesh(), own.name(), substitute)));
  }

  private static Bytes content(String mesh, String node, String substitute) {
    KeptWriter out = new KeptWriter();
    out.text(PURPOSE);
    out.text(mesh);
    out.text(node);
    out.text(substitute);
    return out.bytes();
  }

  Bytes encoded() {
    KeptWriter out = new KeptWriter();
    out.binary(certificate);
    out.text(substitute);
    out.binary(signature);
    return out.bytes();
  }

  /// Reads what [#encoded] has written.
  ///
  /// @throws MalformedException where it is something else
  static Delegation read(Bytes encoded) {
    KeptReader in = new KeptReader(WHERE, encoded);
    Delegation read = new Delegation(in.binary(), in.text(), in.binary());
    in.end();
    return read;
  }

  /// The certificate of the node that is spoken for, believed.
  ///
  /// @throws CertificateException that says in a sentence why it is not believed
  X509Certificate believed(Trust trust, long now) throws CertificateException {
    X509Certificate shown = Der.certificate(certificate);
    String node = trust.name(shown, now);
    Optional<PublicKey> key = Keys.ofEncoded(Bytes.copyOf(shown.getPublicKey().getEncoded()));
    if (Subject.isController(shown)
        || key.isEmpty()
        || !Keys.isGenuine(key.get(), content(trust.mesh(), node, substitute), signature)) {
      throw new CertificateException(
          "expected the word of the node "
              + Json.brief(node)
              + " for "
              + substitute
              + ", got none");
    }
    return shown;
  }
}
