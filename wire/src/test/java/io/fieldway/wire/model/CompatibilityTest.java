package io.fieldway.wire.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompatibilityTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\": \"integer\"}                  | {\"type\": \"number\"}                  |",
        "{\"type\": \"number\"}                   | {\"type\": \"integer\"}                 | type",
        "{}                                       | {\"type\": \"string\"}                  | type",
        "{\"maximum\": 10}                        | {\"maximum\": 20}                       |",
        "{\"maximum\": 10}                        | {\"maximum\": 5}                        | maximum",
        "{\"maximum\": 10}                        | {}                                      |",
        "{}                                       | {\"minimum\": 0}                        | minimum",
        "{\"minimum\": 1}                         | {\"minimum\": 0.5}                      |",
        "{\"unit\": \"s\"}                        | {\"unit\": \"ms\"}                      | unit",
        "{\"enum\": [1, 2]}                       | {\"enum\": [2, 1, 3]}                   |",
        "{\"enum\": [1, 2]}                       | {\"enum\": [1]}                         | takes 2",
        "{\"pattern\": \"a\"}                     | {\"pattern\": \"b\"}                    | pattern",
        "{\"pattern\": \"a\"}                     | {}                                      |",
        "{}                                       | {\"readOnly\": true}                    | read-only",
        "{\"readOnly\": true}                     | {}                                      |",
        "{\"properties\": {\"a\": {}}}            | {\"properties\": {}}                    | has no a",
        "{\"properties\": {\"a\": {\"maximum\": 3}}} | {\"properties\": {\"a\": {\"maximum\": 2}}} | p, a",
        "{}                                       | {\"required\": [\"a\"]}                 | requires",
      })
  void tellsWhatASuccessorTakesAway(String before, String after, String word) {
    var broken = Compatibility.broken(model("1.0.0", before), model("1.0.0", after));
    if (word == null) {
      assertThat(broken).isEmpty();
    } else {
      assertThat(broken).singleElement().asString().contains(word);
    }
  }

  @Test
  void aPropertyOrActionThatIsGoneIsMissed() {
    ThingModel bare =
        ThingModel.read(
            Json.parse(
                "model",
                "{\"@type\": \"tm:ThingModel\", \"id\": \"urn:fieldway:model:m\","
                    + " \"title\": \"M\", \"version\": {\"model\": \"1.0.0\"}}"));
    assertThat(Compatibility.broken(model("1.0.0", "{}"), bare))
        .containsExactly("the property p is gone", "the action act is gone");
    assertThat(Compatibility.broken(bare, model("1.0.0", "{}"))).isEmpty();
  }

  @Test
  void theFirstNumberOfTheVersionCounts() {
    ThingModel old = model("1.9.0", "{}");
    assertThat(Compatibility.isMajor(old, model("2.0.0", "{}"))).isTrue();
    assertThat(Compatibility.isMajor(old, model("1.10.0", "{}"))).isFalse();
    assertThat(Compatibility.isMajor(old, model("next", "{}"))).isFalse();
  }

  @Test
  void refusesAConflictRuleThatIsNone() {
    assertThatThrownBy(() -> model("1.0.0", "{\"fw:twin\": {\"conflict\": \"both\"}}"))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("one of cloudWins, deviceWinsIfNewer, reject");
  }

  private static ThingModel model(String version, String property) {
    return ThingModel.read(
        Json.parse(
            "model",
            """
            {"@type": "tm:ThingModel", "id": "urn:fieldway:model:m", "title": "M",
             "version": {"model": "%s"}, "properties": {"p": %s},
             "actions": {"act": {"input": {"type": "object"}}}}
            """
                .formatted(version, property)));
  }
}
