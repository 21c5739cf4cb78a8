package io.fieldway.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.cloud.stage.Person;
import io.fieldway.cloud.stage.Person.Answer;
import io.fieldway.cloud.stage.Rig;
import io.fieldway.cloud.stage.Samples;
import io.fieldway.cloud.stage.TestGateway;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.Command;
import io.fieldway.wire.channel.CommandReport;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.channel.DataAck;
import io.fieldway.wire.channel.DataBatch;
import io.fieldway.wire.channel.Done;
import io.fieldway.wire.channel.Events;
import io.fieldway.wire.telemetry.Batch;
import io.fieldway.wire.telemetry.Entry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The REST resources of a whole running cloud.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestTest {
  private Cloud cloud;
  private Person person;
  private String gateway = "";
  private String device = "";
  private Bytes key = Bytes.EMPTY;

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    cloud = Cloud.start(CloudConfig.of(data));
    person = Person.signIn(cloud.signInLink());
  }

  @AfterAll
  void stop() {
    person.close();
    cloud.close();
  }

  @BeforeEach
  void register() throws Exception {
    gateway = "gw-" + UUID.randomUUID();
    device = "v-" + UUID.randomUUID();
    Answer created =
        person.post("/api/gateways", Json.object().put("id", gateway).put("title", "A gateway"));
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.header("Location")).isEqualTo("/api/gateways/" + gateway);
    key = Bytes.fromHex("userKey", created.json().path("userKey").asString());
    assertThat(key.size()).isEqualTo(32);
    assertThat(person.put("/api/models/valve", Samples.valve().document()).status())
        .isBetween(200, 201);
    assertThat(putDevice(gateway, "valve").status()).isEqualTo(201);
  }

  @Test
  void nobodyGetsInWithoutASession() throws Exception {
    try (Person stranger = Person.stranger(cloud.web())) {
      for (String path :
          List.of("/api/overview", "/api/devices", "/actuator/prometheus", "/api/openapi")) {
        assertThat(stranger.get(path).status()).as(path).isEqualTo(401);
      }
      assertThat(stranger.get("/api/health").json().path("status").asString()).isEqualTo("UP");
    }
  }

  @Test
  void aKeyIsShownOnceAndAnIdServesOnce() throws Exception {
    Answer again = person.post("/api/gateways", Json.object().put("id", gateway));
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.header("Content-Type")).startsWith("application/problem+json");
    assertThat(again.json().path("detail").asString()).contains(gateway);
    assertThat(person.get("/api/gateways/" + gateway).text()).doesNotContain(key.hex());
    assertThat(person.get("/api/gateways/" + gateway).json().path("state").asString())
        .isEqualTo("offline");
    assertThat(person.get("/api/gateways/nobody").status()).isEqualTo(404);
  }

  @Test
  void saysWhatWasExpectedAndWhatCame() throws Exception {
    assertProblem(
        person.post("/api/gateways", Json.object().put("id", "not an id")),
        400,
        "gateway.id: expected an id",
        "\"not an id\"");
    assertProblem(
        person.put("/api/models/valve", Json.object().put("title", "x")),
        400,
        "model.@type: expected tm:ThingModel",
        "nothing");
    assertProblem(
        person.put("/api/models/other", Samples.valve().document()), 400, "other", "valve");
    assertProblem(putDevice("nobody", "valve"), 422, "expected a registered gateway", "nobody");
    assertProblem(putDevice(gateway, "nothing"), 422, "expected a stored model", "nothing");
    assertThat(person.send("POST", "/api/gateways", "{half").status()).isEqualTo(400);
    assertThat(person.get("/api/devices/nobody").status()).isEqualTo(404);
    assertThat(person.get("/api/devices/nobody/history?property=flow").status()).isEqualTo(404);
  }

  @Test
  void aModelComesBackAsItWasGivenAndIfMatchGuardsIt() throws Exception {
    Answer model = person.get("/api/models/valve");
    assertThat(model.json()).isEqualTo(Samples.valve().document());
    String tag = model.header("ETag");
    ObjectNode changed = (ObjectNode) Samples.valve().document().deepCopy();
    changed.put("title", "Valve " + UUID.randomUUID());
    String body = Json.write(changed);
    assertThat(person.send("PUT", "/api/models/valve", body, "If-Match", "\"0\"").status())
        .isEqualTo(412);
    Answer put = person.send("PUT", "/api/models/valve", body, "If-Match", tag);
    assertThat(put.status()).isEqualTo(200);
    assertThat(put.header("ETag")).isNotEqualTo(tag);
    assertThat(person.get("/api/models").json().path(0).path("document")).isEqualTo(changed);
    assertThat(
            person
                .send("GET", "/api/models/valve", "", "If-None-Match", put.header("ETag"))
                .status())
        .isEqualTo(304);
  }

  @Test
  void anOrderIsHeldAgainstTheModel() throws Exception {
    assertProblem(order("explode", Json.object()), 404, "no action explode", "open, close");
    ObjectNode input = Json.object();
    input.putObject("input").put("durationSeconds", 0);
    assertProblem(order("open", input), 422, "order.input", "durationSeconds");
    assertProblem(order("close", Json.object().put("expiresIn", "soon")), 400, "30s", "soon");
    assertProblem(
        order("close", Json.object().put("deadline", "2020-01-01T00:00:00Z")),
        400,
        "a time in the future",
        "2020");
    Answer accepted = order("close", Json.object().put("expiresIn", "30s"));
    assertThat(accepted.status()).isEqualTo(202);
    JsonNode command = accepted.json();
    assertThat(accepted.header("Location"))
        .isEqualTo("/api/commands/" + command.path("id").asString());
    assertThat(command.path("state").asString()).isEqualTo("stored");
    assertThat(person.get(accepted.header("Location")).json()).isEqualTo(command);
    assertThat(person.get("/api/devices/" + device + "/commands").json().path(0))
        .isEqualTo(command);
    assertThat(order("close", Json.object()).status()).isEqualTo(202);
  }

  @Test
  void aReadingTravelsFromTheGatewayToEveryPage() throws Exception {
    Instant now = Instant.now();
    try (TestGateway socket = TestGateway.connect(cloud.machine())) {
      socket.authenticate(gateway, key);
      Entry good = new Entry(1, List.of(Samples.flow(device, 42, now)));
      Entry bad = new Entry(2, List.of(Samples.flow(device, 420, now.plusMillis(1))));
      DataBatch batch = new DataBatch(new Batch(Samples.LIVE, List.of(good, bad)));
      assertThat(DataAck.read(socket.ask(Events.DATA, batch.json())).committed()).isEqualTo(2);
    }
    JsonNode shown = person.get("/api/devices/" + device).json();
    assertThat(shown.path("model").path("title").asString()).startsWith("Valve");
    assertThat(shown.path("values"))
        .singleElement()
        .satisfies(value -> {
          assertThat(value.path("value").asInt()).isEqualTo(42);
          assertThat(value.path("unit").asString()).isEqualTo("L/min");
          assertThat(value.path("title").asString()).isEqualTo("Flow");
          assertThat(Instant.parse(value.path("receivedAt").asString()))
              .isBetween(now.minusSeconds(1), now.plusSeconds(60));
        });
    JsonNode history =
        person.get("/api/devices/" + device + "/history?property=flow&limit=5").json();
    assertThat(history.path("points").path(0).path(0).asLong()).isEqualTo(now.toEpochMilli());
    assertThat(history.path("points").path(0).path(1).asInt()).isEqualTo(42);
    assertThat(person.get("/api/devices/" + device + "/quarantine").json())
        .singleElement()
        .satisfies(each -> assertThat(each.path("reason").asString()).contains("100"));
    JsonNode overview = person.get("/api/overview").json();
    assertThat(overview.path("totals").path("stored").asLong()).isPositive();
    assertThat(overview.path("gateways"))
        .anySatisfy(each -> {
          assertThat(each.path("id").asString()).isEqualTo(gateway);
          assertThat(each.path("streams").path(0).path("received").asLong()).isEqualTo(2);
        });
    assertThat(person.get("/actuator/prometheus").text())
        .contains(
            "fieldway_points_stored_total",
            "fieldway_points_quarantined_total",
            "fieldway_points_duplicates_total",
            "fieldway_latency_reading_to_stored_seconds",
            "fieldway_queue_longest",
            "fieldway_database_waiting",
            "fieldway_gateways_live",
            "fieldway_refusals_total{code=\"busy\"}");
  }

  @Test
  void anOrderTravelsToTheGatewayAndItsResultBack() throws Exception {
    try (TestGateway socket = TestGateway.connect(cloud.machine())) {
      socket.on(Events.COMMAND, _ -> new Done().json());
      socket.authenticate(gateway, key);
      String path = order("close", Json.object()).header("Location");
      Command command = Command.read(socket.next(Events.COMMAND));
      CommandReport executed =
          new CommandReport(
              command.id(),
              CommandState.EXECUTED,
              Instant.now(),
              Optional.empty(),
              Json.object().put("open", false));
      Rig.await("at gateway")
          .until(() -> person.get(path).json().path("state").asString().equals("at-gateway"));
      assertThat(socket.ask(Events.COMMAND_STATE, executed.json())).isEqualTo(new Done().json());
      JsonNode done = person.get(path).json();
      assertThat(done.path("state").asString()).isEqualTo("executed");
      assertThat(done.path("output").path("open").asBoolean()).isFalse();
      assertThat(done.path("steps"))
          .extracting(step -> step.path("state").asString())
          .containsExactly("accepted", "stored", "at-gateway", "executed");
    }
  }

  @Test
  void anOrderIsHeldReplacedAndCancelled() throws Exception {
    String later = Instant.now().plusSeconds(3_600).toString();
    JsonNode held = order("close", Json.object().put("notBefore", later)).json();
    assertThat(held.path("policy").asString()).isEqualTo("fifo");
    assertThat(Instant.parse(held.path("deadline").asString())).isAfter(Instant.parse(later));
    JsonNode newer = order("close", Json.object().put("policy", "replace")).json();
    JsonNode replaced = person.get("/api/commands/" + held.path("id").asString()).json();
    assertThat(replaced.path("state").asString()).isEqualTo("cancelled");
    assertThat(replaced.path("reason").asString())
        .isEqualTo("replaced by " + newer.path("id").asString());
    String path = "/api/commands/" + newer.path("id").asString();
    for (int i = 0; i < 2; i++) {
      Answer cancelled = person.post(path + "/cancel", Json.object());
      assertThat(cancelled.status()).isEqualTo(200);
      assertThat(cancelled.json().path("state").asString()).isEqualTo("cancelled");
    }
    assertThat(person.send("DELETE", path, "").status()).isEqualTo(200);
    assertThat(person.send("DELETE", "/api/commands/none", "").status()).isEqualTo(404);
    assertProblem(
        order("close", Json.object().put("policy", "sometimes")), 400, "fifo", "sometimes");
  }

  @Test
  void whatNeverWaitsFailsAtOnceAndCannotBeHeldOrCancelled() throws Exception {
    ObjectNode now = Json.object().put("policy", "nowOnly");
    JsonNode failed = order("close", now).json();
    assertThat(failed.path("state").asString()).isEqualTo("failed");
    assertThat(failed.path("reason").asString()).contains("cannot be reached now");
    assertProblem(
        person.post("/api/commands/" + failed.path("id").asString() + "/cancel", Json.object()),
        409,
        "too late",
        "failed");
    assertProblem(
        order("close", now.deepCopy().put("notBefore", Instant.now().plusSeconds(60).toString())),
        422,
        "not held",
        "nowOnly");
  }

  @Test
  void anOrderToManyAnswersForEach() throws Exception {
    ObjectNode order = Json.object().put("action", "close");
    order.putArray("devices").add(device).add("nobody");
    Answer answer = person.post("/api/commands", order);
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    JsonNode group = answer.json();
    assertThat(group.path("accepted").asInt()).isEqualTo(1);
    assertThat(group.path("refused").asInt()).isEqualTo(1);
    assertThat(group.path("results").path(0).path("device").asString()).isEqualTo(device);
    assertThat(group.path("results").path(0).path("state").asString()).isEqualTo("stored");
    assertThat(group.path("results").path(1).path("problem").path("status").asInt()).isEqualTo(404);
    assertThat(person.get(answer.header("Location")).json()).isEqualTo(group);
    JsonNode cancelled = person.post(answer.header("Location") + "/cancel", Json.object()).json();
    assertThat(cancelled.path("states").path("cancelled").asInt()).isEqualTo(1);
    ObjectNode all = Json.object().put("action", "close").put("model", "valve");
    assertThat(person.post("/api/commands", all).json().path("accepted").asInt()).isPositive();
    assertProblem(
        person.post("/api/commands", all.deepCopy().put("model", "x")), 404, "model", "x");
    all.putArray("devices").add(device);
    assertProblem(person.post("/api/commands", all), 400, "either devices or model", "both");
    ObjectNode twice = Json.object().put("action", "close");
    twice.putArray("devices").add(device).add(device);
    assertProblem(person.post("/api/commands", twice), 400, "each once", device);
    ObjectNode many = Json.object().put("action", "close");
    ArrayNode ids = many.putArray("devices");
    for (int i = 0; i <= 1_000; i++) {
      ids.add("d-" + i);
    }
    assertProblem(person.post("/api/commands", many), 400, "at most 1000", "d-0");
  }

  @Test
  void describesItselfInOpenApi() throws Exception {
    JsonNode api = person.get("/api/openapi").json();
    assertThat(api.path("openapi").asString()).startsWith("3.");
    assertThat(api.path("paths").propertyNames())
        .contains(
            "/api/overview",
            "/api/models/{id}",
            "/api/gateways",
            "/api/devices/{id}",
            "/api/devices/{id}/history",
            "/api/devices/{id}/actions/{action}",
            "/api/commands",
            "/api/commands/{id}",
            "/api/commands/{id}/cancel",
            "/api/command-groups/{id}");
    assertThat(Json.write(api)).doesNotContain("JsonNode");
  }

  private Answer order(String action, JsonNode body) throws Exception {
    return person.post("/api/devices/" + device + "/actions/" + action, body);
  }

  private Answer putDevice(String at, String model) throws Exception {
    return person.put(
        "/api/devices/" + device,
        Json.object().put("title", "A valve").put("gateway", at).put("model", model));
  }

  private static void assertProblem(Answer answer, int status, String expected, String came) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.json().path("detail").asString()).contains(expected).contains(came);
  }
}
