package io.fieldway.node.trust;

import io.fieldway.wire.Bytes;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;

/// Certificates as bytes.
public final class Der {
  private Der() {}

  /// Reads one certificate.
  ///
  /// @throws CertificateException where the bytes are none of a certificate, or of more
  public static X509Certificate certificate(Bytes der) throws CertificateException {
    ByteArrayInputStream in = new ByteArrayInputStream(der.toArray());
    X509Certificate read =
        (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    if (in.available() > 0) {
      throw new CertificateException("expected the end of a certificate, got more");
    }
    return read;
  }
}
