package io.fieldway.node.trust;

import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What makes a node a member of a mesh: its certificate with its key, and the certificate of the
/// authority that has issued it. It lies in files under the node's data.
///
/// @param name of the node, as its certificate has it
/// @param addresses where nodes of the mesh were when this one joined, not looked up
public record Membership(
    String name, Identity identity, Trust trust, List<InetSocketAddress> addresses) {
  private static final String DIRECTORY = "membership";
  private static final String CERTIFICATE = "node.crt";
  private static final String KEY = "node.key";
  private static final String AUTHORITY = "authority.crt";
  private static final String ADDRESSES = "addresses";
  private static final Pattern ADDRESS = Pattern.compile("(.+):(\\d{1,5})");

  public Membership(
      String name, Identity identity, Trust trust, List<InetSocketAddress> addresses) {
    this.name = name;
    this.identity = identity;
    this.trust = trust;
    this.addresses = List.copyOf(addresses);
  }

  /// Whether the node that has its data there is a member of a mesh.
  public static boolean isIn(Path data) {
    return Files.exists(file(data, CERTIFICATE));
  }

  /// What the node that has its data there has to show; empty where it belongs to no mesh.
  ///
  /// @throws IOException that says which file is wrong, and what was expected
  public static Optional<Membership> read(Path data, long now) throws IOException {
    if (!isIn(data)) {
      return Optional.empty();
    }
    Path file = file(data, CERTIFICATE);
    Identity identity = Identity.read(readable(file), readable(file(data, KEY)));
    Path authority = readable(file(data, AUTHORITY));
    try {
      Trust trust = new Trust(Identity.certificates(authority).getFirst());
      String name = trust.name(identity.chain().getFirst(), now);
      if (!identity.key().getAlgorithm().equals("EdDSA")) {
        throw new IOException(
            "expected a key of Ed25519, got one of " + identity.key().getAlgorithm());
      }
      return Optional.of(new Membership(name, identity, trust, addresses(file(data, ADDRESSES))));
    } catch (CertificateException e) {
      throw new IOException(file + " with " + authority + ": " + e.getMessage(), e);
    }
  }

  private static Path readable(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new IOException("expected a file that can be read, got " + file);
    }
    return file;
  }

  private static List<InetSocketAddress> addresses(Path file) throws IOException {
    List<InetSocketAddress> addresses = new ArrayList<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(readable(file))) {
        Matcher parts = ADDRESS.matcher(line);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > 65_535) {
          throw new IOException("expected lines of host:port, got another in " + file);
        }
        addresses.add(
            InetSocketAddress.createUnresolved(parts.group(1), Integer.parseInt(parts.group(2))));
      }
    }
    return addresses;
  }

  /// The key with which a node asks for its certificate: made once, so that whoever asks again asks
  /// for the same.
  ///
  /// @throws IOException where it cannot be written or read
  public static CertificationRequest request(Path data, String name) throws IOException {
    PrivateFile.makeDirectory(data.resolve(DIRECTORY));
    Path file = file(data, KEY);
    Path half = file(data, "node.pub");
    if (!Files.exists(file) || !Files.exists(half)) {
      var pair = Keys.make();
      PrivateFile.write(file, PrivateFile.pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
      PrivateFile.write(half, PrivateFile.pem("PUBLIC KEY", pair.getPublic().getEncoded()));
    }
    return CertificationRequest.make(name, Identity.keyPair(readable(half), readable(file)));
  }

  /// Writes what has come of a request: the certificate last, which makes the node a member.
  ///
  /// @throws IOException where it cannot be written, or does not fit together
  public static Membership write(
      Path data,
      X509Certificate authority,
      X509Certificate certificate,
      List<InetSocketAddress> addresses,
      long now)
      throws IOException {
    StringBuilder lines = new StringBuilder();
    addresses.forEach(
        each -> lines.append(each.getHostString()).append(':').append(each.getPort()).append('\n'));
    PrivateFile.write(file(data, ADDRESSES), lines.toString());
    PrivateFile.write(file(data, AUTHORITY), pem(authority));
    PrivateFile.write(file(data, CERTIFICATE), pem(certificate));
    return read(data, now)
        .orElseThrow(() -> new IOException("the certificate is gone that was just written"));
  }

  static String pem(X509Certificate certificate) {
    return PrivateFile.pem("CERTIFICATE", Fingerprint.encoded(certificate).toArray());
  }

  private static Path file(Path data, String name) {
    return data.resolve(DIRECTORY).resolve(name);
  }

  /// The mesh's name.
  public String mesh() {
    return trust.mesh();
  }

  /// The node's own certificate.
  public X509Certificate certificate() {
    return identity.chain().getFirst();
  }

  PrivateKey key() {
    return identity.key();
  }

  /// Whether it is a controller's, and no node's.
  public boolean isController() {
    return Subject.isController(certificate());
  }

  /// What the node shows: its certificate, and that of the authority, by which one who joins knows
  /// the mesh.
  public List<X509Certificate> shown() {
    return List.of(certificate(), trust.authority());
  }

  /// SHA-256 of the authority's certificate.
  public Bytes fingerprint() {
    return trust.fingerprint();
  }
}
