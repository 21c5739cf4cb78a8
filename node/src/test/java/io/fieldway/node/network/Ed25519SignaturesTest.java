package io.fieldway.node.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.wire.Bytes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class Ed25519SignaturesTest {
  private static final Bytes ADVERT = Bytes.utf8("what a says");

  private final KeyPair a = keys();
  private final KeyPair b = keys();
  private final Signatures ofA = signatures(a);
  private final Signatures ofB = signatures(b);

  static KeyPair keys() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Signatures signatures(KeyPair own) {
    return new Ed25519Signatures(
        own.getPrivate(),
        node -> Optional.ofNullable(Map.of("a", a, "b", b).get(node)).map(KeyPair::getPublic));
  }

  @Test
  void knowsWhatANodeHasSigned() {
    assertThat(ofB.isGenuine("a", ADVERT, ofA.sign(ADVERT))).isTrue();
    assertThat(ofA.isGenuine("a", ADVERT, ofA.sign(ADVERT))).isTrue();
  }

  @Test
  void refusesWhatAnotherHasSigned() {
    assertThat(ofA.isGenuine("a", ADVERT, ofB.sign(ADVERT))).isFalse();
  }

  @Test
  void refusesAnotherText() {
    assertThat(ofB.isGenuine("a", Bytes.utf8("what a Says"), ofA.sign(ADVERT))).isFalse();
  }

  @Test
  void refusesANodeWithoutAKey() {
    assertThat(ofB.isGenuine("c", ADVERT, ofA.sign(ADVERT))).isFalse();
  }

  @Test
  void refusesWhatIsNoSignature() {
    assertThat(ofB.isGenuine("a", ADVERT, Bytes.EMPTY)).isFalse();
    assertThat(ofB.isGenuine("a", ADVERT, Bytes.utf8("x".repeat(64)))).isFalse();
    assertThat(ofB.isGenuine("a", ADVERT, Bytes.utf8("x".repeat(300)))).isFalse();
  }

  /// The second test of RFC 8032 §7.1.
  @Test
  void signsAsTheRfcDoes() throws GeneralSecurityException {
    byte[] secret =
        Bytes.fromHex("test", "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
            .toArray();
    var key =
        KeyFactory.getInstance("Ed25519")
            .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, secret));
    Signatures signatures = new Ed25519Signatures(key, node -> Optional.empty());

    assertThat(signatures.sign(Bytes.fromHex("test", "72")).hex())
        .isEqualTo(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  }

  @Test
  void refusesAKeyOfAnotherKind() throws GeneralSecurityException {
    KeyPair other = KeyPairGenerator.getInstance("EC").generateKeyPair();

    assertThat(a.getPublic()).isInstanceOf(EdECPublicKey.class);
    assertThatThrownBy(() -> new Ed25519Signatures(other.getPrivate(), node -> Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void believesEverybodyInAPlainMesh() {
    Signatures none = Signatures.none();

    assertThat(none.sign(ADVERT)).isEqualTo(Bytes.EMPTY);
    assertThat(none.isGenuine("a", ADVERT, Bytes.EMPTY)).isTrue();
  }
}
