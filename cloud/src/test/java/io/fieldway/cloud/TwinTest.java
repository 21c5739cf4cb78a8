package io.fieldway.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.stage.Person;
import io.fieldway.cloud.stage.Person.Answer;
import io.fieldway.cloud.stage.Rig;
import io.fieldway.cloud.stage.Samples;
import io.fieldway.cloud.stage.TestGateway;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.Events;
import io.fieldway.wire.channel.Heard;
import io.fieldway.wire.channel.Heartbeat;
import io.fieldway.wire.channel.TwinPatches;
import io.fieldway.wire.channel.TwinStands;
import io.fieldway.wire.channel.TwinSync;
import io.fieldway.wire.channel.TwinSynced;
import io.fieldway.wire.twin.GatewayTwin;
import io.fieldway.wire.twin.Stamp;
import io.fieldway.wire.twin.Twin;
import io.fieldway.wire.twin.TwinJson;
import io.fieldway.wire.twin.TwinPosition;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Twins of a whole running cloud, between REST and a gateway.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwinTest {
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
    Answer created = person.post("/api/gateways", Json.object().put("id", gateway));
    key = Bytes.fromHex("userKey", created.json().path("userKey").asString());
    person.put("/api/models/valve", Samples.valve().document());
    assertThat(putDevice(device).status()).isEqualTo(201);
  }

  @Test
  void refusesInWordsWhatCannotBeDesired() throws Exception {
    assertRefused("{\"desired\": {\"flow\": 101}}", 422, "desired.flow", "100", "101");
    assertRefused("{\"desired\": {\"colour\": 1}}", 422, "no property colour");
    assertRefused("{\"desired\": {\"picture\": \"AA==\"}}", 422, "bytes");
    assertRefused("{\"reported\": {\"flow\": 1}}", 422, "twin.reported", "device's to say");
    assertRefused("{\"desired\": 1}", 400, "twin.desired: expected an object");
    assertRefused("{\"desired\": {\"note\": \"" + "x".repeat(4_100) + "\"}}", 400, "4096 bytes");
    assertThat(person.get("/api/devices/nobody/twin").status()).isEqualTo(404);
    assertThat(twin().path("desired").isEmpty()).isTrue();
  }

  @Test
  void takesAChangeOnlyOfTheTwinThatItsAuthorSaw() throws Exception {
    Answer first = person.get(path());
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.json().path("meta").path("flow").path("state").asString())
        .isEqualTo("reported");
    Answer changed =
        person.send(
            "PATCH", path(), "{\"desired\": {\"flow\": 5}}", "If-Match", first.header("ETag"));
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.header("ETag")).isNotEqualTo(first.header("ETag"));
    assertThat(changed.json().path("meta").path("flow").path("state").asString())
        .isEqualTo("pending");
    Answer late =
        person.send(
            "PATCH", path(), "{\"desired\": {\"flow\": 6}}", "If-Match", first.header("ETag"));
    assertThat(late.status()).isEqualTo(412);
    assertThat(twin().path("desired").path("flow").intValue()).isEqualTo(5);
    desire("{\"desired\": {\"flow\": null}}");
    assertThat(twin().path("desired").isEmpty()).isTrue();
  }

  @Test
  void bringsWhatIsDesiredToTheGatewayAndWhatIsReportedBack() throws Exception {
    desire("{\"desired\": {\"flow\": 7}}");
    try (Follower follower = new Follower()) {
      follower.begin();
      Rig.await("the whole desired half at the first meeting")
          .until(() -> follower.desires("flow", "7"));
      desire("{\"desired\": {\"flow\": 8, \"open\": true}}");
      Rig.await("the change").until(() -> follower.desires("flow", "8"));
      follower.show("flow", "8");
      follower.show("open", "false");
      follower.report();
      JsonNode twin = twin();
      assertThat(twin.path("reported").path("flow").intValue()).isEqualTo(8);
      assertThat(state(twin, "flow")).isEqualTo("in-sync");
      assertThat(state(twin, "open")).isEqualTo("pending");
    }
  }

  @Test
  void anOlderReportChangesNothing() throws Exception {
    try (Follower follower = new Follower()) {
      follower.begin();
      follower.show("flow", "1");
      JsonNode older = follower.unsent();
      follower.show("flow", "2");
      follower.report();
      TwinStands stands = TwinStands.read(follower.socket.ask(Events.TWIN_REPORTED, older));
      assertThat(stands.twins()).containsEntry(device, follower.twin().reported().at());
      assertThat(twin().path("reported").path("flow").intValue()).isEqualTo(2);
    }
  }

  @Test
  void findsDriftByAHeartbeatAndRepairsIt() throws Exception {
    try (Follower follower = new Follower()) {
      follower.begin();
      follower.show("flow", "1");
      follower.report();
      TwinPosition right = follower.twin().position();
      assertThat(follower.beat(right)).isEmpty();
      TwinPosition wrong =
          new TwinPosition(device, right.desired(), right.reported(), "00".repeat(16));
      assertThat(follower.beat(wrong)).containsExactly(device);
      TwinSynced repair =
          TwinSynced.read(
              follower.socket.ask(Events.TWIN_SYNC, new TwinSync(List.of(wrong)).json()));
      assertThat(repair.twins()).singleElement().matches(TwinSynced.Item::drift);
      assertThat(person.get("/actuator/prometheus").text())
          .containsPattern("fieldway_twins_drifted_total [1-9]");
    }
  }

  @Test
  void leavesOutDevicesThatAreNotTheGateways() throws Exception {
    try (Follower follower = new Follower()) {
      follower.begin();
      TwinPosition foreign = new TwinPosition("nobodys", Stamp.NONE, Stamp.NONE, "00");
      JsonNode answer =
          follower.socket.ask(Events.TWIN_SYNC, new TwinSync(List.of(foreign)).json());
      assertThat(TwinSynced.read(answer).twins()).isEmpty();
      JsonNode refusal = follower.socket.ask(Events.TWIN_REPORTED, Json.object().put("twins", 1));
      assertThat(refusal.path("code").asString()).isEqualTo("malformed");
    }
  }

  @Test
  void aModelThatTakesSomethingAwayNeedsANewMajorVersion() throws Exception {
    String id = "m-" + UUID.randomUUID();
    ObjectNode model = (ObjectNode) Samples.valve().document().deepCopy();
    model.put("id", "urn:fieldway:model:" + id);
    assertThat(person.put("/api/models/" + id, model).status()).isEqualTo(201);
    ObjectNode properties = (ObjectNode) model.path("properties");
    properties.remove("note");
    ((ObjectNode) properties.path("flow")).put("maximum", 50).put("unit", "L/h");
    Answer refused = person.put("/api/models/" + id, model);
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().path("detail").asString())
        .contains("the property note is gone", "narrows its maximum to 50", "changes its unit");
    assertThat(person.put("/api/models/" + id + "?force=true", model).status()).isEqualTo(200);
    properties.remove("open");
    assertThat(person.put("/api/models/" + id, model).status()).isEqualTo(409);
    ((ObjectNode) model.path("version")).put("model", "2.0.0");
    assertThat(person.put("/api/models/" + id, model).status()).isEqualTo(200);
  }

  /// A gateway that keeps one twin.
  private final class Follower implements AutoCloseable {
    final TestGateway socket = TestGateway.connect(cloud.machine());
    @Var private GatewayTwin twin = GatewayTwin.of(Twin.of(device));

    Follower() throws Exception {
      socket.authenticate(gateway, key);
      socket.on(Events.TWIN_DESIRED, this::desired);
    }

    void begin() throws Exception {
      JsonNode answer =
          socket.ask(Events.TWIN_SYNC, new TwinSync(List.of(twin().position())).json());
      TwinSynced.Item item = TwinSynced.read(answer).twins().getFirst();
      met(item);
    }

    private synchronized void met(TwinSynced.Item item) {
      twin = twin.met(item.reported(), item.drift());
      item.desired().ifPresent(patch -> twin = twin.desired(patch));
    }

    private synchronized JsonNode desired(JsonNode body) {
      Map<String, Stamp> stands = new LinkedHashMap<>();
      for (TwinPatches.Item each : TwinPatches.read("twin.desired", body).twins()) {
        twin = twin.desired(each.patch());
        stands.put(each.device(), twin.twin().desired().at());
      }
      return new TwinStands(stands).json();
    }

    synchronized Twin twin() {
      return twin.twin();
    }

    boolean desires(String property, String value) {
      return twin()
          .desired()
          .of(property)
          .flatMap(each -> each.value())
          .filter(each -> Json.write(each).equals(value))
          .isPresent();
    }

    synchronized void show(String property, String value) {
      JsonNode plain = TwinJson.plain("value", Json.parse("value", value));
      twin = twin.show(property, plain, Samples.NOON, "reading", 1);
    }

    synchronized JsonNode unsent() {
      return new TwinPatches(
              List.of(new TwinPatches.Item(device, twin.outgoing(twin.twin()).orElseThrow())))
          .json();
    }

    void report() throws Exception {
      TwinStands stands = TwinStands.read(socket.ask(Events.TWIN_REPORTED, unsent()));
      assertThat(stands.twins()).containsEntry(device, twin().reported().at());
    }

    List<String> beat(TwinPosition position) throws Exception {
      Heartbeat heartbeat =
          new Heartbeat(
              Instant.now(),
              List.of(),
              new Heartbeat.Outbox(0, 0, Duration.ZERO),
              List.of(),
              List.of(position));
      return Heard.driftIn(socket.ask(Events.HEARTBEAT, heartbeat.json()));
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  private Answer putDevice(String id) throws Exception {
    return person.put(
        "/api/devices/" + id, Json.object().put("gateway", gateway).put("model", "valve"));
  }

  private String path() {
    return "/api/devices/" + device + "/twin";
  }

  private JsonNode twin() throws Exception {
    return person.get(path()).json();
  }

  private static String state(JsonNode twin, String property) {
    return twin.path("meta").path(property).path("state").asString();
  }

  private void desire(String body) throws Exception {
    assertThat(person.send("PATCH", path(), body).status()).isEqualTo(200);
  }

  private void assertRefused(String body, int status, String... words) throws Exception {
    Answer answer = person.send("PATCH", path(), body);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.json().path("detail").asString()).contains(words);
  }
}
