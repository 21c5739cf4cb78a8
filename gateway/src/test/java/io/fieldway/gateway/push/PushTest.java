package io.fieldway.gateway.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.gateway.push.Push.Measured;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PushTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private static Push json(String body) {
    return Push.ofJson(Json.parse("body", body), "run", 3, NOW);
  }

  private static Push senMl(String body, String... query) {
    Map<String, String> count =
        query.length == 0 ? Map.of() : Map.of("seq", query[0], "session", query[1]);
    return SenMlBody.read(Json.parse("body", body), "soil-1", Push.countOf(count, "run"), 3, NOW);
  }

  private static String values(Measured reading) {
    return Json.write(Json.object().setAll(reading.values()));
  }

  @Test
  void readsOneReadingWithItsNumber() {
    Push push =
        json(
            "{\"seq\":7,\"session\":\"boot-4\",\"at\":\"2026-11-22T11:59:00Z\",\"values\":{\"t\":1}}");
    assertThat(push.session()).hasValue("boot-4");
    assertThat(push.readings())
        .singleElement()
        .satisfies(each -> {
          assertThat(each.seq()).hasValue(7);
          assertThat(each.at()).isEqualTo("2026-11-22T11:59:00Z");
          assertThat(values(each)).isEqualTo("{\"t\":1}");
        });
  }

  @Test
  void readsAnUncountedReadingWithTheTimeItCame() {
    Push push = json("{\"values\":{\"t\":1}}");
    assertThat(push.session()).isEmpty();
    assertThat(push.readings().getFirst().seq()).isEqualTo(OptionalLong.empty());
    assertThat(push.readings().getFirst().at()).isEqualTo(NOW);
    assertThat(json("{\"seq\":1,\"values\":{\"t\":1}}").session()).hasValue("run");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          []                                                             | 1 to 3 readings
          [{"values":{}},{},{},{}]                                       | 1 to 3 readings
          7                                                              | body: expected an object
          {"values":{}}                                                  | body.values: expected an object of 1 to 256 values
          {"values":{"no name":1}}                                       | body.values
          {"seq":0,"values":{"t":1}}                                     | body.seq: expected a whole number from 1
          {"at":"noon","values":{"t":1}}                                 | body.at: expected a time
          [{"seq":1,"values":{"t":1}},{"values":{"t":1}}]                | body[1].session: expected one session
          [{"seq":2,"values":{"t":1}},{"seq":2,"values":{"t":1}}]        | body[1].seq: expected more than 2
          """)
  void saysWhatIsWrongWithABody(String body, String expected) {
    assertThatThrownBy(() -> json(body))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void makesOneReadingOfWhatHasOneTime() {
    Push push =
        senMl(
            """
            [{"bn":"urn:dev:mac:0024befffe804ff1/","bt":1.7e9,"n":"t","v":21.5},
             {"n":"soil-1/open","vb":true},
             {"n":"t","t":60,"v":22},
             {"n":"state","t":60,"vs":"idle"}]
            """,
            "5",
            "s");
    assertThat(push.session()).hasValue("s");
    assertThat(push.readings()).extracting(each -> each.seq().orElse(0)).containsExactly(5L, 6L);
    assertThat(push.readings())
        .extracting(PushTest::values)
        .containsExactly("{\"t\":21.5,\"open\":true}", "{\"t\":22.0,\"state\":\"idle\"}");
    assertThat(push.readings().getLast().at()).isEqualTo(Instant.ofEpochSecond(1_700_000_060));
  }

  @Test
  void readsTimesRelativeToNowAndNamesOfTheBase() {
    Push push = senMl("[{\"bn\":\"urn:dev:ow:10e2073a01080063:voltage\",\"t\":-5,\"v\":120.1}]");
    assertThat(push.session()).isEqualTo(Optional.empty());
    assertThat(push.readings().getFirst().at()).isEqualTo(NOW.minusSeconds(5));
    assertThat(values(push.readings().getFirst())).isEqualTo("{\"voltage\":120.1}");
  }

  @Test
  void bringsBytesAsModelsTakeThem() {
    assertThat(values(senMl("[{\"n\":\"p\",\"vd\":\"-_-_\"}]").readings().getFirst()))
        .isEqualTo("{\"p\":\"+/+/\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                       | an array of 1 to 20000 SenML records
          [{"bn":"x"}]                             | at least one value
          [{"n":"t","v":1},{"n":"t","v":2}]        | each name once for each time
          [{"n":"a b","v":1}]                      | body[0].n
          [{"n":"t","s":1}]                        | one of v, vs, vb, vd
          [{"n":"t","t":1e20,"v":1}]               | seconds since 1970
          [{"n":"t","vs":7}]                       | one of v, vs, vb, vd
          [{"n":"t","t":1,"v":1},{"n":"t","t":2,"v":1},{"n":"t","t":3,"v":1},{"n":"t","t":4,"v":1}] | of 3 times
          """)
  void saysWhatIsWrongWithAPack(String body, String expected) {
    assertThatThrownBy(() -> senMl(body))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void refusesACountThatIsNone() {
    assertThatThrownBy(() -> senMl("[{\"n\":\"t\",\"v\":1}]", "-1", "s"))
        .hasMessageContaining("seq: expected a count, 1 or more");
  }
}
