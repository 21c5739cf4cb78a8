package io.fieldway.socketio.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class EngineCodecTest {
  @Test
  void writesTheExampleOfTheProtocolDocument() {
    assertThat(
            payload(
                EnginePacket.text(PacketType.MESSAGE, "hello"),
                EnginePacket.of(PacketType.PING),
                EnginePacket.text(PacketType.MESSAGE, "world")))
        .isEqualTo("4hello\u001e2\u001e4world");
    assertThat(
            payload(
                EnginePacket.text(PacketType.MESSAGE, "hello"),
                EnginePacket.binary(new byte[] {1, 2, 3, 4})))
        .isEqualTo("4hello\u001ebAQIDBA==");
  }

  @Test
  void readsTheExampleOfTheProtocolDocument() throws Exception {
    assertThat(EngineCodec.decodePayload(bytes("4hello\u001e2\u001e4€")))
        .containsExactly(
            EnginePacket.text(PacketType.MESSAGE, "hello"),
            EnginePacket.of(PacketType.PING),
            EnginePacket.text(PacketType.MESSAGE, "€"));
    assertThat(EngineCodec.decodeText(bytes("2probe")))
        .isEqualTo(EnginePacket.text(PacketType.PING, "probe"));
  }

  @Test
  void refusesWhatIsNoPacket() {
    for (String payload :
        List.of("", "abc", "7", "4a\u001e", "\u001e4a", "4a\u001e\u001e4b", "b?")) {
      assertThatThrownBy(() -> EngineCodec.decodePayload(bytes(payload)))
          .as("%s", payload)
          .isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    byte[] broken = {'4', (byte) 0xc3, '('};
    assertThatThrownBy(() -> EngineCodec.decodeText(broken)).hasMessage("expected UTF-8");
    assertThatThrownBy(() -> EngineCodec.decodePayload(broken)).hasMessage("expected UTF-8");
  }

  @Property
  void readsBackWhatItWrites(@ForAll("packets") List<EnginePacket> packets) throws Exception {
    assertThat(EngineCodec.decodePayload(EngineCodec.encodePayload(packets))).isEqualTo(packets);
  }

  @Property
  void refusesOrReadsAnyBytes(@ForAll byte[] bytes) {
    try {
      assertThat(EngineCodec.decodePayload(bytes)).isNotEmpty();
    } catch (ProtocolException e) {
      assertThat(e).hasMessageStartingWith("expected");
    }
  }

  @Provide
  Arbitrary<List<EnginePacket>> packets() {
    Arbitrary<EnginePacket> text =
        Combinators.combine(
                Arbitraries.of(PacketType.class),
                Arbitraries.strings().excludeChars('\u001e').ofMaxLength(20))
            .as(EnginePacket::text);
    Arbitrary<EnginePacket> binary =
        Arbitraries.bytes().array(byte[].class).ofMaxSize(20).map(EnginePacket::binary);
    return Arbitraries.oneOf(text, binary).list().ofMinSize(1).ofMaxSize(8);
  }

  private static String payload(EnginePacket... packets) {
    return new String(EngineCodec.encodePayload(List.of(packets)), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
