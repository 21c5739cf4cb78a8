package io.fieldway.wire.model;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.telemetry.Point;
import io.fieldway.wire.telemetry.Value;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ThingModelTest {
  private static final ThingModel VALVE =
      ThingModel.read(
          Json.parse(
              "model",
              """
              {"@context":["https://www.w3.org/2022/wot/td/v1.1"],"@type":"tm:ThingModel",
               "id":"urn:fieldway:model:valve","title":"Irrigation valve","version":{"model":"1.2.0"},
               "properties":{
                 "flow":{"type":"number","title":"Flow","unit":"L/min","minimum":0,"maximum":100},
                 "state":{"type":"string","enum":["open","closed"]},
                 "count":{"type":"integer"}},
               "actions":{
                 "open":{"input":{"type":"object","required":["durationSeconds"],"properties":{
                   "durationSeconds":{"type":"integer","minimum":1,"maximum":3600}}}},
                 "close":{}}}
              """));

  @Test
  void readsAThingModelDocument() {
    assertThat(VALVE.id()).isEqualTo("valve");
    assertThat(VALVE.version()).isEqualTo("1.2.0");
    assertThat(VALVE.properties().keySet()).containsExactly("flow", "state", "count");
    assertThat(requireNonNull(VALVE.properties().get("flow")).unit()).isEqualTo("L/min");
    assertThat(VALVE.actions().keySet()).containsExactly("open", "close");
  }

  @Test
  void letsValuesPassThatFit() {
    assertThat(VALVE.refusal(point("flow", new Value.Numeric(12.5)))).isEmpty();
    assertThat(VALVE.refusal(point("state", new Value.Text("open")))).isEmpty();
    assertThat(VALVE.refusal(point("count", new Value.Numeric(7)))).isEmpty();
  }

  @Test
  void saysWhyAValueDoesNotFit() {
    assertThat(VALVE.refusal(point("flow", new Value.Numeric(101))))
        .get()
        .asString()
        .contains("100");
    assertThat(VALVE.refusal(point("flow", new Value.Text("much"))))
        .get()
        .asString()
        .contains("number");
    assertThat(VALVE.refusal(point("state", new Value.Text("ajar")))).isPresent();
    assertThat(VALVE.refusal(point("count", new Value.Numeric(7.5)))).isPresent();
    assertThat(VALVE.refusal(point("colour", new Value.Text("red"))))
        .contains("the model valve has no property colour");
  }

  @Test
  void judgesAnActionsInput() {
    ThingModel.ActionAffordance open = requireNonNull(VALVE.actions().get("open"));
    assertThat(open.refusal(Json.object().put("durationSeconds", 60))).isEmpty();
    assertThat(open.refusal(Json.object().put("durationSeconds", 0))).isPresent();
    assertThat(open.refusal(Json.object())).isPresent();
    ThingModel.ActionAffordance close = requireNonNull(VALVE.actions().get("close"));
    assertThat(close.refusal(Json.object())).isEmpty();
    assertThat(close.refusal(Json.object().put("now", true)))
        .contains("the action close takes no input");
  }

  @Test
  void refusesWhatIsNoThingModel() {
    assertThatThrownBy(() -> ThingModel.read(Json.parse("m", "{\"@type\":\"Thing\"}")))
        .isInstanceOf(MalformedException.class)
        .hasMessage("model.@type: expected tm:ThingModel, got \"Thing\"");
    assertThatThrownBy(() ->
            ThingModel.read(
                Json.parse("m", "{\"@type\":\"tm:ThingModel\",\"id\":\"urn:other:x\"}")))
        .hasMessage("model.id: expected urn:fieldway:model:<name>, got \"urn:other:x\"");
  }

  private static Point point(String property, Value value) {
    return new Point("valve-1", property, value, "", Instant.EPOCH, Instant.EPOCH);
  }
}
