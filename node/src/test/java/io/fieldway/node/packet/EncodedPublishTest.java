package io.fieldway.node.packet;

import static io.fieldway.node.packet.Octets.encoded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodedPublishTest {
  @ParameterizedTest
  @CsvSource({
    "MQTT_5, AT_LEAST_ONCE, 1",
    "MQTT_5, EXACTLY_ONCE, 200",
    "MQTT_3_1_1, AT_LEAST_ONCE, 20000",
    "MQTT_3_1_1, EXACTLY_ONCE, 1"
  })
  void isWhatTheEncoderWritesForEachClient(Version version, QoS qos, int payloadSize) {
    Properties properties = Properties.of(Property.CONTENT_TYPE, "ä");
    Bytes payload = Bytes.copyOf(new byte[payloadSize]);
    Publish message = new Publish("a/ä", payload, qos, true, false, 0, properties);
    EncodedPublish publish = EncodedPublish.of(message, version);
    for (@Var int packetId = 1; packetId < 0x10000; packetId += 4_681) {
      for (boolean dup : new boolean[] {false, true}) {
        Publish whole = new Publish("a/ä", payload, qos, true, dup, packetId, properties);
        byte[] target = new byte[3 + publish.size()];
        assertThat(publish.write(packetId, dup, target, 3)).isEqualTo(target.length);
        assertThat(Arrays.copyOfRange(target, 3, target.length)).isEqualTo(encoded(whole, version));
      }
    }
  }

  @Test
  void hasNeitherPacketIdentifierNorDupAtQoS0() {
    Publish message =
        new Publish("t", Bytes.utf8("p"), QoS.AT_MOST_ONCE, false, false, 0, Properties.NONE);
    EncodedPublish publish = EncodedPublish.of(message, Version.MQTT_3_1_1);
    byte[] target = new byte[publish.size()];
    assertThat(publish.write(7, true, target, 0)).isEqualTo(target.length);
    assertThat(Octets.hex(target)).isEqualTo("30 04 00 01 74 70");
  }

  @Test
  void refusesAPacketIdentifierThatIsNone() {
    Publish message =
        new Publish("t", Bytes.EMPTY, QoS.EXACTLY_ONCE, false, false, 0, Properties.NONE);
    EncodedPublish publish = EncodedPublish.of(message, Version.MQTT_5);
    byte[] target = new byte[publish.size()];
    assertThatIllegalArgumentException().isThrownBy(() -> publish.write(0, false, target, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> publish.write(0x10000, false, target, 0));
  }
}
