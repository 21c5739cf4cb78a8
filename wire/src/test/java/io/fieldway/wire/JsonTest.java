package io.fieldway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void namesThePlaceWhatWasExpectedAndWhatCame() {
    Fields fields = Fields.of("reading", Json.parse("reading", "{\"seq\":\"seven\"}"));
    assertThatThrownBy(() -> fields.whole("seq", 1, 9))
        .isInstanceOf(MalformedException.class)
        .hasMessage("reading.seq: expected a whole number, got \"seven\"");
    assertThatThrownBy(() -> fields.text("device", 10))
        .hasMessage("reading.device: expected a text, got nothing");
  }

  @Test
  void refusesTwoValuesInOneText() {
    assertThatThrownBy(() -> Json.parse("line", "{} {}")).isInstanceOf(MalformedException.class);
  }

  @Test
  void refusesNestingBeyondItsBound() {
    String deep = "[".repeat(Json.MAX_DEPTH + 1) + "]".repeat(Json.MAX_DEPTH + 1);
    assertThatThrownBy(() -> Json.parse("line", deep)).isInstanceOf(MalformedException.class);
    String allowed = "[".repeat(Json.MAX_DEPTH) + "]".repeat(Json.MAX_DEPTH);
    assertThat(Json.parse("line", allowed).isArray()).isTrue();
  }

  @Test
  void refusesAWholeNumberOutsideItsRange() {
    Fields fields = Fields.of("m", Json.parse("m", "{\"n\":10,\"big\":99999999999999999999}"));
    assertThatThrownBy(() -> fields.whole("n", 0, 9))
        .hasMessage("m.n: expected a whole number from 0 to 9, got 10");
    assertThatThrownBy(() -> fields.count("big")).isInstanceOf(MalformedException.class);
  }

  @Property
  void anyTextIsATreeOrMalformedAndNothingElse(@ForAll String text) {
    try {
      assertThat(Json.write(Json.parse("line", text))).isNotEmpty();
    } catch (MalformedException expected) {
      assertThat(expected.where()).isEqualTo("line");
    }
  }
}
