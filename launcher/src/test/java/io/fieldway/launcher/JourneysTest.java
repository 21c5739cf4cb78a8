package io.fieldway.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.wire.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The ways that messages took, put together from what nodes remember.
final class JourneysTest {
  private final Journeys journeys = new Journeys();

  private static ObjectNode page(String node) {
    ObjectNode page = Json.object();
    page.put("node", node);
    page.putArray("steps");
    return page;
  }

  private static ObjectNode step(
      ObjectNode page, long sequence, String from, String to, String fate, String why) {
    ArrayNode steps = (ArrayNode) page.get("steps");
    ObjectNode step = steps.addObject();
    step.put("at", 1_763_800_000_000L + steps.size());
    step.put("origin", "6");
    step.put("incarnation", 1);
    step.put("destination", "1");
    step.put("sequence", sequence);
    step.put("from", from);
    step.put("to", to);
    step.put("fate", fate);
    step.put("why", why);
    return page;
  }

  private void add(JsonNode... pages) {
    for (JsonNode page : pages) {
      journeys.add(page);
    }
  }

  @Test
  void joinsTheStepsOfAMessage() {
    add(
        step(page("1"), 117, "4", "", "delivered", ""),
        step(page("6"), 117, "", "4", "forwarded", ""),
        step(page("4"), 117, "6", "1", "forwarded", ""));

    assertThat(journeys.lines("6"))
        .containsExactly("6-4-1, number 117 to 1: delivered at 2025-11-22T08:26:40.001Z");
    assertThat(journeys.lines("4")).isEmpty();
  }

  @Test
  void knowsFromItsNeighboursThatANodeWasPassedThatWasNotAsked() {
    add(
        step(page("6"), 117, "", "4", "forwarded", ""),
        step(page("1"), 117, "2", "", "delivered", ""),
        step(page("2"), 117, "4", "1", "forwarded", ""));

    assertThat(journeys.lines("6")).first().asString().startsWith("6-4-2-1, number 117 to 1");
  }

  @Test
  void saysWhereAMessageStaysAndWhereItsTraceEnds() {
    add(
        step(
            step(page("6"), 8, "", "", "waiting", "no way leads to it"),
            7,
            "",
            "4",
            "forwarded",
            ""));

    assertThat(journeys.lines("6"))
        .containsExactly(
            "6-4, number 7 to 1: went to 4, which was not asked",
            "6, number 8 to 1: waits at 6 since 2025-11-22T08:26:40.001Z: no way leads to it");
  }

  @Test
  void tellsALateCopyFromTheOneThatWasDelivered() {
    add(
        step(page("6"), 7, "", "1", "forwarded", ""),
        step(
            step(page("1"), 7, "6", "", "delivered", ""),
            7,
            "4",
            "",
            "dropped",
            "it was here before"));

    assertThat(journeys.lines("6")).first().asString().startsWith("6-1, number 7 to 1: delivered");
  }

  @Test
  void takesTheLastWayOfAMessageThatWentTwice() {
    add(
        step(step(page("6"), 7, "", "4", "forwarded", ""), 7, "", "5", "forwarded", ""),
        step(page("5"), 7, "6", "1", "forwarded", ""),
        step(page("4"), 7, "6", "", "waiting", "no way leads to it"),
        step(page("1"), 7, "5", "", "delivered", ""));

    assertThat(journeys.lines("6"))
        .first()
        .asString()
        .startsWith("6-5-1, number 7 to 1: delivered");
  }

  @Test
  void showsAGapWhereTheOriginWasNotAsked() {
    add(
        step(page("2"), 7, "4", "1", "forwarded", ""),
        step(page("1"), 7, "2", "", "delivered", ""));

    assertThat(journeys.lines("6"))
        .first()
        .asString()
        .startsWith("6-…-4-2-1, number 7 to 1: delivered");
  }

  @Test
  void tellsTheLastThreeOfEachDestination() {
    ObjectNode page = page("6");
    for (int i = 1; i <= 9; i++) {
      step(page, i, "", "4", "forwarded", "");
    }
    add(page, page("4"), page);

    assertThat(journeys.lines("6"))
        .containsExactly(
            "6-4, number 9 to 1: went to 4, which does not remember it",
            "6-4, number 8 to 1: went to 4, which does not remember it",
            "6-4, number 7 to 1: went to 4, which does not remember it");
  }
}
