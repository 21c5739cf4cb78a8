package io.fieldway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class IdsTest {
  @Test
  void takesWhatFitsANameAPathAndAKey() {
    for (String id : List.of("a", "7", "gw-1", "Soil_2.b:c", "x".repeat(Ids.MAX_LENGTH))) {
      assertThat(Ids.check("id", id)).isEqualTo(id);
    }
  }

  @Test
  void refusesEverythingElse() {
    List<String> others =
        List.of("", "-a", ".a", "a b", "a/b", "ä", "aä", "a\n", "x".repeat(Ids.MAX_LENGTH + 1));
    for (String other : others) {
      assertThatThrownBy(() -> Ids.check("id", other))
          .as(other)
          .isInstanceOf(MalformedException.class);
    }
  }
}
