package io.fieldway.gateway.uplink;

import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.OkHttpClient;
import okhttp3.internal.tls.OkHostnameVerifier;

/// TLS as [PlatformTls] says: a certificate is the platform's where its fingerprint is the one that
/// is known, or where an authority vouches for it and its host.
public final class TlsSockets {
  private static final char[] NO_PASSWORD = new char[0];
  private static final List<String> KEY_KINDS = List.of("EC", "RSA", "EdDSA");

  private final Trust trust;
  private final SSLContext context;

  private TlsSockets(Trust trust, SSLContext context) {
    this.trust = trust;
    this.context = context;
  }

  /// Reads the files.
  ///
  /// @throws IOException with a sentence, where a file cannot be used
  public static TlsSockets of(PlatformTls config) throws IOException {
    try {
      Trust trust = new Trust(config.print(), authorities(config.caFile()));
      SSLContext context = SSLContext.getInstance("TLS");
      KeyManager[] keys =
          config.certificate().isPresent()
              ? own(config.certificate().get(), config.privateKey().orElseThrow())
              : new KeyManager[0];
      context.init(keys, new TrustManager[] {trust}, null);
      return new TlsSockets(trust, context);
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificates of tls cannot be used: " + e.getMessage(), e);
    }
  }

  void into(OkHttpClient.Builder http) {
    http.sslSocketFactory(context.getSocketFactory(), trust);
    http.hostnameVerifier((host, session) ->
        trust.isKnown(session) || OkHostnameVerifier.INSTANCE.verify(host, session));
  }

  private record Trust(Optional<Bytes> print, X509TrustManager authorities)
      implements X509TrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind)
        throws CertificateException {
      if (!isKnown(chain[0])) {
        authorities.checkServerTrusted(chain, kind);
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind)
        throws CertificateException {
      throw new CertificateException("nobody connects to this side");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return authorities.getAcceptedIssuers();
    }

    boolean isKnown(SSLSession session) {
      try {
        return isKnown(session.getPeerCertificates()[0]);
      } catch (SSLPeerUnverifiedException | CertificateException e) {
        return false;
      }
    }

    private boolean isKnown(Certificate own) throws CertificateException {
      if (print.isEmpty()) {
        return false;
      }
      try {
        return MessageDigest.isEqual(
            MessageDigest.getInstance("SHA-256").digest(own.getEncoded()), print.get().toArray());
      } catch (GeneralSecurityException e) {
        throw new CertificateException(e);
      }
    }
  }

  private static X509TrustManager authorities(Optional<Path> file)
      throws GeneralSecurityException, IOException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    if (file.isPresent()) {
      KeyStore store = emptyStore();
      for (Certificate each : certificates(file.get())) {
        store.setCertificateEntry("ca-" + store.size(), each);
      }
      factory.init(store);
    } else {
      factory.init((KeyStore) null);
    }
    for (TrustManager each : factory.getTrustManagers()) {
      if (each instanceof X509TrustManager x509) {
        return x509;
      }
    }
    throw new GeneralSecurityException("no trust in X.509 certificates");
  }

  private static KeyManager[] own(Path chain, Path key)
      throws GeneralSecurityException, IOException {
    KeyStore store = emptyStore();
    store.setKeyEntry(
        "gateway", privateKey(key), NO_PASSWORD, certificates(chain).toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws GeneralSecurityException, IOException {
    try (InputStream input = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(input);
    }
  }

  private static PrivateKey privateKey(Path file) throws GeneralSecurityException, IOException {
    String body = Files.readString(file).replaceAll("-----[A-Z ]+-----|\\s", "");
    byte[] content;
    try {
      content = Base64.getDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("expected a private key as PEM in " + file, e);
    }
    GeneralSecurityException refused =
        new GeneralSecurityException(
            "expected a private key as PKCS #8 without a password in " + file);
    for (String kind : KEY_KINDS) {
      try {
        return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(content));
      } catch (InvalidKeySpecException e) {
        refused.addSuppressed(e); // another kind of key, perhaps
      }
    }
    throw refused;
  }
}
