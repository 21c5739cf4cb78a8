package io.fieldway.node.trust;

import io.fieldway.node.link.Self;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Whom a node of a mesh believes: those whom the mesh's authority has certified, by the name in
/// their certificate, from whatever address they come. Any thread may ask.
public final class Trust {
  private final X509Certificate authority;
  private final String mesh;
  private final Bytes fingerprint;

  /// Believes what this authority has signed.
  ///
  /// @throws CertificateException where the certificate is none of an authority
  public Trust(X509Certificate authority) throws CertificateException {
    this.authority = authority;
    this.mesh =
        Subject.commonName(authority)
            .filter(Self::isName)
            .orElseThrow(() ->
                new CertificateException(
                    "expected a common name that can be the name of a mesh, got another"));
    this.fingerprint = Fingerprint.of(authority);
    if (authority.getBasicConstraints() < 0) {
      throw new CertificateException("expected the certificate of an authority, got another");
    }
  }

  /// The mesh's name.
  public String mesh() {
    return mesh;
  }

  /// Believes an authority that is known by its fingerprint; empty where the certificate is
  /// another.
  ///
  /// @throws CertificateException where the certificate is none of an authority
  public static Optional<Trust> pinned(X509Certificate shown, Bytes fingerprint)
      throws CertificateException {
    return Fingerprint.of(shown).equals(fingerprint)
        ? Optional.of(new Trust(shown))
        : Optional.empty();
  }

  /// The authority's certificate.
  public X509Certificate authority() {
    return authority;
  }

  /// SHA-256 of the authority's certificate.
  public Bytes fingerprint() {
    return fingerprint;
  }

  /// The name of the node to whom a certificate was given.
  ///
  /// @throws CertificateException that says in a sentence why it is not believed
  public String name(X509Certificate shown, long now) throws CertificateException {
    String name =
        Subject.commonName(shown)
            .filter(Self::isName)
            .orElseThrow(() ->
                new CertificateException("expected the name of a node in a certificate, got none"));
    String issuer = Subject.commonName(shown.getIssuerX500Principal()).orElse("");
    if (!shown.getIssuerX500Principal().equals(authority.getSubjectX500Principal())) {
      throw new CertificateException(
          "expected a certificate of the mesh "
              + Json.brief(mesh)
              + ", got one of "
              + Json.brief(issuer.replaceAll("\\p{Cntrl}", "?")));
    }
    if (shown.getBasicConstraints() >= 0) {
      throw new CertificateException("expected the certificate of a node, got an authority's");
    }
    requireTime(authority, "the authority of " + Json.brief(mesh), now);
    requireTime(shown, Json.brief(name), now);
    requireSigned(shown, name, now);
    return name;
  }

  private static void requireTime(X509Certificate certificate, String whose, long now)
      throws CertificateException {
    Instant time = Instant.ofEpochMilli(now);
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    if (time.isAfter(until)) {
      throw new CertificateException("the certificate of " + whose + " has expired at " + until);
    }
    if (time.isBefore(from)) {
      throw new CertificateException(
          "the certificate of "
              + whose
              + " begins at "
              + from
              + ", and by this machine's clock it is "
              + time);
    }
  }

  private void requireSigned(X509Certificate shown, String name, long now)
      throws CertificateException {
    try {
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(Instant.ofEpochMilli(now)));
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509").generateCertPath(List.of(shown)), parameters);
    } catch (CertPathValidatorException e) {
      throw new CertificateException(
          e.getReason() == BasicReason.INVALID_SIGNATURE
              ? "the certificate of "
                  + Json.brief(name)
                  + " is of another mesh that is called "
                  + Json.brief(mesh)
              : "the certificate of " + Json.brief(name) + " is not right: " + e.getMessage(),
          e);
    } catch (GeneralSecurityException e) {
      throw new CertificateException("a certificate cannot be checked: " + e.getMessage(), e);
    }
  }
}
