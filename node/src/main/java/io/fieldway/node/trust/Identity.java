package io.fieldway.node.trust;

import io.fieldway.wire.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A certificate chain and its private key, read from PEM files.
public record Identity(List<X509Certificate> chain, PrivateKey key) {
  private static final Pattern PRIVATE_KEY =
      Pattern.compile(
          "-----BEGIN ((?:[A-Z]+ )?)PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END \\1PRIVATE KEY-----");
  private static final Pattern PUBLIC_KEY =
      Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");

  public Identity(List<X509Certificate> chain, PrivateKey key) {
    this.chain = List.copyOf(chain);
    this.key = key;
  }

  /// Reads both and checks that they belong together.
  ///
  /// @throws IOException that says which file is wrong and what was expected
  public static Identity read(Path certificateFile, Path keyFile) throws IOException {
    List<X509Certificate> chain = certificates(certificateFile);
    PublicKey shown = chain.getFirst().getPublicKey();
    PrivateKey key = privateKey(keyFile, shown.getAlgorithm());
    if (!belongTogether(key, shown)) {
      throw new IOException(
          "expected the key of the certificate in "
              + certificateFile
              + ", got another in "
              + keyFile);
    }
    return new Identity(chain, key);
  }

  /// Reads at least one certificate.
  public static List<X509Certificate> certificates(Path file) throws IOException {
    List<X509Certificate> found = new ArrayList<>();
    try {
      byte[] content = Files.readAllBytes(file);
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Certificate each : factory.generateCertificates(new ByteArrayInputStream(content))) {
        found.add((X509Certificate) each);
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("expected certificates in PEM, got something else in " + file, e);
    }
    if (found.isEmpty()) {
      throw new IOException("expected certificates in PEM, got none in " + file);
    }
    return found;
  }

  /// Reads both halves of a key of Ed25519.
  ///
  /// @throws IOException that says which file is wrong
  static KeyPair keyPair(Path publicFile, Path keyFile) throws IOException {
    Matcher pem = PUBLIC_KEY.matcher(Files.readString(publicFile, StandardCharsets.ISO_8859_1));
    Optional<PublicKey> shown =
        pem.find()
            ? Keys.ofEncoded(Bytes.copyOf(Base64.getMimeDecoder().decode(pem.group(1))))
            : Optional.empty();
    PrivateKey key = privateKey(keyFile, Keys.ALGORITHM);
    if (shown.isEmpty() || !belongTogether(key, shown.get())) {
      throw new IOException(
          "expected the public key of " + keyFile + ", got another in " + publicFile);
    }
    return new KeyPair(shown.get(), key);
  }

  private static PrivateKey privateKey(Path file, String algorithm) throws IOException {
    Matcher pem = PRIVATE_KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
    if (!pem.find() || !pem.group(1).isEmpty()) {
      throw new IOException(
          "expected a private key in PEM, PKCS #8, without a password (BEGIN PRIVATE KEY), got"
              + " something else in "
              + file
              + "; openssl pkcs8 -topk8 -nodes makes one");
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(pem.group(2));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException("expected a private key of " + algorithm + " in " + file, e);
    }
  }

  private static boolean belongTogether(PrivateKey key, PublicKey shown) {
    try {
      String algorithm =
          switch (shown.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> shown.getAlgorithm();
          };
      byte[] sample = algorithm.getBytes(StandardCharsets.US_ASCII);
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(sample);
      byte[] signature = signing.sign();
      Signature verifying = Signature.getInstance(algorithm);
      verifying.initVerify(shown);
      verifying.update(sample);
      return verifying.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
