package io.fieldway.gateway.driver.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.wire.config.Problem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MqttConfigTest {
  private static final MqttConfig CONFIG =
      MqttConfig.defaults()
          .withBroker(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1883));

  @Test
  void hasNothingAgainstItsDefaults() {
    assertThat(CONFIG.problems()).isEmpty();
    assertThat(MqttRule.standard().problems()).isEmpty();
    assertThat(CONFIG.isExposed()).isFalse();
    assertThat(MqttConfig.defaults().isExposed()).isFalse();
  }

  @Test
  void isExposedWithoutTlsBeyondThisMachine() throws UnknownHostException {
    InetAddress elsewhere = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
    MqttConfig far = CONFIG.withBroker(new InetSocketAddress(elsewhere, 1883));
    assertThat(far.isExposed()).isTrue();
    assertThat(far.withTls(Path.of("ca.pem")).isExposed()).isFalse();
  }

  @Test
  void refusesFilesThatAreNotThere() {
    Path nowhere = Path.of("nowhere");
    assertThat(CONFIG.withUser("u", nowhere).problems())
        .containsExactly(
            new Problem("password-file", "expected a file that can be read, got nowhere"));
    assertThat(CONFIG.withTls(nowhere).problems())
        .containsExactly(new Problem("ca-file", "expected a file that can be read, got nowhere"));
  }

  @Test
  void refusesRulesThatTakeTheSameTopic() {
    MqttRule other = MqttRule.reading("field/{device}/+", PayloadForm.JSON);
    assertThat(CONFIG.withRules(List.of(MqttRule.standard(), other)).problems())
        .containsExactly(
            new Problem(
                "rules[1]",
                "expected topics of its own, got field/{device}/+ beside field/{device}/telemetry"));
    assertThat(CONFIG.withRules(List.of()).problems())
        .containsExactly(new Problem("rules", "expected at least one rule, got none"));
  }

  @Test
  void refusesABareValueWithoutAName() {
    assertThat(MqttRule.reading("a/{device}", PayloadForm.VALUE).problems())
        .containsExactly(
            new Problem(
                "property",
                "expected a name here or a level {property} in telemetry, got neither"));
    assertThat(MqttRule.reading("a/{device}/{property}", PayloadForm.JSON).problems())
        .containsExactly(
            new Problem("telemetry", "expected payload value beside {property}, got json"));
    assertThat(MqttRule.standard().withSilentAfter(Duration.ZERO).problems())
        .containsExactly(new Problem("silent-after", "expected longer than nothing, got PT0S"));
  }

  @ParameterizedTest
  @CsvSource({
    "field/telemetry,one level {device}",
    "{device}/{device},one level {device}",
    "{device}/{property}/{property},at most one level {property}",
    "field/#/{device},'levels such as field, {device}, {property} or +'",
    "field/{site}/{device},'levels such as field, {device}, {property} or +'",
    "$SYS/{device},1 to 256 characters that do not begin with $"
  })
  void refusesPatterns(String text, String expected) {
    assertThatThrownBy(() -> TopicPattern.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("topic: expected " + expected + ", got \"" + text + '"');
  }

  @Test
  void tellsARefusalOnceInAWhileAndHowManyWereNotTold() {
    LogLimit limit = new LogLimit(Duration.ofMinutes(1));
    Instant start = Instant.parse("2026-11-21T08:30:00Z");
    assertThat(limit.admit(MqttRefusal.MALFORMED, start)).hasValue(0);
    assertThat(limit.admit(MqttRefusal.MALFORMED, start.plusSeconds(1))).isEmpty();
    assertThat(limit.admit(MqttRefusal.UNTIMED, start.plusSeconds(1))).hasValue(0);
    assertThat(limit.admit(MqttRefusal.MALFORMED, start.plusSeconds(59))).isEmpty();
    assertThat(limit.admit(MqttRefusal.MALFORMED, start.plusSeconds(60))).hasValue(2);
  }
}
