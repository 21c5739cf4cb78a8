package io.fieldway.node.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.link.Certified;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.MalformedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Certificates, signatures and tokens, in virtual time.
final class TrustTest {
  private static final long NOW = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
  private static final Duration LIFE = Duration.ofDays(10);
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path home;

  private Membership founder(String mesh, String node) throws Exception {
    Path data = home.resolve(mesh + "-" + node);
    Authority.found(data, mesh, node, LIFE, NOW);
    return Membership.read(data, NOW).orElseThrow();
  }

  private static Issuer.Requested requested(String name) {
    return new Issuer.Requested(name, Keys.make().getPublic());
  }

  private static X509Certificate authority(String mesh, KeyPair pair) {
    Instant now = Instant.ofEpochMilli(NOW);
    return Issuer.authority(mesh, pair, now, now.plus(LIFE), RANDOM);
  }

  private static X509Certificate node(String name, X509Certificate authority, KeyPair pair) {
    Instant now = Instant.ofEpochMilli(NOW);
    return Issuer.member(
        requested(name),
        false,
        new Issuer.Life(now, now.plus(LIFE)),
        authority,
        pair.getPrivate(),
        RANDOM);
  }

  @Test
  void believesWhatTheAuthorityHasIssuedWhileItHolds() throws Exception {
    KeyPair pair = Keys.make();
    X509Certificate authority = authority("plant", pair);
    Trust trust = new Trust(authority);
    X509Certificate issued = node("b", authority, pair);

    assertThat(trust.mesh()).isEqualTo("plant");
    assertThat(trust.name(issued, NOW)).isEqualTo("b");
    long late = NOW + LIFE.toMillis() + 1_000;
    assertThatThrownBy(() -> trust.name(issued, late)).hasMessageContaining("has expired at");
    assertThatThrownBy(() -> trust.name(issued, NOW - 60_000))
        .hasMessageContaining("by this machine's clock it is");
  }

  @Test
  void doesNotBelieveWhatAnotherHasIssued() throws Exception {
    KeyPair pair = Keys.make();
    Trust trust = new Trust(authority("plant", pair));
    KeyPair strange = Keys.make();

    assertThatThrownBy(() -> trust.name(node("b", authority("farm", strange), strange), NOW))
        .isInstanceOf(CertificateException.class)
        .hasMessage("expected a certificate of the mesh \"plant\", got one of \"farm\"");
    assertThatThrownBy(() -> trust.name(node("b", authority("plant", strange), strange), NOW))
        .hasMessage("the certificate of \"b\" is of another mesh that is called \"plant\"");
    assertThatThrownBy(() -> trust.name(authority("plant", pair), NOW))
        .hasMessage("expected the certificate of a node, got an authority's");
    assertThatThrownBy(() -> trust.name(node("b c", authority("plant", pair), pair), NOW))
        .hasMessage("expected the name of a node in a certificate, got none");
    assertThatThrownBy(() -> new Trust(node("b", authority("plant", pair), pair)))
        .hasMessage("expected the certificate of an authority, got another");
  }

  @Test
  void aNodeThatWasLetInLetsNobodyIn() throws Exception {
    KeyPair pair = Keys.make();
    X509Certificate authority = authority("plant", pair);
    KeyPair own = Keys.make();
    Instant now = Instant.ofEpochMilli(NOW);
    X509Certificate member =
        Issuer.member(
            new Issuer.Requested("plant", own.getPublic()),
            false,
            new Issuer.Life(now, now.plus(LIFE)),
            authority,
            pair.getPrivate(),
            RANDOM);

    assertThatThrownBy(() -> new Trust(authority).name(node("b", member, own), NOW))
        .isInstanceOf(CertificateException.class);
  }

  @Test
  void aSignatureIsGenuineForItsNodeAndItsTextAlone() throws Exception {
    Membership a = founder("plant", "a");
    CertifiedSignatures signer = new CertifiedSignatures(a, 8, () -> NOW);
    CertifiedSignatures judge = new CertifiedSignatures(a, 8, () -> NOW);
    Bytes text = Bytes.utf8("text");
    Bytes signature = signer.sign(text);

    assertThat(judge.isGenuine("a", text, signature)).isTrue();
    assertThat(judge.isGenuine("a", text, signature)).as("again, as it is known").isTrue();
    assertThat(judge.isGenuine("b", text, signature)).isFalse();
    assertThat(judge.isGenuine("a", Bytes.utf8("other"), signature)).isFalse();
    assertThat(judge.isGenuine("a", text, Bytes.EMPTY)).isFalse();
    byte[] bytes = signature.toArray();
    int signed = a.certificate().getTBSCertificate().length;
    for (@Var int i = 0; i < bytes.length; i++) {
      if (i == signed) {
        i = bytes.length - 64; // between lies the authority's signature, whose writing has play
      }
      byte[] changed = bytes.clone();
      changed[i] ^= 1;
      assertThat(judge.isGenuine("a", text, Bytes.copyOf(changed))).as("byte %d", i).isFalse();
    }
  }

  @Test
  void signaturesOfOtherMeshesAndOfExpiredNodesAreNotGenuine() throws Exception {
    Membership a = founder("plant", "a");
    Membership x = founder("farm", "a");
    Bytes text = Bytes.utf8("text");
    CertifiedSignatures judge = new CertifiedSignatures(a, 8, () -> NOW);

    assertThat(judge.isGenuine("a", text, new CertifiedSignatures(x, 8, () -> NOW).sign(text)))
        .isFalse();
    long[] clock = {NOW};
    CertifiedSignatures later = new CertifiedSignatures(a, 8, () -> clock[0]);
    assertThat(later.isGenuine("a", text, judge.sign(text))).isTrue();
    clock[0] += LIFE.toMillis() + 1_000;
    assertThat(later.isGenuine("a", text, judge.sign(text))).as("known, and expired").isFalse();
  }

  /// Lets somebody in, and reads what it has to show.
  private Membership member(Authority authority, Invitee invitee, Path own) throws IOException {
    Token token =
        authority.invite(List.of(InetSocketAddress.createUnresolved("a", 1)), invitee, LIFE, NOW);
    CertificationRequest request = Membership.request(own, invitee.name().orElseThrow());
    JoinAnswer answer = authority.answer(CertificationRequest.read(request.with(token)), LIFE, NOW);
    if (answer instanceof JoinAnswer.Welcome welcome) {
      try {
        return Membership.write(
            own,
            Membership.read(home.resolve("a"), NOW).orElseThrow().trust().authority(),
            Der.certificate(welcome.certificate()),
            List.of(),
            NOW);
      } catch (CertificateException e) {
        throw new AssertionError("it was just issued", e);
      }
    }
    throw new AssertionError("was refused: " + answer);
  }

  @Test
  void aSubstituteSpeaksForWhoHasGivenItsWord() throws Exception {
    Authority authority = Authority.found(home.resolve("a"), "plant", "a", LIFE, NOW);
    Membership a = Membership.read(home.resolve("a"), NOW).orElseThrow();
    Membership b = member(authority, Invitee.node("b"), home.resolve("b"));
    Membership c = member(authority, Invitee.node("c"), home.resolve("c"));
    Bytes text = Bytes.utf8("text");
    Bytes word = new Delegations(b).to("c");
    long[] clock = {NOW};
    CertifiedSignatures judge = new CertifiedSignatures(a, 8, () -> clock[0]);

    Bytes signature = CertifiedSignatures.delegated(c, word, 8, () -> NOW).sign(text);
    assertThat(judge.isGenuine("b", text, signature)).isTrue();
    assertThat(judge.isGenuine("b", text, signature)).as("again, as it is known").isTrue();
    assertThat(judge.isGenuine("c", text, signature)).as("it speaks for b").isFalse();
    assertThat(judge.isGenuine("b", Bytes.utf8("other"), signature)).isFalse();
    Bytes byAnother = CertifiedSignatures.delegated(a, word, 8, () -> NOW).sign(text);
    assertThat(judge.isGenuine("b", text, byAnother)).as("the word is for c").isFalse();
    Bytes ofItself =
        CertifiedSignatures.delegated(c, new Delegations(c).to("c"), 8, () -> NOW).sign(text);
    assertThat(judge.isGenuine("b", text, ofItself)).isFalse();
    byte[] bytes = signature.toArray();
    bytes[bytes.length - 1] ^= 1;
    assertThat(judge.isGenuine("b", text, Bytes.copyOf(bytes))).isFalse();
    clock[0] += LIFE.toMillis() + 1_000;
    assertThat(judge.isGenuine("b", text, signature)).as("known, and expired").isFalse();
  }

  @Test
  void aWordIsGoodBetweenTwoNodesAlone() throws Exception {
    Authority authority = Authority.found(home.resolve("a"), "plant", "a", LIFE, NOW);
    Membership b = member(authority, Invitee.node("b"), home.resolve("b"));
    Membership c = member(authority, Invitee.node("c"), home.resolve("c"));
    Delegations ofC = new Delegations(c);

    assertThat(ofC.fault("b", new Delegations(b).to("c"), NOW)).isEmpty();
    assertThat(ofC.fault("a", new Delegations(b).to("c"), NOW))
        .contains(
            "expected the word of \"a\" that \"c\" may speak for it, got one of \"b\" for \"c\"");
    assertThat(ofC.fault("b", new Delegations(b).to("a"), NOW)).isPresent();
    assertThat(ofC.fault("b", Bytes.EMPTY, NOW)).isPresent();
    assertThat(ofC.fault("x", new Delegations(founder("farm", "x")).to("c"), NOW)).isPresent();
    byte[] changed = new Delegations(b).to("c").toArray();
    changed[changed.length - 1] ^= 1;
    assertThat(ofC.fault("b", Bytes.copyOf(changed), NOW))
        .hasValueSatisfying(why -> assertThat(why).contains("expected the word of the node \"b\""));
  }

  @Test
  void aControllerSpeaksForNoNode() throws Exception {
    Authority authority = Authority.found(home.resolve("a"), "plant", "a", LIFE, NOW);
    Membership a = Membership.read(home.resolve("a"), NOW).orElseThrow();
    Membership keeper = member(authority, Invitee.controller("keeper"), home.resolve("keeper"));
    Bytes text = Bytes.utf8("text");
    CertifiedSignatures judge = new CertifiedSignatures(a, 8, () -> NOW);

    assertThat(keeper.isController()).isTrue();
    assertThat(a.isController()).isFalse();
    assertThat(Subject.certified(keeper.certificate())).contains(new Certified("keeper", true));
    Bytes own = new CertifiedSignatures(keeper, 8, () -> NOW).sign(text);
    assertThat(judge.isGenuine("keeper", text, own)).isFalse();
    Bytes delegated =
        CertifiedSignatures.delegated(keeper, new Delegations(a).to("keeper"), 8, () -> NOW)
            .sign(text);
    assertThat(judge.isGenuine("a", text, delegated)).isFalse();
    assertThat(new Delegations(a).fault("keeper", new Delegations(keeper).to("a"), NOW))
        .isPresent();
  }

  @Test
  void aNameIsGivenAgainWhereTheAuthoritySaysSo() throws Exception {
    Authority authority = Authority.found(home.resolve("a"), "plant", "a", LIFE, NOW);
    Membership first = member(authority, Invitee.node("b"), home.resolve("b"));

    assertThatThrownBy(() -> member(authority, Invitee.node("b"), home.resolve("b2")))
        .hasMessage(
            "the name \"b\" was given in the mesh already; where the disk is lost that had it,"
                + " invite --again");
    Membership second = member(authority, Invitee.node("b").again(), home.resolve("b2"));
    assertThat(second.name()).isEqualTo("b");
    assertThat(second.certificate()).isNotEqualTo(first.certificate());
  }

  @Test
  void keepsNoMoreCertificatesThanItsBound() throws Exception {
    Path data = home.resolve("a");
    Authority authority = Authority.found(data, "plant", "a", LIFE, NOW);
    Membership a = Membership.read(data, NOW).orElseThrow();
    CertifiedSignatures judge = new CertifiedSignatures(a, 2, () -> NOW);
    Bytes text = Bytes.utf8("text");
    for (@Var int i = 0; i < 5; i++) {
      String name = "n" + i;
      Path own = home.resolve(name);
      Token token =
          authority.invite(
              List.of(InetSocketAddress.createUnresolved("a", 1)), Invitee.ANY_NODE, LIFE, NOW);
      CertificationRequest request = Membership.request(own, name);
      JoinAnswer.Welcome welcome =
          (JoinAnswer.Welcome)
              authority.answer(CertificationRequest.read(request.with(token)), LIFE, NOW);
      X509Certificate given = Der.certificate(welcome.certificate());
      Membership member = Membership.write(own, a.trust().authority(), given, List.of(), NOW);
      CertifiedSignatures signer = new CertifiedSignatures(member, 2, () -> NOW);
      assertThat(judge.isGenuine(name, text, signer.sign(text))).isTrue();
      assertThat(judge.kept()).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void aProofIsGoodForItsOwnRequestAlone() throws Exception {
    Path data = home.resolve("a");
    Authority authority = Authority.found(data, "plant", "a", LIFE, NOW);
    Token token =
        authority.invite(
            List.of(InetSocketAddress.createUnresolved("a", 1)), Invitee.ANY_NODE, LIFE, NOW);
    CertificationRequest.Invited good =
        CertificationRequest.read(Membership.request(home.resolve("b"), "b").with(token));
    Bytes other = Membership.request(home.resolve("c"), "c").pkcs10();

    JoinAnswer answer =
        authority.answer(
            new CertificationRequest.Invited(good.invitation(), other, good.proof()), LIFE, NOW);

    assertThat(answer)
        .as("a node that heard the request cannot put its own in its place")
        .isInstanceOf(JoinAnswer.Refused.class);
    assertThat(authority.answer(good, LIFE, NOW)).isInstanceOf(JoinAnswer.Welcome.class);
  }

  @Test
  void aTokenIsReadStrictly() {
    Token token =
        new Token(
            "plant",
            Optional.of("b"),
            List.of(InetSocketAddress.createUnresolved("gate.example", 7_001)),
            Bytes.copyOf(new byte[32]),
            Bytes.copyOf(new byte[16]),
            Bytes.copyOf(new byte[32]),
            NOW);
    String text = token.toString();
    assertThat(Token.parse(text)).isEqualTo(token);
    for (String bad :
        List.of("", "!", text + "A", text.substring(0, text.length() - 3), "A" + text, "AA")) {
      assertThatThrownBy(() -> Token.parse(bad))
          .as(bad)
          .isInstanceOf(MalformedException.class)
          .hasMessageStartingWith("token");
    }
  }

  @Test
  void refusalsOfOneAddressAreCountedByTheMinute() {
    Refusals refusals = new Refusals(2);
    refusals.add("one", NOW);
    assertThat(refusals.areTooMany("one", NOW)).isFalse();
    refusals.add("one", NOW + 1);
    assertThat(refusals.areTooMany("one", NOW + 59_999)).isTrue();
    assertThat(refusals.areTooMany("other", NOW + 1)).isFalse();
    assertThat(refusals.areTooMany("one", NOW + 60_000)).isFalse();
  }
}
