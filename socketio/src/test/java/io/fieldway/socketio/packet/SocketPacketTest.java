package io.fieldway.socketio.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.engine.EnginePacket;
import io.fieldway.socketio.engine.PacketType;
import io.fieldway.socketio.engine.ProtocolException;
import io.fieldway.socketio.packet.SocketPacket.Ack;
import io.fieldway.socketio.packet.SocketPacket.Connect;
import io.fieldway.socketio.packet.SocketPacket.ConnectError;
import io.fieldway.socketio.packet.SocketPacket.Disconnect;
import io.fieldway.socketio.packet.SocketPacket.Event;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.BinaryNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;

class SocketPacketTest {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MAX_ATTACHMENTS = 16;

  record Example(String text, List<EnginePacket> attachments, SocketPacket packet) {}

  /// The examples of the protocol document, in its order.
  static Stream<Example> examples() {
    EnginePacket four = EnginePacket.binary(new byte[] {1, 2, 3, 4});
    return Stream.of(
        example("0", new Connect("/", MissingNode.getInstance())),
        example("0/admin,{\"sid\":\"oSO0\"}", new Connect("/admin", json("{\"sid\":\"oSO0\"}"))),
        example(
            "4{\"message\":\"Not authorized\"}",
            new ConnectError("/", json("{\"message\":\"Not authorized\"}"))),
        example("2[\"foo\"]", new Event("/", SocketPacket.NO_ID, "foo", List.of())),
        example("2/admin,[\"bar\"]", new Event("/admin", SocketPacket.NO_ID, "bar", List.of())),
        new Example(
            "51-[\"baz\",{\"_placeholder\":true,\"num\":0}]",
            List.of(four),
            new Event("/", SocketPacket.NO_ID, "baz", List.of(binary(1, 2, 3, 4)))),
        new Example(
            "52-/admin,[\"baz\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]",
            List.of(EnginePacket.binary(new byte[] {1, 2}), EnginePacket.binary(new byte[] {3, 4})),
            new Event("/admin", SocketPacket.NO_ID, "baz", List.of(binary(1, 2), binary(3, 4)))),
        example("212[\"foo\"]", new Event("/", 12, "foo", List.of())),
        example("3/admin,13[\"bar\"]", new Ack("/admin", 13, List.of(JSON.stringNode("bar")))),
        new Example(
            "61-15[\"bar\",{\"_placeholder\":true,\"num\":0}]",
            List.of(four),
            new Ack("/", 15, List.of(JSON.stringNode("bar"), binary(1, 2, 3, 4)))),
        example("1", new Disconnect("/")),
        example("1/admin,", new Disconnect("/admin")));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void readsTheExamplesOfTheProtocolDocument(Example example) throws Exception {
    SocketDecoder decoder = new SocketDecoder(MAX_ATTACHMENTS);
    @Var Optional<SocketPacket> read = decoder.decode(message(example.text));
    for (EnginePacket attachment : example.attachments) {
      assertThat(read).isEmpty();
      read = decoder.decode(attachment);
    }
    assertThat(read).contains(example.packet);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void writesTheExamplesOfTheProtocolDocument(Example example) {
    List<EnginePacket> written = SocketEncoder.encode(example.packet);
    assertThat(written.getFirst()).isEqualTo(message(example.text));
    assertThat(written.subList(1, written.size())).isEqualTo(example.attachments);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7",
        "abc",
        "2",
        "2{}",
        "2[]",
        "2[{}]",
        "2[\"a\"",
        "2[\"a\"] x",
        "2abc[\"a\"]",
        "21234567890123456[\"a\"]",
        "2[\"connect\"]",
        "2[\"disconnecting\"]",
        "0[]",
        "0\"token\"",
        "1{}",
        "3[\"a\"]",
        "31{}",
        "5[\"a\"]",
        "5-[\"a\"]",
        "517-[\"a\"]",
        "59999999-[\"a\"]",
        "4[]"
      })
  void refuses(String text) {
    assertThatThrownBy(() -> new SocketDecoder(MAX_ATTACHMENTS).decode(message(text)))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void readsANamespaceWithoutItsComma() throws Exception {
    assertThat(new SocketDecoder(1).decode(message("1/admin"))).contains(new Disconnect("/admin"));
  }

  @Test
  void putsNestedAttachmentsInTheirPlaces() throws Exception {
    SocketDecoder decoder = new SocketDecoder(2);
    assertThat(
            decoder.decode(
                message(
                    "52-[\"a\",{\"x\":[{\"_placeholder\":true,\"num\":1}],"
                        + "\"y\":{\"_placeholder\":true,\"num\":0}}]")))
        .isEmpty();
    assertThat(decoder.decode(EnginePacket.binary(new byte[] {0}))).isEmpty();
    JsonNode expected =
        JSON.objectNode().set("x", JSON.arrayNode().add(binary(1))).set("y", binary(0));
    assertThat(decoder.decode(EnginePacket.binary(new byte[] {1})))
        .contains(new Event("/", SocketPacket.NO_ID, "a", List.of(expected)));
  }

  @Test
  void refusesAPlaceholderWithoutAttachment() throws Exception {
    for (String num : List.of("1", "-1", "\"0\"", "null", "0.5")) {
      SocketDecoder decoder = new SocketDecoder(1);
      assertThat(decoder.decode(message("51-[\"a\",{\"_placeholder\":true,\"num\":" + num + "}]")))
          .isEmpty();
      assertThatThrownBy(() -> decoder.decode(EnginePacket.binary(new byte[1])))
          .isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void refusesTextBetweenAttachmentsAndBinaryOutOfTheBlue() throws Exception {
    SocketDecoder decoder = new SocketDecoder(1);
    assertThatThrownBy(() -> decoder.decode(EnginePacket.binary(new byte[1])))
        .hasMessage("expected text, came binary");
    assertThat(decoder.decode(message("51-[\"a\",{\"_placeholder\":true,\"num\":0}]"))).isEmpty();
    assertThatThrownBy(() -> decoder.decode(message("2[\"b\"]")))
        .hasMessage("expected an attachment, came text");
  }

  @Property
  void readsBackWhatItWrites(@ForAll("packets") SocketPacket packet) throws Exception {
    SocketDecoder decoder = new SocketDecoder(1_000);
    @Var Optional<SocketPacket> read = Optional.empty();
    for (EnginePacket message : SocketEncoder.encode(packet)) {
      assertThat(read).isEmpty();
      read = decoder.decode(message);
    }
    assertThat(read).contains(packet);
  }

  @Property
  void refusesOrReadsAnyBytes(@ForAll byte[] bytes) {
    try {
      assertThat(
              new SocketDecoder(MAX_ATTACHMENTS)
                  .decode(EnginePacket.text(PacketType.MESSAGE, bytes)))
          .isNotNull();
    } catch (ProtocolException e) {
      assertThat(e).hasMessageStartingWith("expected");
    }
  }

  @Property
  void refusesOrReadsWhatLooksLikeAPacket(
      @ForAll("almost") String text, @ForAll List<byte[]> attachments) {
    SocketDecoder decoder = new SocketDecoder(MAX_ATTACHMENTS);
    try {
      @Var Optional<SocketPacket> read = decoder.decode(message(text));
      for (byte[] attachment : attachments) {
        if (read.isEmpty()) {
          read = decoder.decode(EnginePacket.binary(attachment));
        }
      }
    } catch (ProtocolException e) {
      assertThat(e).hasMessageStartingWith("expected");
    }
  }

  @Provide
  Arbitrary<String> almost() {
    return Arbitraries.of(
            "0",
            "2",
            "3",
            "5",
            "6",
            "1-",
            "12",
            "2-",
            "/a",
            ",",
            "[",
            "]",
            "{",
            "}",
            "\"a\"",
            ":",
            "{\"_placeholder\":true,\"num\":0}",
            "null",
            "1e999",
            "\\",
            "\u0000",
            "é")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<SocketPacket> packets() {
    Arbitrary<String> namespace =
        Arbitraries.oneOf(
            Arbitraries.just("/"),
            Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(8).map(s -> "/" + s));
    Arbitrary<String> name =
        Arbitraries.strings().ofMaxLength(8).filter(s -> !s.contains("connect")).map(s -> "e" + s);
    Arbitrary<Long> id = Arbitraries.longs().between(-1, 999_999_999_999_999L);
    Arbitrary<List<JsonNode>> args =
        tree(3, Arbitraries.oneOf(text(), binaries())).list().ofMaxSize(4);
    Arbitrary<JsonNode> object = object(tree(2, text()));
    return Arbitraries.oneOf(
        Combinators.combine(namespace, object).as(Connect::new),
        namespace.map(Disconnect::new),
        Combinators.combine(namespace, object).as(ConnectError::new),
        Combinators.combine(namespace, id, name, args).as(Event::new),
        Combinators.combine(namespace, id.filter(n -> n >= 0), args).as(Ack::new));
  }

  private static Arbitrary<JsonNode> text() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(10).map(JSON::stringNode),
        Arbitraries.integers().map(JSON::numberNode),
        Arbitraries.doubles().map(JSON::numberNode),
        Arbitraries.of(true, false).map(JSON::booleanNode),
        Arbitraries.just(JSON.nullNode()));
  }

  private static Arbitrary<JsonNode> binaries() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(8).map(BinaryNode::valueOf);
  }

  private static Arbitrary<JsonNode> tree(int depth, Arbitrary<JsonNode> leaf) {
    if (depth == 0) {
      return leaf;
    }
    Arbitrary<JsonNode> below = tree(depth - 1, leaf);
    return Arbitraries.oneOf(
        leaf,
        object(below),
        below.list().ofMaxSize(3).map(nodes -> JSON.arrayNode().addAll(nodes)));
  }

  private static Arbitrary<JsonNode> object(Arbitrary<JsonNode> values) {
    return Arbitraries.maps(Arbitraries.strings().ofMaxLength(5), values)
        .ofMaxSize(3)
        .map((Map<String, JsonNode> properties) -> {
          var object = JSON.objectNode();
          properties.forEach(object::set);
          return object;
        });
  }

  private static Example example(String text, SocketPacket packet) {
    return new Example(text, List.of(), packet);
  }

  private static EnginePacket message(String text) {
    return EnginePacket.text(PacketType.MESSAGE, text);
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  private static JsonNode binary(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return BinaryNode.valueOf(bytes);
  }
}
