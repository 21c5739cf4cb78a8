package io.fieldway.wire.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SenMlTest {
  private static final Instant MEASURED = Instant.parse("2026-11-21T08:30:00.125Z");
  private static final Instant STORED = Instant.parse("2026-11-21T08:30:00.131Z");

  @Test
  void writesARecordAsTheProtocolPageShowsIt() {
    Point point =
        new Point("weather-1", "temperature", new Value.Numeric(21.4), "Cel", MEASURED, STORED);
    assertThat(Json.write(SenMl.write(List.of(new Entry(101, List.of(point))))))
        .isEqualTo(
            "[{\"n\":\"weather-1/temperature\",\"u\":\"Cel\",\"t\":1795249800.125,\"v\":21.4,"
                + "\"seq\":101,\"gt\":1795249800.131}]");
  }

  @Test
  void resolvesBaseNameTimeAndUnit() {
    List<Entry> entries =
        read(
            """
            [{"bn":"soil-1/","bt":1795249800,"bu":"%","n":"moisture","v":31,"seq":1,"gt":1795249801},
             {"n":"battery","t":0.5,"u":"V","v":3.1,"seq":1,"gt":1795249801}]
            """);
    assertThat(entries).hasSize(1);
    Point second = entries.getFirst().points().get(1);
    assertThat(second.device()).isEqualTo("soil-1");
    assertThat(second.unit()).isEqualTo("V");
    assertThat(second.deviceTime()).isEqualTo(Instant.parse("2026-11-21T08:30:00.500Z"));
    assertThat(entries.getFirst().points().getFirst().unit()).isEqualTo("%");
  }

  @Test
  void refusesAHoleInTheSequences() {
    assertMalformed(
        """
        [{"n":"a/b","t":1795249800,"v":1,"seq":1,"gt":1795249800},
         {"n":"a/b","t":1795249800,"v":1,"seq":3,"gt":1795249800}]
        """,
        "data.points[1].seq: expected the sequence 1 or 2, got 3");
  }

  @Test
  void refusesATimeRelativeToNow() {
    assertMalformed(
        "[{\"n\":\"a/b\",\"t\":-5,\"v\":1,\"seq\":1,\"gt\":1795249800}]",
        "data.points[0].t: expected seconds since 1970, got \"-5\"");
  }

  @Test
  void refusesARecordWithoutAValue() {
    assertMalformed(
        "[{\"n\":\"a/b\",\"t\":1795249800,\"seq\":1,\"gt\":1795249800}]",
        "data.points[0].vs: expected one of v, vs, vb, vd, got nothing");
  }

  @Test
  void refusesAnEmptyPack() {
    assertMalformed("[]", "data.points: expected an array of SenML records, got []");
  }

  @Property
  void readsWhatItWrote(@ForAll("entries") List<Entry> entries) {
    assertThat(SenMl.read("data.points", Json.parse("pack", Json.write(SenMl.write(entries)))))
        .isEqualTo(entries);
  }

  @Provide
  Arbitrary<List<Entry>> entries() {
    return Combinators.combine(
            Arbitraries.longs().between(1, 1L << 50), points().list().ofMinSize(1).ofMaxSize(20))
        .as((first, lists) -> {
          List<Entry> entries = new ArrayList<>();
          for (List<Point> points : lists) {
            entries.add(new Entry(first + entries.size(), points));
          }
          return entries;
        });
  }

  private static Arbitrary<List<Point>> points() {
    Arbitrary<String> ids = Arbitraries.of("soil-1", "weather.2", "a", "x:y_z");
    Arbitrary<Instant> times =
        Arbitraries.longs().between(1L << 40, 1L << 43).map(Instant::ofEpochMilli);
    return Combinators.combine(ids, ids, values(), Arbitraries.of("", "Cel", "%RH"), times, times)
        .as(Point::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  private static Arbitrary<Value> values() {
    return Arbitraries.oneOf(
        Arbitraries.doubles().between(-1e300, 1e300).map(Value.Numeric::new),
        Arbitraries.strings().ofMaxLength(40).map(Value.Text::new),
        Arbitraries.of(true, false).map(Value.Truth::new),
        Arbitraries.bytes()
            .array(byte[].class)
            .ofMinSize(1)
            .ofMaxSize(40)
            .map(bytes -> new Value.Data(Bytes.copyOf(bytes))));
  }

  private static List<Entry> read(String pack) {
    return SenMl.read("data.points", Json.parse("pack", pack));
  }

  private static void assertMalformed(String pack, String message) {
    assertThatThrownBy(() -> read(pack)).isInstanceOf(MalformedException.class).hasMessage(message);
  }
}
