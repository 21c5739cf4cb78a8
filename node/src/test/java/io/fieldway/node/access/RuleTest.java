package io.fieldway.node.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.node.access.Rule.Action;
import io.fieldway.node.access.Rule.Who;
import io.fieldway.wire.MalformedException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RuleTest {
  @Test
  void readsEveryPart() {
    assertThat(Rule.parse("  deny  publish,receive  user  alice   sensors/%c/my room/# "))
        .isEqualTo(
            new Rule(
                false,
                Set.of(Action.PUBLISH, Action.RECEIVE),
                new Who.User("alice"),
                new FilterTemplate("sensors/%c/my room/#")));
    assertThat(Rule.parse("allow all client \"pump \\\"7\\\"\" #"))
        .isEqualTo(
            new Rule(
                true,
                Set.of(Action.PUBLISH, Action.SUBSCRIBE, Action.RECEIVE),
                new Who.Client("pump \"7\""),
                new FilterTemplate("#")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "allow all everyone #",
        "deny publish anonymous $SYS/#",
        "allow publish,subscribe user bob +/%u/%c",
        "allow receive client \"a \\\\ \\\"b\\\"\" 100%%/x",
        "allow receive client \"\" x"
      })
  void writesWhatItReads(String text) {
    assertThat(Rule.parse(text)).hasToString(text);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          permit all everyone #               | expected allow or deny, got "permit"
          allow                               | expected publish, subscribe, receive, several of them with commas, or all
          allow read everyone #               | got "read"
          allow publish, everyone #           | got "publish,"
          allow all alice #                   | expected everyone, anonymous, user NAME or client ID, got "alice"
          allow all user                      | expected the user's name
          allow all everyone                  | expected a topic filter at the end
          allow all client "x y #             | expected a closing quote, got the end of the line
          allow all everyone a/#/b            | MQTT-4.7.1-1
          allow all everyone a+               | MQTT-4.7.1-2
          allow all everyone $share/g/a       | expected a topic filter without $share/name/ in front
          allow all everyone a/%x/b           | expected %c, %u or %% after a percent sign, got "%x"
          allow all everyone a/%              | expected %c, %u or %% after a percent sign, got "%"
          allow all everyone a/%u-%c/b        | expected at most one of %c and %u in a level
          allow all everyone %c%u             | expected at most one of %c and %u in a level
          """)
  void refusesOthersAndSaysWhy(String text, String why) {
    assertThatThrownBy(() -> Rule.parse("rules:3", text))
        .isInstanceOf(MalformedException.class)
        .hasMessageStartingWith("rules:3: ")
        .hasMessageContaining(why);
  }

  @ParameterizedTest(name = "{0} for client {1} of user {2} is {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a/%c/#     | c1     | u1     | a/c1/#
          a/%u/%c    | c1     | u1     | a/u1/c1
          dev-%c     | 7      | u1     | dev-7
          100%%/%c   | c1     | u1     | 100%/c1
          %%c        | c1     | u1     | %c
          a/%c       | %u     | u1     | a/%u
          a/%c       | $SYS   | u1     | a/$SYS
          %c/a       | x$     | u1     | x$/a
          """)
  void fillsNamesIn(String template, String client, String user, String filter) {
    assertThat(FilterTemplate.parse("test", template).filled(client, Optional.of(user)))
        .contains(filter);
  }

  @ParameterizedTest(name = "{0} for client {1} of user {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a/%c/b     | +      | u1
          a/%c       | #      | u1
          a/%c       | x/y    | u1
          a/%c       | x+     | u1
          a/%u       | c1     | +
          a/%u       | c1     | u/1
          a/%c       | ''     | u1
          %c/#       | $SYS   | u1
          %u/#       | c1     | $SYS
          """)
  void neverFillsInANameThatWouldWidenTheRule(String template, String client, String user) {
    assertThat(FilterTemplate.parse("test", template).filled(client, Optional.of(user))).isEmpty();
  }
}
