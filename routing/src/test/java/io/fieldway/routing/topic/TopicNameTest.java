package io.fieldway.routing.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicNameTest {
  private static final TopicLimits LIMITS = TopicLimits.defaults();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ACCOUNTS",
        "Accounts",
        "Accounts payable",
        "/finance",
        "finance/",
        "/",
        "//",
        "sport/tennis/player1/score/wimbledon",
        "$SYS/uptime",
        "$",
        "温度/😀",
        "a b\tc"
      })
  void acceptsTheNamesOfTheSpecification(String topic) {
    assertThat(TopicName.fault(topic, LIMITS)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', [MQTT-4.7.3-1]",
    "'a/\0', [MQTT-4.7.3-2]",
    "sport/+, [MQTT-4.7.0-1]",
    "sport/#, [MQTT-4.7.0-1]",
    "sport+, [MQTT-4.7.0-1]",
    "#, [MQTT-4.7.0-1]",
    "a\uD83D, [MQTT-1.5.4-1]",
    "\uDE00a, [MQTT-1.5.4-1]",
    "\uDE00\uD83D, [MQTT-1.5.4-1]",
  })
  void refusesWithTheClause(String topic, String clause) {
    assertThat(TopicName.fault(topic, LIMITS)).get().asString().startsWith(clause);
  }

  @Test
  void saysWhereItWentWrongAndRepeatsNothing() {
    assertThat(TopicName.fault("secret/+/x", LIMITS))
        .contains(
            "[MQTT-4.7.0-1] expected a topic name without wildcards, came '+' as character 8");
  }

  @Test
  void countsBytesAndNotCharacters() {
    TopicLimits limits = new TopicLimits(10, 128);
    assertThat(TopicName.fault("0123456789", limits)).isEmpty();
    assertThat(TopicName.fault("üüüüü", limits)).isEmpty();
    assertThat(TopicName.fault("温温温x", limits)).isEmpty();
    assertThat(TopicName.fault("😀😀xy", limits)).isEmpty();
    assertThat(TopicName.fault("😀😀xyz", limits))
        .contains("[MQTT-4.7.3-3] expected at most 10 bytes of UTF-8, came 11");
  }

  @Test
  void boundsTheLevels() {
    TopicLimits limits = new TopicLimits(100, 3);
    assertThat(TopicName.fault("a/b/c", limits)).isEmpty();
    assertThat(TopicName.fault("//", limits)).isEmpty();
    assertThat(TopicName.fault("///", limits)).contains("expected at most 3 levels, came 4");
  }

  @Test
  void takesTheLongestNameThatMqttCanSay() {
    assertThat(TopicName.fault("x".repeat(65_535), LIMITS)).isEmpty();
    assertThat(TopicName.fault("x".repeat(65_536), LIMITS)).isPresent();
  }

  @Test
  void knowsNoLimitsThatMakeNoSense() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TopicLimits(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new TopicLimits(65_536, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new TopicLimits(1, 0));
  }

  @Property
  void agreesWithTheEncoderAboutLengthAndForm(@ForAll String text) {
    boolean encodes = StandardCharsets.UTF_8.newEncoder().canEncode(text);
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    boolean characters = text.chars().noneMatch(c -> c == 0 || c == '+' || c == '#');
    boolean valid = encodes && characters && bytes > 0 && bytes <= 20;
    assertThat(TopicName.fault(text, new TopicLimits(20, 1_000)).isEmpty()).isEqualTo(valid);
  }
}
