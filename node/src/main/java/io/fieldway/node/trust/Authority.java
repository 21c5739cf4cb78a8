package io.fieldway.node.trust;

import io.fieldway.node.link.Self;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The authority of a mesh, in files under the data of the node that keeps it: its key,
/// invitations, and the certificates it has issued. Commands invite while the node runs, but only
/// one process lets nodes in. All calls block.
public final class Authority {
  /// Invitations that are kept; where there are more, none is made.
  static final int MAXIMUM_INVITATIONS = 10_000;

  /// How long an authority's own certificate holds.
  static final Duration LIFE = Duration.ofDays(36_500);

  /// Clocks of small machines are wrong: a certificate holds from so long before it was issued.
  private static final Duration BEFORE = Duration.ofDays(1);

  /// An invitation is forgotten so long after it has expired.
  private static final Duration REMEMBERED = Duration.ofDays(30);

  private static final String DIRECTORY = "authority";
  private static final String CERTIFICATE = "authority.crt";
  private static final String KEY = "authority.key";

  private final Path directory;
  private final Identity identity;
  private final Trust trust;
  private final SecureRandom random = new SecureRandom();

  private Authority(Path directory, Identity identity, Trust trust) {
    this.directory = directory;
    this.identity = identity;
    this.trust = trust;
  }

  /// Founds a mesh, and makes the node that has its data there its first member.
  ///
  /// @throws IOException that says why not, as where there is a mesh already
  public static Authority found(Path data, String mesh, String node, Duration life, long now)
      throws IOException {
    requireName("the mesh", mesh);
    requireName("the node", node);
    Path directory = data.resolve(DIRECTORY);
    if (Files.exists(directory.resolve(CERTIFICATE))) {
      throw new IOException("there is an authority already in " + directory);
    }
    if (Membership.isIn(data)) {
      throw new IOException("the node in " + data + " is a member of a mesh already");
    }
    for (String each : List.of("invitations", "issued")) {
      PrivateFile.makeDirectory(directory.resolve(each));
    }
    KeyPair pair = Keys.make();
    Instant from = Instant.ofEpochMilli(now).minus(BEFORE);
    X509Certificate certificate =
        Issuer.authority(mesh, pair, from, from.plus(LIFE), new SecureRandom());
    PrivateFile.write(
        directory.resolve(KEY), PrivateFile.pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    PrivateFile.write(directory.resolve(CERTIFICATE), Membership.pem(certificate));
    Authority authority = open(data).orElseThrow();
    authority.enrol(data, node, life, now);
    return authority;
  }

  private static void requireName(String whose, String name) throws IOException {
    Optional<String> fault = Self.fault(name);
    if (fault.isPresent()) {
      throw new IOException("the name of " + whose + ": " + fault.get());
    }
  }

  /// The authority that is kept under a node's data; empty where none is.
  ///
  /// @throws IOException that says which file is wrong
  public static Optional<Authority> open(Path data) throws IOException {
    Path directory = data.resolve(DIRECTORY);
    Path certificate = directory.resolve(CERTIFICATE);
    if (!Files.exists(certificate)) {
      return Optional.empty();
    }
    Path key = directory.resolve(KEY);
    if (!Files.isReadable(certificate) || !Files.isReadable(key)) {
      throw new IOException("expected files that can be read, got " + certificate + " and " + key);
    }
    try {
      Identity identity = Identity.read(certificate, key);
      return Optional.of(
          new Authority(directory, identity, new Trust(identity.chain().getFirst())));
    } catch (CertificateException e) {
      throw new IOException(certificate + ": " + e.getMessage(), e);
    }
  }

  /// The mesh's name.
  public String mesh() {
    return trust.mesh();
  }

  /// SHA-256 of its certificate.
  public Bytes fingerprint() {
    return trust.fingerprint();
  }

  private void enrol(Path data, String node, Duration life, long now) throws IOException {
    CertificationRequest request = Membership.request(data, node);
    Issuer.Requested asked = Issuer.read(request.pkcs10()).orElseThrow();
    X509Certificate certificate = issue(asked, false, life, now);
    Membership.write(data, trust.authority(), certificate, List.of(), now);
  }

  /// Invites a node, any that comes or one of a name, or a controller.
  ///
  /// @param addresses where nodes of the mesh listen for links
  /// @throws IOException where it cannot be kept
  public Token invite(List<InetSocketAddress> addresses, Invitee invitee, Duration life, long now)
      throws IOException {
    if (addresses.isEmpty() || addresses.size() > Token.MOST_ADDRESSES) {
      throw new IOException(
          "expected 1 to " + Token.MOST_ADDRESSES + " addresses, got " + addresses.size());
    }
    if (invitee.name().isPresent()) {
      String name = invitee.name().get();
      requireName(invitee.isController() ? "the controller" : "the node", name);
      if (!invitee.isAgain()) {
        requireFree(name);
      }
    }
    forgetOld(now);
    KeyPair pair = Keys.make();
    long expires = now + life.toMillis();
    Invitation invitation = Invitation.of(pair.getPublic(), expires, invitee);
    PrivateFile.write(file(invitation.id()), invitation.text());
    return new Token(
        mesh(),
        invitee.name(),
        addresses,
        fingerprint(),
        invitation.id(),
        Keys.secret(pair.getPrivate()),
        expires);
  }

  private void requireFree(String node) throws IOException {
    if (Files.exists(issued(node))) {
      throw new IOException(
          "the name "
              + Json.brief(node)
              + " was given in the mesh already; where the disk is lost that had it, invite --again");
    }
  }

  private void forgetOld(long now) throws IOException {
    List<Path> all;
    try (var files = Files.list(directory.resolve("invitations"))) {
      all = new ArrayList<>(files.filter(Authority::isInvitation).toList());
    }
    for (Path each : List.copyOf(all)) {
      if (read(each).expires() < now - REMEMBERED.toMillis()) {
        Files.delete(each);
        all.remove(each);
      }
    }
    if (all.size() >= MAXIMUM_INVITATIONS) {
      throw new IOException(
          "expected fewer than "
              + MAXIMUM_INVITATIONS
              + " invitations in "
              + directory
              + ", got "
              + all.size());
    }
  }

  private static boolean isInvitation(Path file) {
    return String.valueOf(file.getFileName()).matches("[0-9a-f]{" + 2 * Invitation.ID_BYTES + "}");
  }

  /// Judges a request, and lets a node in. An invitation is marked as used, and the certificate is
  /// on disk, before the answer is there to be sent; who lost it and asks again with the same key
  /// gets the same certificate.
  ///
  /// @throws IOException where the disk fails; nobody was let in
  synchronized JoinAnswer answer(CertificationRequest.Invited request, Duration life, long now)
      throws IOException {
    Path file = file(request.invitation());
    if (!Files.exists(file)) {
      return refused(ReasonCode.NOT_AUTHORIZED, "the token is not known here");
    }
    Invitation invitation = read(file);
    if (!invitation.isProven(request)) {
      return refused(ReasonCode.NOT_AUTHORIZED, "the token is not known here");
    }
    Optional<Issuer.Requested> read = Issuer.read(request.pkcs10());
    if (read.isEmpty() || !Self.isName(read.get().name())) {
      return refused(
          ReasonCode.PAYLOAD_FORMAT_INVALID,
          "expected a request for a certificate of Ed25519 with the name of a node");
    }
    return answer(file, invitation, read.get(), life, now);
  }

  private JoinAnswer answer(
      Path file, Invitation invitation, Issuer.Requested asked, Duration life, long now)
      throws IOException {
    Bytes key = Bytes.copyOf(asked.key().getEncoded());
    Path issued = issued(asked.name());
    boolean again = invitation.usedBy().equals(Optional.of(key));
    if (again && Files.exists(issued)) {
      X509Certificate before = Identity.certificates(issued).getFirst();
      if (before.getPublicKey().equals(asked.key())) {
        return new JoinAnswer.Welcome(asked.name(), Fingerprint.encoded(before));
      }
    }
    if (invitation.usedBy().isPresent() && !again) {
      return refused(ReasonCode.NOT_AUTHORIZED, "the token was used before");
    }
    if (now > invitation.expires()) {
      return refused(
          ReasonCode.NOT_AUTHORIZED,
          "the token has expired at " + Instant.ofEpochMilli(invitation.expires()));
    }
    Invitee invitee = invitation.invitee();
    if (invitee.name().filter(name -> !name.equals(asked.name())).isPresent()) {
      return refused(
          ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
          "the token is for "
              + (invitee.isController() ? "the controller " : "the node ")
              + Json.brief(invitee.name().get())
              + ", and not for "
              + Json.brief(asked.name()));
    }
    if (Files.exists(issued) && !invitee.isAgain()) {
      return refused(
          ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
          "the name " + Json.brief(asked.name()) + " was given in the mesh already");
    }
    PrivateFile.write(file, invitation.usedBy(key).text());
    return new JoinAnswer.Welcome(
        asked.name(), Fingerprint.encoded(issue(asked, invitee.isController(), life, now)));
  }

  private X509Certificate issue(
      Issuer.Requested asked, boolean isController, Duration life, long now) throws IOException {
    Instant from = Instant.ofEpochMilli(now);
    Instant end = trust.authority().getNotAfter().toInstant();
    Instant until = from.plus(life).isBefore(end) ? from.plus(life) : end;
    X509Certificate certificate =
        Issuer.member(
            asked,
            isController,
            new Issuer.Life(from.minus(BEFORE), until),
            trust.authority(),
            identity.key(),
            random);
    PrivateFile.write(issued(asked.name()), Membership.pem(certificate));
    return certificate;
  }

  private static JoinAnswer refused(ReasonCode reason, String why) {
    return new JoinAnswer.Refused(reason, why);
  }

  private static Invitation read(Path file) throws IOException {
    try {
      return Invitation.parse(file.toString(), Files.readString(file));
    } catch (MalformedException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Path file(Bytes invitation) {
    return directory.resolve("invitations").resolve(invitation.hex());
  }

  private Path issued(String node) {
    return directory.resolve("issued").resolve(node + ".crt");
  }
}
