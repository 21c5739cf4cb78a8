package io.fieldway.node.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.MalformedException;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// PostgreSQL's form of RFC 5803, with the password and salt of RFC 7677 §3.
final class VerifierTest {
  private static final Bytes SALT =
      Bytes.copyOf(Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="));
  private static final String PENCIL =
      "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ=="
          + "$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY="
          + ":wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

  @Test
  void hashesAsPostgresqlDoes() {
    assertThat(Verifier.of(Bytes.utf8("pencil"), SALT, 4_096).text()).isEqualTo(PENCIL);
  }

  @Test
  void readsWhatItWrites() {
    Verifier verifier = Verifier.parse("test", PENCIL);
    assertThat(verifier.text()).isEqualTo(PENCIL);
    assertThat(verifier).isEqualTo(Verifier.of(Bytes.utf8("pencil"), SALT, 4_096));
  }

  @Test
  void acceptsThePasswordAndNoOther() {
    Verifier verifier = Verifier.parse("test", PENCIL);
    assertThat(verifier.accepts(Bytes.utf8("pencil"))).isTrue();
    assertThat(verifier.accepts(Bytes.utf8("pencil\u00AD"))).as("the same in SASLprep").isTrue();
    assertThat(verifier.accepts(Bytes.utf8("Pencil"))).isFalse();
    assertThat(verifier.accepts(Bytes.EMPTY)).isFalse();
  }

  @Test
  void hashesAnEmptyPassword() {
    Verifier verifier = Verifier.of(Bytes.EMPTY, SALT, 4_096);
    assertThat(verifier.accepts(Bytes.EMPTY)).isTrue();
    assertThat(verifier.accepts(Bytes.utf8("x"))).isFalse();
  }

  @Test
  void showsNoKey() {
    assertThat(Verifier.parse("test", PENCIL)).asString().doesNotContain("WG5d", "wfPL");
  }

  @ParameterizedTest(name = "{1}: {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          plain                                      | expected SCRAM-SHA-256$<iterations>
          $6$rounds=5000$abc$def                     | expected SCRAM-SHA-256$<iterations>
          SCRAM-SHA-1$4096:AAAA$AAAA:AAAA            | expected SCRAM-SHA-256$<iterations>
          SCRAM-SHA-256$4095:AAAA$AAAA:AAAA          | between 4096 and 10000000 iterations, got 4095
          SCRAM-SHA-256$10000001:AAAA$AAAA:AAAA      | between 4096 and 10000000 iterations, got 10000001
          SCRAM-SHA-256$4096:A*AA$AAAA:AAAA          | expected salt in base64
          SCRAM-SHA-256$4096:AAAA$AAAA:AAAA          | expected StoredKey of 32 bytes, got 3 bytes
          SCRAM-SHA-256$4096:AAAA$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:AAAA | expected ServerKey of 32 bytes, got 3 bytes
          """)
  void refusesOtherFormsAndSaysWhy(String text, String why) {
    assertThatThrownBy(() -> Verifier.parse("users:7", text))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith("users:7: ")
        .hasMessageContaining(why);
  }
}
