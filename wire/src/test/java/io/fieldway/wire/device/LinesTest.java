package io.fieldway.wire.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LinesTest {
  private static final Instant AT = Instant.parse("2026-11-21T08:30:00Z");

  static List<DeviceLine> deviceLines() {
    return List.of(
        new DeviceLine.Hello("soil-1", "s-1"),
        new DeviceLine.Reading(7, AT, Map.of("raw", Json.parse("v", "412"))),
        new DeviceLine.Heartbeat(),
        new DeviceLine.Result("c-1", true, Optional.empty(), Json.object().put("opened", 1)),
        new DeviceLine.Result("c-1", false, Optional.of("stuck"), Json.object()),
        new DeviceLine.Reported(
            OptionalLong.empty(), Map.of("every", Json.parse("v", "5")), Map.of()),
        new DeviceLine.Reported(OptionalLong.of(7), Map.of(), Map.of("every", "at most 3600")));
  }

  static List<GatewayLine> gatewayLines() {
    return List.of(
        new GatewayLine.Welcome("soil-1", Duration.ofSeconds(30), 6),
        new GatewayLine.Ack(7, List.of()),
        new GatewayLine.Ack(7, List.of(new GatewayLine.Quarantined("moisture", "too wet"))),
        new GatewayLine.Heartbeat(),
        new GatewayLine.Instruction("c-1", "open", Json.object().put("seconds", 5), AT),
        new GatewayLine.Desired(7, Map.of("every", Json.parse("v", "10"))),
        new GatewayLine.Failure(ErrorCode.MALFORMED, "line: expected JSON", false));
  }

  @ParameterizedTest
  @MethodSource("deviceLines")
  void readsADevicesLineThatItWrote(DeviceLine line) {
    assertThat(DeviceLine.parse(Json.write(line.json()))).isEqualTo(line);
  }

  @ParameterizedTest
  @MethodSource("gatewayLines")
  void readsAGatewaysLineThatItWrote(GatewayLine line) {
    assertThat(GatewayLine.parse(Json.write(line.json()))).isEqualTo(line);
  }

  @Test
  void writesAReadingAsTheProtocolPageShowsIt() {
    assertThat(Json.write(deviceLines().get(1).json()))
        .isEqualTo(
            "{\"type\":\"reading\",\"seq\":7,\"at\":\"2026-11-21T08:30:00Z\",\"values\":{\"raw\":412}}");
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  void saysInAnErrorWhatBecameOfTheConnection(ErrorCode code) {
    GatewayLine.Failure closing = new GatewayLine.Failure(code, "why", true);
    assertThat(Json.write(closing.json())).contains("\"connection\":\"closed\"", code.word());
    assertThat(GatewayLine.parse(Json.write(closing.json()))).isEqualTo(closing);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                                                   | line: expected an object, got []
          {"type":"shout"}                                     | line.type: expected one of hello, reading, heartbeat, result, reported, blob, chunk, got "shout"
          {"type":"hello","protocol":2}                        | line.protocol: expected a whole number from 1 to 1, got 2
          {"type":"hello","protocol":1,"device":"a b"}         | line.device: expected an id of at most 64 letters, digits, '-', '_', '.', ':', got "a b"
          {"type":"reading","seq":1,"values":{}}               | line.values: expected an object of 1 to 256 values, got {}
          {"type":"reading","seq":0,"values":{"a":1}}          | line.seq: expected a whole number from 1 to 9223372036854775807, got 0
          {"type":"reading","seq":1,"at":"noon","values":{"a":1}} | line.at: expected a time such as 2026-11-21T08:30:00Z, got "noon"
          {"type":"reported","values":[1]}                     | line.values: expected an object of at most 256 values, got [1]
          {"type":"reported","refused":{"every":1}}            | line.refused.every: expected a text, got 1
          {"type":"result","instruction":"c"}                  | line.executed: expected true or false, got nothing
          """)
  void refusesWithThePlaceWhatWasExpectedAndWhatCame(String line, String message) {
    assertThatThrownBy(() -> DeviceLine.parse(line))
        .isInstanceOf(MalformedException.class)
        .hasMessage(message);
  }

  @Property
  void anyTextIsALineOrMalformedAndNothingElse(@ForAll String text) {
    assertThatThrownBy(() -> DeviceLine.parse(text)).isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> GatewayLine.parse(text)).isInstanceOf(MalformedException.class);
  }
}
