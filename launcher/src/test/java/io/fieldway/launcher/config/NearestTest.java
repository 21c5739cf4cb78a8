package io.fieldway.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestTest {
  @ParameterizedTest(name = "{0} and {1} are {2} apart")
  @CsvSource({
    "listener, listeners, 1",
    "htpp, http, 1",
    "kitten, sitting, 3",
    "'', abc, 3",
    "same, same, 0",
    "ca, ac, 1"
  })
  void countsLetters(String one, String other, int letters) {
    assertThat(Nearest.distance(one, other)).isEqualTo(letters);
    assertThat(Nearest.distance(other, one)).isEqualTo(letters);
  }

  @ParameterizedTest(name = "{0} is probably {1}")
  @CsvSource({
    "listner, listeners",
    "acces, access",
    "acess, access",
    "Name, name",
    "max-sessions, ",
    "x, "
  })
  void findsTheWordThatWasMeant(String word, String meant) {
    List<String> known = List.of("name", "data", "listeners", "http", "access");
    if (meant == null) {
      assertThat(Nearest.of(word, known)).isEmpty();
    } else {
      assertThat(Nearest.of(word, known)).contains(meant);
    }
  }
}
