package io.fieldway.node.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.wire.Bytes;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The hello of a link, its text and what it may say.
final class HelloTest {
  private static Publish saying(String text) {
    return new Publish(
        Hello.TOPIC, Bytes.utf8(text), QoS.AT_MOST_ONCE, false, false, 0, Properties.NONE);
  }

  @Test
  void readsWhatItWrites() {
    Hello alone = new Hello(7, 1_732_253_000_123L, Optional.empty());
    assertThat(alone.packet()).isEqualTo(saying("7 1732253000123"));
    assertThat(Hello.read(alone.packet().payload())).contains(alone);
    Hello answering = new Hello(8, 12, Optional.of(new Hello.Echo(10, 23)));
    assertThat(answering.packet()).isEqualTo(saying("8 12 10 23"));
    assertThat(Hello.read(answering.packet().payload())).contains(answering);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7",
        "7 8 9",
        "7  8",
        "7 8 9 10 11",
        "7 -8",
        " 7 8",
        "7 8\n",
        "seven 8",
        "7 1234567890123456789",
        "1 111111111111111111 111111111111111111 1111111111111111111111111111111111111111"
      })
  void isNothingElse(String text) {
    assertThat(Hello.read(Bytes.utf8(text))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nonsense", "1 1000000", "3 1000000", "2 1000001 999999 0", "2 1000001 1000002 0"})
  void endsTheLinkWhereItIsWrong(String text) {
    Pair pair = Pair.up(LinkConfig.defaults(), 0);
    pair.outOfB.takes();
    pair.b.received(saying(text), pair.now);
    assertThat(pair.b.end().orElseThrow().kind()).isEqualTo(LinkEnd.Kind.BREACH);
    assertThat(pair.outOfB.takesOne(Disconnect.class).reason())
        .isIn(ReasonCode.PAYLOAD_FORMAT_INVALID, ReasonCode.PROTOCOL_ERROR);
  }

  @Test
  void endsTheLinkAtAnyOtherQos() {
    Pair pair = Pair.up(LinkConfig.defaults(), 0);
    pair.b.received(
        new Publish(
            Hello.TOPIC,
            Bytes.utf8("2 1000001"),
            QoS.AT_LEAST_ONCE,
            false,
            false,
            1,
            Properties.NONE),
        pair.now);
    assertThat(pair.b.end().orElseThrow().why()).contains("two or four numbers");
  }

  @Test
  void isSmoothedByAnEighth() {
    RoundTrip roundTrip = new RoundTrip();
    assertThat(roundTrip.micros()).isEqualTo(-1);
    roundTrip.measured(8);
    assertThat(roundTrip.micros()).isEqualTo(8_000);
    roundTrip.measured(0);
    assertThat(roundTrip.micros()).isEqualTo(7_000);
    roundTrip.measured(15);
    assertThat(roundTrip.micros()).isEqualTo(8_000);
    for (@Var int i = 0; i < 200; i++) {
      roundTrip.measured(3);
    }
    assertThat(roundTrip.micros()).isEqualTo(3_000);
  }
}
