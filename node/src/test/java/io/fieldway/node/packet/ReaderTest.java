package io.fieldway.node.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.Var;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The data representations of MQTT 5 §1.5, read and written.
class ReaderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # MQTT 5 Table 1-1
          0           | 00
          127         | 7f
          128         | 80 01
          16383       | ff 7f
          16384       | 80 80 01
          2097151     | ff ff 7f
          2097152     | 80 80 80 01
          268435455   | ff ff ff 7f
          """)
  void variableByteIntegerIsOneToFourBytes(int value, String bytes) throws Exception {
    byte[] written = new byte[Writer.sizeOfVariableBytes(value)];
    new Writer(written, 0).variableBytes(value);
    assertThat(Octets.hex(written)).isEqualTo(bytes);
    Reader in = reader(bytes);
    assertThat(in.variableBytes()).isEqualTo(value);
    assertThat(in.isAtEnd()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          80 00           | [MQTT-1.5.5-1]
          ff 80 00        | [MQTT-1.5.5-1]
          80 80 80 00     | [MQTT-1.5.5-1]
          80 80 80 80 01  | at most four bytes
          ff ff ff ff     | at most four bytes
          80 80           | more bytes
          """)
  void variableByteIntegerIsNeitherPaddedNorLongerNorCutShort(String bytes, String clause) {
    assertThatThrownBy(() -> reader(bytes).variableBytes())
        .isInstanceOf(MalformedPacketException.class)
        .hasMessageContaining(clause);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          |00 00
          a/b|00 03 61 2f 62
          A𪛔|00 05 41 f0 aa 9b 94
          ä|00 02 c3 a4
          €|00 03 e2 82 ac
          \uFEFFb|00 04 ef bb bf 62
          \uFFFD|00 03 ef bf bd
          a\uFFFD\uFFFD|00 07 61 ef bf bd ef bf bd
          \uFFFF|00 03 ef bf bf
          \uD7FF\uE000|00 06 ed 9f bf ee 80 80
          \uDBFF\uDFFF|00 04 f4 8f bf bf
          \u0001\u007F|00 02 01 7f
          """)
  void textIsUtf8OfALength(@Nullable String given, String bytes) throws Exception {
    String text = given == null ? "" : given;
    byte[] written = new byte[Writer.sizeOf(text)];
    Writer out = new Writer(written, 0);
    out.text(text);
    assertThat(out.at()).isEqualTo(written.length);
    assertThat(Octets.hex(written)).isEqualTo(bytes);
    Reader in = reader(bytes);
    assertThat(in.text()).isEqualTo(text);
    assertThat(in.isAtEnd()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00 01 80", // a continuation alone
        "00 01 ff",
        "00 02 c0 80", // U+0000, overlong
        "00 02 c1 bf",
        "00 03 e0 9f bf", // overlong
        "00 04 f0 8f bf bf",
        "00 03 ed a0 80", // U+D800
        "00 03 ed bf bf", // U+DFFF
        "00 06 ed a0 80 ed b0 80", // a pair of surrogates
        "00 04 f4 90 80 80", // beyond U+10FFFF
        "00 04 f5 80 80 80",
        "00 01 c3", // cut short
        "00 02 e2 82",
        "00 03 61 c3 61",
        "00 05 ef bf bd 80 61", // beside a true U+FFFD
        "00 04 61 62 63 e4" // Latin-1
      })
  void textIsRefusedWhereItIsNotWellFormed(String bytes) {
    assertThatThrownBy(() -> reader(bytes).text())
        .isInstanceOf(MalformedPacketException.class)
        .hasMessageContaining("[MQTT-1.5.4-1]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00 01 00", "00 03 61 00 62", "00 03 c3 a4 00"})
  void textHoldsNoNull(String bytes) {
    assertThatThrownBy(() -> reader(bytes).text())
        .isInstanceOf(MalformedPacketException.class)
        .hasMessageContaining("[MQTT-1.5.4-2]");
  }

  @Test
  void textIsReadAsTheJdkReadsItForEveryCodePoint() throws Exception {
    for (@Var int codePoint = 1; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        continue;
      }
      String text = Character.toString(codePoint);
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      byte[] bytes = new byte[2 + utf8.length];
      bytes[1] = (byte) utf8.length;
      System.arraycopy(utf8, 0, bytes, 2, utf8.length);
      Reader in = new Reader();
      in.open(bytes, 0, bytes.length);
      assertThat(in.text().equals(text)).as("U+%x", codePoint).isTrue();
    }
  }

  @Test
  void numbersAreBigEndianAndWithoutSign() throws Exception {
    Reader in = reader("ff  ff fe  ff ff ff fd  00 01 02 03");
    assertThat(in.oneByte()).isEqualTo(0xFF);
    assertThat(in.twoBytes()).isEqualTo(0xFFFE);
    assertThat(in.fourBytes()).isEqualTo(0xFFFF_FFFDL);
    assertThat(in.fourBytes()).isEqualTo(0x0001_0203L);
    assertThat(in.isAtEnd()).isTrue();
    assertThatThrownBy(in::oneByte).isInstanceOf(MalformedPacketException.class);
  }

  private static Reader reader(String table) {
    byte[] bytes = Octets.of(table);
    Reader in = new Reader();
    in.open(bytes, 0, bytes.length);
    return in;
  }

  @Test
  void topicThatComesAgainIsTheSameText() throws Exception {
    Reader in = reader("00 01 61 00 01 61 00 01 62 00 01 61 00 02 c3 bc 00 02 c3 bc");
    String first = in.topic();
    assertThat(in.topic()).isSameAs(first).isEqualTo("a");
    assertThat(in.topic()).isEqualTo("b");
    assertThat(in.topic()).isEqualTo("a");
    String umlaut = in.topic();
    assertThat(in.topic()).isSameAs(umlaut).isEqualTo("ü");
    assertThat(in.isAtEnd()).isTrue();
  }

  @Test
  void topicThatIsCutShortIsNotTakenForTheLast() throws Exception {
    Reader in = reader("00 01 61 00 01");
    assertThat(in.topic()).isEqualTo("a");
    assertThatThrownBy(in::topic)
        .isInstanceOf(MalformedPacketException.class)
        .hasMessageContaining("more bytes");
  }
}
