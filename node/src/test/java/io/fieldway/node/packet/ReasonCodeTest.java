package io.fieldway.node.packet;

import static io.fieldway.node.packet.Octets.assertRefuses;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.PacketType.Side;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasonCodeTest {
  @ParameterizedTest
  @CsvSource({
    "CONNACK, SERVER, 20 03 00 %02x 00",
    "PUBACK, CLIENT, 40 03 00 01 %02x",
    "PUBACK, SERVER, 40 03 00 01 %02x",
    "PUBREC, CLIENT, 50 03 00 01 %02x",
    "PUBREC, SERVER, 50 03 00 01 %02x",
    "PUBREL, CLIENT, 62 03 00 01 %02x",
    "PUBREL, SERVER, 62 03 00 01 %02x",
    "PUBCOMP, CLIENT, 70 03 00 01 %02x",
    "PUBCOMP, SERVER, 70 03 00 01 %02x",
    "SUBACK, SERVER, 90 04 00 01 00 %02x",
    "UNSUBACK, SERVER, b0 04 00 01 00 %02x",
    "DISCONNECT, CLIENT, e0 01 %02x",
    "DISCONNECT, SERVER, e0 01 %02x",
    "AUTH, CLIENT, f0 02 %02x 00",
    "AUTH, SERVER, f0 02 %02x 00"
  })
  void standsWhereTheTableHasItAndNowhereElse(String packet, Side sender, String frame) {
    for (@Var int code = 0; code < 256; code++) {
      String bytes = frame.formatted(code);
      Optional<ReasonCode> reason = ReasonCode.of(code);
      if (reason.isPresent() && Table.reasons(packet, sender).contains(reason.get())) {
        PacketDecoder decoder = Octets.decoder(Version.MQTT_5, sender);
        assertThat(Octets.read(decoder, Octets.of(bytes))).as(bytes).hasSize(1);
      } else {
        assertRefuses(
            Version.MQTT_5, sender, bytes, ReasonCode.PROTOCOL_ERROR, "a reason code of " + packet);
      }
    }
  }

  @Test
  void isFoundByItsCode() {
    for (ReasonCode reason : ReasonCode.values()) {
      assertThat(ReasonCode.of(reason.code())).contains(reason);
    }
    assertThat(ReasonCode.of(-1)).isEmpty();
    assertThat(ReasonCode.of(0x03)).isEmpty();
    assertThat(ReasonCode.of(0xFF)).isEmpty();
  }

  @Test
  void isInTheTableEach() {
    assertThat(Table.REASONS).containsOnlyKeys(ReasonCode.values());
    assertThat(Table.PROPERTIES).containsOnlyKeys(Property.values());
  }
}
