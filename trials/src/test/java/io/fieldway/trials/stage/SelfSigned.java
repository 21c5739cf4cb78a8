package io.fieldway.trials.stage;

import com.google.errorprone.annotations.Var;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A certificate of 127.0.0.1 that signs itself, as PEM files for the server and as what clients
/// trust.
public final class SelfSigned {
  private static final String PASSWORD = "of-this-test-only";
  private static final String ALIAS = "node";

  private final Path certificate;
  private final Path key;
  private final TrustManagerFactory trust;

  private SelfSigned(Path certificate, Path key, TrustManagerFactory trust) {
    this.certificate = certificate;
    this.key = key;
    this.trust = trust;
  }

  /// Has the JDK's keytool make one.
  static SelfSigned in(Path directory) throws IOException, GeneralSecurityException {
    Path file = directory.resolve("node.p12");
    ProcessBuilder keytool =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-dname",
            "CN=node",
            "-ext",
            "san=ip:127.0.0.1,dns:localhost",
            "-ext",
            "bc:critical=ca:true",
            "-validity",
            "2",
            "-storetype",
            "PKCS12",
            "-keystore",
            file.toString(),
            "-storepass",
            PASSWORD);
    try (RoleProcess made = RoleProcess.start("keytool", keytool)) {
      if (made.awaitEnd() != 0) {
        throw new IOException("keytool failed:\n" + made.text());
      }
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(ALIAS, store.getCertificate(ALIAS));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    return new SelfSigned(
        pem(directory.resolve("node.crt"), "CERTIFICATE", store.getCertificate(ALIAS).getEncoded()),
        pem(
            directory.resolve("node.key"),
            "PRIVATE KEY",
            store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded()),
        trust);
  }

  /// A PEM file with it, for clients that are given a file of authorities.
  public Path certificate() {
    return certificate;
  }

  Path key() {
    return key;
  }

  /// What trusts it, and nothing else.
  public TrustManagerFactory trust() {
    return trust;
  }

  /// Of a client that trusts it, and nothing else.
  public SSLContext clientContext() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static Path pem(Path file, String what, byte[] content) throws IOException {
    @Var String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    body = "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
    return Files.writeString(file, body);
  }
}
