package io.fieldway.wire.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ControlTest {
  static Stream<ControlMessage> messages() {
    return Stream.of(
        new Beat("c1", 0, false),
        new Beat("c1", 7, true),
        new Beat("c1", 7, true, 123_456),
        new Claim("c1", 8),
        new Arm(7, "b1", "b2", "127.0.0.1:7883", 3, 900),
        new Disarm(7, "b1", 4, 900),
        new Adopt(7, "b1", 5, Duration.ofMillis(3_300), 1_700),
        new Drain(7, "b1", 6, 900));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void everyMessageReadsWhatItWrote(ControlMessage message) {
    assertThat(ControlMessage.parse(Json.write(message.json()))).isEqualTo(message);
  }

  @Test
  void theStatusReadsWhatItWrote() {
    assertThat(Status.parse(Json.write(status().json()))).isEqualTo(status());
    assertThat(Status.parse(Json.write(bare().json()))).isEqualTo(bare());
    assertThat(
            Status.parse(Json.write(bare().with(Optional.empty(), List.of(), 123).json())).clock())
        .isEqualTo(123);
  }

  @Test
  void anArmingLooksLikeThis() {
    assertThat(Json.write(new Arm(7, "b1", "b2", "127.0.0.1:7883", 3, 900).json()))
        .isEqualTo(
            "{\"type\":\"arm\",\"term\":7,\"node\":\"b1\",\"substitute\":\"b2\","
                + "\"address\":\"127.0.0.1:7883\",\"number\":3,\"echo\":900}");
  }

  @Test
  void ignoresFieldsOfANewerPeer() {
    String newer = Json.write(new Claim("c1", 8).json()).replace("{", "{\"mood\":\"good\",");
    assertThat(ControlMessage.parse(newer)).isEqualTo(new Claim("c1", 8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nonsense                                     | control message: expected JSON
          []                                           | control message: expected an object, got []
          {}                                           | control message.type: expected a text, got nothing
          {"type":"rule"}                              | control message.type: expected one of beat, claim, arm, disarm, adopt, drain, got "rule"
          {"type":"claim","controller":"c1","term":0}  | claim.term: expected a whole number from 1 to
          {"type":"claim","term":1}                    | claim.controller: expected a text, got nothing
          {"type":"beat","controller":"c1","term":1}   | beat.acting: expected true or false, got nothing
          {"type":"adopt","term":1,"number":2}         | adopt.node: expected a text, got nothing
          {"type":"arm","term":1,"node":"b1","substitute":"b2","number":2} | arm.address: expected a text
          """)
  void refusesWhatIsNoMessageAndSaysWhere(String payload, String message) {
    assertThatThrownBy(() -> ControlMessage.parse(payload))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "epoch":4                  | "epoch":0           | status.epoch: expected a whole number from 1 to
          "state":"whole"            | "state":"half"      | status.copy.state: expected one of none, connecting, scanning, whole, refused, got "half"
          "state":"serving"          | "state":"whole"     | status.adopts[0].state: expected one of opening, serving, refused, closed
          "links":{"b2":1,"b3":10}   | "links":{"b2":-1}   | status.links.b2: expected a whole number from 0
          "links":{"b2":1,"b3":10}   | "links":{"":1}      | status.links: expected names of 1 to 64 characters, got ""
          "reachable":["b2","b3"]    | "reachable":["b2",3] | status.reachable[1]: expected a text of 1 to 64 characters, got 3
          "reachable":["b2","b3"]    | "reachable":"b2"    | status.reachable: expected an array, got "b2"
          "sessions":12              | "sessions":"many"   | status.sessions: expected a whole number, got "many"
          "fenced":false             | "fenced":0          | status.fenced: expected true or false, got 0
          """)
  void refusesAStatusThatIsNoneAndSaysWhere(String good, String bad, String message) {
    String payload = Json.write(status().json());
    assertThat(payload).contains(good);
    assertThatThrownBy(() -> Status.parse(payload.replace(good, bad)))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void refusesMoreThanTheNamedBounds() {
    assertThatThrownBy(() -> ControlMessage.parse(" ".repeat(ControlMessage.MAX_LENGTH + 1)))
        .isInstanceOf(MalformedException.class)
        .hasMessage("control message: expected at most 16384 characters, got 16385 characters");
    assertThatThrownBy(() -> Status.parse(" ".repeat(Status.MAX_LENGTH + 1)))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith("status: expected at most");
    Behaviour tooMany =
        new Behaviour(Collections.nCopies(Behaviour.MAX_FILTERS + 1, "a/b"), List.of("a/#"), true);
    String payload = Json.write(withBehaviour(tooMany).json());
    assertThatThrownBy(() -> Status.parse(payload))
        .isInstanceOf(MalformedException.class)
        .hasMessage("status.publishes: expected at most 1000 entries, got 1001 entries");
  }

  @Test
  void cutsAReasonThatIsTooLongRatherThanHaveItRefused() {
    RefusedOrder refused =
        RefusedOrder.of(new Adopt(7, "b1", 5, Duration.ofMillis(3_300), 1_700), "x".repeat(5_000));
    assertThat(refused.order()).isEqualTo("adopt 5");
    String payload = Json.write(withRefusal(refused).json());
    assertThat(Status.parse(payload).refusals().getFirst().why()).hasSize(1_000).endsWith("…");
  }

  private static Status status() {
    return new Status(
        "b1",
        4,
        "127.0.0.1:7883",
        List.of("mqtt://127.0.0.1:1883"),
        "127.0.0.1:9100",
        Optional.of(new Grant("c1", 7, Duration.ofMillis(120))),
        new TreeMap<>(Map.of("b2", 1L, "b3", 10L)),
        List.of("b2", "b3"),
        new Load(12, 7, 300, 81_920),
        new Behaviour(List.of("field/1/soil"), List.of("field/+/soil", "cmd/#"), true),
        new Copy("b2", 3, CopyState.WHOLE, "", 512, 99),
        List.of(new Hold("b3", true, 4_096, true)),
        List.of(
            new Adoption(
                "b4",
                5,
                AdoptionState.SERVING,
                "",
                Duration.ofSeconds(30),
                40,
                List.of("mqtt://127.0.0.1:1884"))),
        List.of("b4"),
        false,
        false,
        List.of(new RefusedOrder("adopt 4", "no copy of b5 here")));
  }

  private static Status bare() {
    return new Status(
        "b1",
        1,
        "",
        List.of(),
        "",
        Optional.empty(),
        Map.of(),
        List.of(),
        Load.NONE,
        Behaviour.NONE,
        Copy.NONE,
        List.of(),
        List.of(),
        List.of(),
        true,
        true,
        List.of());
  }

  private static Status withBehaviour(Behaviour behaviour) {
    return new Status(
        "b1",
        1,
        "",
        List.of(),
        "",
        Optional.empty(),
        Map.of(),
        List.of(),
        Load.NONE,
        behaviour,
        Copy.NONE,
        List.of(),
        List.of(),
        List.of(),
        false,
        false,
        List.of());
  }

  private static Status withRefusal(RefusedOrder refused) {
    return new Status(
        "b1",
        1,
        "",
        List.of(),
        "",
        Optional.empty(),
        Map.of(),
        List.of(),
        Load.NONE,
        Behaviour.NONE,
        Copy.NONE,
        List.of(),
        List.of(),
        List.of(),
        false,
        false,
        List.of(refused));
  }
}
