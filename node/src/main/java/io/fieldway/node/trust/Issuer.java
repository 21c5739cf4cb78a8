package io.fieldway.node.trust;

import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/// Makes certificates and requests for them. Nothing else in Fieldway knows the library that it
/// uses, so that it is loaded only where somebody founds a mesh, joins one, or lets somebody in.
final class Issuer {
  private static final int SERIAL_BITS = 127;

  /// Who is asked for.
  record Requested(String name, PublicKey key) {}

  /// From when until when a certificate holds.
  record Life(Instant from, Instant until) {}

  private Issuer() {}

  /// A certificate that its own key has signed, under which others can be issued.
  static X509Certificate authority(
      String mesh, KeyPair pair, Instant from, Instant until, SecureRandom random) {
    X500Name name = name(mesh);
    return signed(
        new JcaX509v3CertificateBuilder(
            name, serial(random), Date.from(from), Date.from(until), name, pair.getPublic()),
        new BasicConstraints(0),
        KeyUsage.keyCertSign,
        pair.getPrivate());
  }

  /// The certificate of a node, with which it dials and is dialled, or of a controller.
  static X509Certificate member(
      Requested asked,
      boolean isController,
      Life life,
      X509Certificate authority,
      PrivateKey key,
      SecureRandom random) {
    return signed(
        new JcaX509v3CertificateBuilder(
            X500Name.getInstance(authority.getSubjectX500Principal().getEncoded()),
            serial(random),
            Date.from(life.from),
            Date.from(life.until),
            isController ? controller(asked.name) : name(asked.name),
            asked.key),
        new BasicConstraints(false),
        KeyUsage.digitalSignature,
        key);
  }

  private static X509Certificate signed(
      X509v3CertificateBuilder builder, BasicConstraints constraints, int usage, PrivateKey key) {
    try {
      builder.addExtension(Extension.basicConstraints, true, constraints);
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
      if (!constraints.isCA()) {
        builder.addExtension(
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(
                new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
      }
      byte[] encoded = builder.build(signer(key)).getEncoded();
      return Der.certificate(Bytes.copyOf(encoded));
    } catch (CertIOException | CertificateException e) {
      throw new IllegalStateException("a certificate cannot be made", e);
    } catch (IOException e) {
      throw new IllegalStateException("a certificate cannot be written", e);
    }
  }

  /// A request of RFC 2986.
  static Bytes request(String name, KeyPair pair) {
    try {
      return Bytes.copyOf(
          new JcaPKCS10CertificationRequestBuilder(name(name), pair.getPublic())
              .build(signer(pair.getPrivate()))
              .getEncoded());
    } catch (IOException e) {
      throw new IllegalStateException("a request cannot be written", e);
    }
  }

  /// Who asks; empty where the bytes are no request that its own key has signed.
  static Optional<Requested> read(Bytes pkcs10) {
    try {
      PKCS10CertificationRequest request = new PKCS10CertificationRequest(pkcs10.toArray());
      Optional<PublicKey> key =
          Keys.ofEncoded(Bytes.copyOf(request.getSubjectPublicKeyInfo().getEncoded()));
      Optional<String> name =
          Subject.commonName(new X500Principal(request.getSubject().getEncoded()));
      if (key.isEmpty()
          || name.isEmpty()
          || !request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key.get()))) {
        return Optional.empty();
      }
      return Optional.of(new Requested(name.get(), key.get()));
    } catch (IOException | PKCSException | OperatorCreationException e) {
      return Optional.empty();
    }
  }

  private static ContentSigner signer(PrivateKey key) {
    try {
      return new JcaContentSignerBuilder(Keys.ALGORITHM).build(key);
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("a key does not sign", e);
    }
  }

  private static X500Name name(String common) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, common).build();
  }

  private static X500Name controller(String common) {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.OU, Subject.CONTROLLER)
        .addRDN(BCStyle.CN, common)
        .build();
  }

  private static BigInteger serial(SecureRandom random) {
    return new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE);
  }
}
