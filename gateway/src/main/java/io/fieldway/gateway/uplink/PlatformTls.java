package io.fieldway.gateway.uplink;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Key;
import io.fieldway.wire.config.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// By what a gateway knows its platform where it speaks TLS, and what it shows of itself there.
public record PlatformTls(
    @Key(
            "SHA-256 of the platform's certificate, in hexadecimal: this certificate is trusted"
                + " whoever has issued it.")
        Optional<String> fingerprint,
    @Key(
            "The authorities that the platform's certificate is checked with, as PEM; the default"
                + " are the JVM's.")
        Optional<Path> caFile,
    @Key("The gateway's own certificate with its chain, as PEM, where the platform wants one.")
        Optional<Path> certificate,
    @Key("The certificate's private key, as PEM (PKCS #8) without a password.")
        Optional<Path> privateKey)
    implements Checked {
  private static final int FINGERPRINT_BYTES = 32;

  /// The JVM's authorities, and no certificate of its own.
  public static PlatformTls defaults() {
    return new PlatformTls(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  public PlatformTls withFingerprint(Bytes print) {
    return new PlatformTls(Optional.of(print.hex()), caFile, certificate, privateKey);
  }

  public PlatformTls withCaFile(Path file) {
    return new PlatformTls(fingerprint, Optional.of(file), certificate, privateKey);
  }

  public PlatformTls withCertificate(Path chain, Path key) {
    return new PlatformTls(fingerprint, caFile, Optional.of(chain), Optional.of(key));
  }

  /// The fingerprint as bytes.
  ///
  /// @throws MalformedException where it is none
  Optional<Bytes> print() {
    return fingerprint.map(text -> {
      Bytes bytes = Bytes.fromHex("tls.fingerprint", text);
      if (bytes.size() != FINGERPRINT_BYTES) {
        throw new MalformedException(
            "tls.fingerprint", FINGERPRINT_BYTES * 2 + " hexadecimal digits", text.length() + "");
      }
      return bytes;
    });
  }

  @Override
  public List<Problem> problems() {
    List<Problem> found = new ArrayList<>();
    try {
      var _ = print();
    } catch (MalformedException e) {
      found.add(
          new Problem("fingerprint", "expected " + FINGERPRINT_BYTES * 2 + " hexadecimal digits"));
    }
    caFile.ifPresent(file -> readable("ca-file", file, found));
    certificate.ifPresent(file -> readable("certificate", file, found));
    privateKey.ifPresent(file -> readable("private-key", file, found));
    if (certificate.isPresent() != privateKey.isPresent()) {
      found.add(new Problem("certificate", "expected private-key beside it, and the other way"));
    }
    return found;
  }

  private static void readable(String key, Path file, List<Problem> found) {
    if (!Files.isReadable(file)) {
      found.add(new Problem(key, "expected a file that can be read, got " + file));
    }
  }
}
