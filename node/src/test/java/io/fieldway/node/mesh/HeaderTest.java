package io.fieldway.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.node.packet.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeaderTest {
  private static Properties header(String text) {
    return Properties.builder().user("fieldway", text).build();
  }

  @Test
  void readsTheLastHeaderAndLeavesWhatIsBeforeIt() throws Exception {
    Properties own = Properties.builder().user("fieldway", "mine").user("other", "x").build();
    Properties all =
        own.toBuilder()
            .user("fieldway", "6 17 62 1 0 2:117:110 5:44:44-")
            .user("fieldway-shared", "5 $share/g/t")
            .build();
    Header header = Header.read(all);
    assertThat(header.origin()).isEqualTo("6");
    assertThat(header.destinations()).hasSize(2);
    assertThat(header.destinations().getLast().addressee().plain()).isFalse();
    assertThat(header.destinations().getLast().addressee().groups()).containsExactly("$share/g/t");
    assertThat(Header.strip(all)).isEqualTo(own);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "6",
        "6 17 62 1 0 ",
        "6 17 62 1 0 2:5:6",
        "6 17 62 1 0 2:5:0",
        "6 17 62 1 0 2:0:0",
        "6 17 62 0 0 2:1:1",
        "6 17 62 3 0 2:1:1",
        "6 17 256 1 0 2:1:1",
        "6 -1 62 1 0 2:1:1",
        "6 17 62 1 0 2:99999999999999999999:1",
        "6 17 62 1 0 2:1:-",
        "6 17 62 1 0 2:1",
        "6 17 62 1 0 a/b:1:1",
        "# 17 62 1 0 2:1:1"
      })
  void refusesWhatCannotBe(String text) {
    assertThatThrownBy(() -> Header.read(header(text))).isInstanceOf(InvalidHeaderException.class);
  }
}
