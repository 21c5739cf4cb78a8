package io.fieldway.node.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.wire.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 4013.
final class SaslprepTest {
  @ParameterizedTest(name = "{0} becomes {1}")
  @CsvSource({
    "I\u00ADX, IX", // §3, soft hyphen mapped to nothing
    "user, user",
    "USER, USER", // case preserved
    "\u00AA, a", // NFKC
    "\u2168, IX", // NFKC, matches the first
    "a\u00A0b, a b", // other spaces
    "cafe\u0301, caf\u00E9",
    "\u06271\u0628, \u06271\u0628"
  })
  void preparesTheExamplesOfTheRfc(String text, String prepared) {
    assertThat(Saslprep.prepare(text)).contains(prepared);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0007", // §3, prohibited
        "\u06271", // §3, bidirectional check
        "\u0627a\u0628",
        "a\uE000",
        "a\uFFFD",
        "a\u200E",
        "a\uFDD0",
        "a\u007F"
      })
  void refusesWhatTheRfcProhibits(String text) {
    assertThat(Saslprep.prepare(text)).isEmpty();
  }

  @Test
  void takesABinaryPasswordAsItStands() {
    byte[] binary = {(byte) 0xFF, 0, 1};
    assertThat(Saslprep.password(binary)).isEqualTo(binary);
    byte[] bell = {7};
    assertThat(Saslprep.password(bell)).isEqualTo(bell);
    assertThat(Saslprep.password(Bytes.utf8("\u2168").toArray()))
        .isEqualTo(Bytes.utf8("IX").toArray());
  }
}
