package io.fieldway.node.trust;

import io.fieldway.node.kept.KeptReader;
import io.fieldway.node.kept.KeptWriter;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.MalformedException;
import java.security.KeyPair;

/// A request for a certificate, not bound to an invitation yet.
///
/// @param pkcs10 the request of RFC 2986, which its own key has signed
public record CertificationRequest(Bytes pkcs10) {
  private static final String WHAT = "request to join";

  /// What the request is signed for, so that no signature can be taken for one of something else.
  private static final Bytes PURPOSE = Bytes.utf8("fieldway-join 1\n");

  /// A request as it is sent.
  ///
  /// @param invitation by which the authority finds what it keeps of the invitation
  /// @param proof of the request, by the invitation's key: it is good for this request alone, so
  ///   that a node that passes it on, or hears it, gains nothing
  record Invited(Bytes invitation, Bytes pkcs10, Bytes proof) {
    Bytes proven() {
      return CertificationRequest.proven(pkcs10);
    }
  }

  static CertificationRequest make(String name, KeyPair pair) {
    return new CertificationRequest(Issuer.request(name, pair));
  }

  /// The request as one who was invited sends it.
  public Bytes with(Token token) {
    KeptWriter out = new KeptWriter();
    out.binary(token.invitation());
    out.binary(pkcs10);
    out.binary(Keys.sign(Keys.ofSecret(token.secret()), proven(pkcs10)));
    return out.bytes();
  }

  /// Reads what [#with] has made.
  ///
  /// @throws MalformedException where it is something else
  static Invited read(Bytes sent) {
    KeptReader in = new KeptReader(WHAT, sent);
    Invited request = new Invited(in.binary(), in.binary(), in.binary());
    in.end();
    if (request.invitation.size() != Invitation.ID_BYTES) {
      throw new MalformedException(WHAT, Invitation.ID_BYTES + " bytes", "others");
    }
    return request;
  }

  private static Bytes proven(Bytes pkcs10) {
    byte[] both = new byte[PURPOSE.size() + pkcs10.size()];
    PURPOSE.copyTo(both, 0);
    pkcs10.copyTo(both, PURPOSE.size());
    return Bytes.copyOf(both);
  }
}
