package io.fieldway.node.io;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Judges the certificates that the other end of a link shows, whichever end has dialled. From what
/// address it speaks plays no part.
final class PeerCheck extends X509ExtendedTrustManager {
  private final Judge judge;
  private final List<X509Certificate> accepted;

  /// Judges a chain, the peer's own certificate first.
  @FunctionalInterface
  interface Judge {
    /// Returns where the peer is believed.
    ///
    /// @throws CertificateException that says in a sentence why the peer is not believed
    void judge(List<X509Certificate> chain) throws CertificateException;
  }

  /// @param accepted authorities whose certificates a peer is asked for
  PeerCheck(List<X509Certificate> accepted, Judge judge) {
    this.accepted = List.copyOf(accepted);
    this.judge = judge;
  }

  private void judge(X509Certificate[] chain) throws CertificateException {
    if (chain.length == 0) {
      throw new CertificateException("expected a certificate, got none");
    }
    judge.judge(List.of(chain));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    judge(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    judge(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    judge(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    judge(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    judge(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    judge(chain);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return accepted.toArray(new X509Certificate[0]);
  }
}
