package io.fieldway.wire.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.model.QueuePolicy;
import io.fieldway.wire.model.ThingModel;
import io.fieldway.wire.telemetry.Batch;
import io.fieldway.wire.telemetry.Entry;
import io.fieldway.wire.telemetry.Point;
import io.fieldway.wire.telemetry.StreamId;
import io.fieldway.wire.telemetry.Value;
import io.fieldway.wire.twin.Patch;
import io.fieldway.wire.twin.Stamp;
import io.fieldway.wire.twin.TwinEntry;
import io.fieldway.wire.twin.TwinPosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BinaryNode;
import tools.jackson.databind.node.ObjectNode;

/// The schemas of `docs/protocol/channel.schema.json` and the codecs say the same: what is written
/// is valid, and what is not valid is refused.
class ChannelSchemaTest {
  private static final Instant AT = Instant.parse("2026-11-21T08:30:00.125Z");
  private static final StreamId LIVE = new StreamId("live", 1_763_712_000_000L);
  private static final Stamp STAMP = new Stamp(1_763_712_000_000L, 3);
  private static final JsonNode DOCUMENT = document();

  /// Looked at before an answer is read, or by nobody yet.
  private static final Set<String> NOT_READ = Set.of("ok", "digests");

  /// One message.
  ///
  /// @param schema its name in `$defs`
  record Sample(String schema, JsonNode written, Consumer<JsonNode> reader) {
    @Override
    public String toString() {
      return schema;
    }
  }

  @Test
  void namesEveryEventAndItsAnswers() throws Exception {
    List<String> events = new ArrayList<>();
    for (Field each : Events.class.getDeclaredFields()) {
      if (Modifier.isPublic(each.getModifiers()) && !each.getName().equals("NAMESPACE")) {
        events.add(String.valueOf(each.get(null)));
      }
    }
    assertThat(DOCUMENT.path("events").propertyNames()).containsExactlyInAnyOrderElementsOf(events);
    List<String> sampled = samples().map(Sample::schema).toList();
    for (String event : events) {
      JsonNode description = DOCUMENT.path("events").path(event);
      assertThat(description.path("message").path("$ref").asString()).isEqualTo("#/$defs/" + event);
      for (JsonNode answer : description.path("answers")) {
        String name = answer.path("$ref").asString().replace("#/$defs/", "");
        assertThat(DOCUMENT.path("$defs").has(name)).as(name).isTrue();
        assertThat(sampled).contains(name);
      }
      assertThat(sampled).anyMatch(each -> each.equals(event) || each.startsWith(event + "."));
    }
  }

  @Test
  void namesEveryCode() {
    assertThat(DOCUMENT.path("$defs").path("refusal").path("properties").path("code").path("enum"))
        .map(JsonNode::asString)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(RefusalCode.values()).map(RefusalCode::word).toList());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void whatIsWrittenIsValidAndReadAgain(Sample sample) {
    assertThat(errors(sample.schema, sample.written)).isEmpty();
    sample.reader.accept(sample.written);
  }

  @ParameterizedTest
  @MethodSource("fullSamples")
  void whatTheSchemaRefusesIsMalformed(Sample sample) {
    List<JsonNode> mutants = new ArrayList<>();
    mutate(sample.written, mutants);
    List<JsonNode> refused =
        mutants.stream().filter(each -> !errors(sample.schema, each).isEmpty()).toList();
    assertThat(refused).isNotEmpty();
    for (JsonNode each : refused) {
      assertThatThrownBy(() -> sample.reader.accept(each))
          .as(each.toString())
          .isInstanceOf(MalformedException.class);
    }
  }

  /// Every member gone, or something else.
  private static void mutate(JsonNode tree, List<JsonNode> mutants) {
    List<JsonNode> others =
        List.of(
            Json.parse("", "null"),
            Json.parse("", "-1"),
            Json.parse("", "1.5"),
            Json.parse("", "true"),
            Json.parse("", "\"\""),
            Json.parse("", "\"no such word!\""),
            Json.parse("", "\"" + "x".repeat(2_000) + "\""),
            Json.array().add(-1).add("x"),
            Json.object().put("else", 1));
    visit(tree, tree, others, mutants);
  }

  private static void visit(
      JsonNode root, JsonNode node, List<JsonNode> others, List<JsonNode> mutants) {
    if (node instanceof ObjectNode object) {
      for (String name : List.copyOf(object.propertyNames())) {
        JsonNode before = object.path(name);
        if (NOT_READ.contains(name)) {
          continue;
        }
        for (JsonNode other : others) {
          object.set(name, other);
          mutants.add(root.deepCopy());
        }
        object.remove(name);
        mutants.add(root.deepCopy());
        object.set(name, before);
        if (!name.equals("input") && !name.equals("output") && !name.equals("models")) {
          visit(root, before, others, mutants);
        }
      }
    } else if (node.isArray()) {
      node.forEach(each -> visit(root, each, others, mutants));
    }
  }

  private static List<String> errors(String schema, JsonNode message) {
    ObjectNode whole = (ObjectNode) DOCUMENT.deepCopy();
    whole.put("$ref", "#/$defs/" + schema);
    Schema compiled = COMPILED.computeIfAbsent(schema, _ -> REGISTRY.getSchema(whole));
    return compiled.validate(onTheWire(message)).stream().map(each -> each.toString()).toList();
  }

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private static final Map<String, Schema> COMPILED = new TreeMap<>();

  /// Bytes travel beside the text, which has a placeholder for them.
  private static JsonNode onTheWire(JsonNode message) {
    if (message.path("data") instanceof BinaryNode) {
      ObjectNode copy = (ObjectNode) message.deepCopy();
      copy.set("data", Json.object().put("_placeholder", true).put("num", 0));
      return copy;
    }
    return message;
  }

  /// Those that say more than yes.
  static Stream<Sample> fullSamples() {
    return samples().filter(each -> !each.schema.equals("done"));
  }

  static Stream<Sample> samples() {
    Command command =
        new Command(
            "c-1",
            "valve-1",
            "open",
            Json.object().put("seconds", 5),
            new Command.Place(AT, 4_711),
            QueuePolicy.REPLACE,
            Optional.of(AT),
            AT.plusSeconds(60));
    Patch patch =
        new Patch(
            STAMP,
            Optional.of(STAMP),
            new TreeMap<>(
                Map.of(
                    "every",
                    new TwinEntry(
                        3,
                        Optional.of(Json.parse("value", "10")),
                        AT,
                        "person",
                        STAMP,
                        Optional.empty()))));
    TwinPosition position = new TwinPosition("valve-1", STAMP, STAMP, "00ff");
    TwinPatches patches = new TwinPatches(List.of(new TwinPatches.Item("valve-1", patch)));
    return Stream.of(
        new Sample(
            "join.request",
            new JoinRequest(Bytes.utf8("name of a code..")).json(),
            JoinRequest::read),
        new Sample(
            "join.proof",
            new JoinProof(Bytes.utf8("name of a code.."), "ab", Bytes.utf8("proof")).json(),
            JoinProof::read),
        new Sample(
            "join.accepted",
            new JoinAccepted("gw-1", Bytes.utf8("proof")).json(),
            JoinAccepted::read),
        new Sample("key.rotate", new KeyRotate("ab").json(), KeyRotate::read),
        new Sample(
            "key.rotate.answer",
            new KeyRotate.Ready("ab", Bytes.utf8("proof")).json(),
            KeyRotate.Ready::read),
        new Sample(
            "key.confirm", new KeyConfirm("ab", Bytes.utf8("proof")).json(), KeyConfirm::read),
        new Sample("auth.request", new AuthRequest("gw-1").json(), AuthRequest::read),
        new Sample("auth.challenge", new AuthChallenge("00ff").json(), AuthChallenge::read),
        new Sample(
            "auth.proof",
            new AuthProof("gw-1", Digests.HMAC_SHA_256, Bytes.utf8("proof")).json(),
            AuthProof::read),
        new Sample("auth.accepted", accepted().json(), AuthAccepted::read),
        new Sample("data", new DataBatch(batch()).json(), DataBatch::read),
        new Sample("data.answer", new DataAck(LIVE, 102).json(), DataAck::read),
        new Sample("heartbeat", heartbeat(position).json(), Heartbeat::read),
        new Sample(
            "heartbeat.answer",
            new Heard(AT, List.of("valve-1")).json(),
            tree -> {
              if (Heard.timeIn(tree).isEmpty() || !Heard.driftIn(tree).equals(List.of("valve-1"))) {
                throw new MalformedException("answer", "a time and drift", "another");
              }
            }),
        new Sample("command", command.json(), Command::read),
        new Sample("command.cancel", new CommandCancel(command, "no").json(), CommandCancel::read),
        new Sample(
            "command.cancel.answer",
            new CommandCancel.Answer(CommandState.CANCELLED).json(),
            CommandCancel.Answer::read),
        new Sample(
            "command.state",
            new CommandReport("c-1", CommandState.FAILED, AT, Optional.of("stuck"), Json.object())
                .json(),
            CommandReport::read),
        new Sample("model", registrations().json(), Registrations::read),
        new Sample("twin.sync", new TwinSync(List.of(position)).json(), TwinSync::read),
        new Sample(
            "twin.sync.answer",
            new TwinSynced(List.of(new TwinSynced.Item("valve-1", STAMP, true, Optional.of(patch))))
                .json(),
            TwinSynced::read),
        new Sample("twin.reported", patches.json(), tree -> TwinPatches.read("twin", tree)),
        new Sample("twin.desired", patches.json(), tree -> TwinPatches.read("twin", tree)),
        new Sample(
            "twin.stands", new TwinStands(Map.of("valve-1", STAMP)).json(), TwinStands::read),
        new Sample(
            "blob.begin",
            new BlobBegin("p-1", "camera-1", "image/jpeg", 9, Bytes.utf8("x".repeat(32)), AT)
                .json(),
            BlobBegin::read),
        new Sample(
            "blob.chunk",
            new BlobChunk("p-1", "camera-1", 0, Bytes.utf8("x")).json(),
            BlobChunk::read),
        new Sample("server.end", new ServerEnd(Duration.ofSeconds(2)).json(), ServerEnd::read),
        new Sample("blob.end", new BlobEnd("p-1", "camera-1").json(), BlobEnd::read),
        new Sample("blob.offset", new BlobOffset(9).json(), BlobOffset::read),
        new Sample(
            "refusal",
            Refusal.retryAfter(RefusalCode.BUSY, "full", Duration.ofSeconds(2)).json(),
            Refusal::read),
        new Sample("refusal", Refusal.gap(101, "again").json(), Refusal::read),
        new Sample(
            "done",
            new Done().json(),
            tree -> {
              if (!tree.isObject() || tree.has("else")) {
                throw new MalformedException("done", "yes", "another");
              }
            }));
  }

  private static AuthAccepted accepted() {
    return new AuthAccepted(
        7,
        Bytes.utf8("proof"),
        Duration.ofSeconds(30),
        registrations(),
        List.of(new AuthAccepted.Resume(LIVE, 4_711)),
        Optional.of(AT));
  }

  private static Registrations registrations() {
    ThingModel model =
        ThingModel.read(
            Json.parse(
                "model",
                "{\"@type\": \"tm:ThingModel\", \"id\": \"urn:fieldway:model:valve\","
                    + " \"title\": \"Valve\", \"version\": {\"model\": \"1.0.0\"}}"));
    return new Registrations(Map.of("valve", model), Map.of("valve-1", "valve"));
  }

  private static Heartbeat heartbeat(TwinPosition position) {
    return new Heartbeat(
        AT,
        List.of(new Heartbeat.DeviceState("valve-1", true, Optional.of(AT))),
        new Heartbeat.Outbox(1, 2, Duration.ofMillis(3)),
        List.of(new Heartbeat.StreamEnd(LIVE, 9)),
        List.of(position));
  }

  private static Batch batch() {
    Point point = new Point("valve-1", "flow", new Value.Numeric(1.5), "L/min", AT, AT);
    return new Batch(LIVE, List.of(new Entry(1, List.of(point)), new Entry(2, List.of(point))));
  }

  private static JsonNode document() {
    Path here = Path.of("").toAbsolutePath();
    Path file =
        Stream.of(here, here.resolve(".."))
            .map(each -> each.resolve("docs/protocol/channel.schema.json"))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow();
    try {
      return Json.parse("schemas", Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
