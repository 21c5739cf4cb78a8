package io.fieldway.wire.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.model.ThingModel;
import io.fieldway.wire.telemetry.Batch;
import io.fieldway.wire.telemetry.Entry;
import io.fieldway.wire.telemetry.Gap;
import io.fieldway.wire.telemetry.GapReason;
import io.fieldway.wire.telemetry.Point;
import io.fieldway.wire.telemetry.StreamId;
import io.fieldway.wire.telemetry.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class ChannelTest {
  private static final Instant AT = Instant.parse("2026-11-21T08:30:00Z");
  private static final StreamId LIVE = new StreamId("live", 1_763_712_000_000L);

  @Test
  void everyMessageReadsWhatItWrote() {
    assertReadsBack(new AuthRequest("gw-1"), AuthRequest::json, AuthRequest::read);
    assertReadsBack(new AuthChallenge("00ff"), AuthChallenge::json, AuthChallenge::read);
    assertReadsBack(
        new AuthProof("gw-1", Digests.HMAC_SHA_256, Bytes.utf8("proof")),
        AuthProof::json,
        AuthProof::read);
    assertReadsBack(new DataBatch(batch()), DataBatch::json, DataBatch::read);
    assertReadsBack(new DataAck(LIVE, 102), DataAck::json, DataAck::read);
    assertReadsBack(new DataAck(LIVE, 102, OptionalLong.of(500)), DataAck::json, DataAck::read);
    assertReadsBack(heartbeat(), Heartbeat::json, Heartbeat::read);
    assertReadsBack(
        new Command("c-1", "valve-1", "open", Json.object().put("seconds", 5), AT),
        Command::json,
        Command::read);
    assertReadsBack(
        new CommandReport("c-1", CommandState.FAILED, AT, Optional.of("stuck"), Json.object()),
        CommandReport::json,
        CommandReport::read);
    assertReadsBack(Refusal.gap(101, "send again"), Refusal::json, Refusal::read);
    assertReadsBack(
        Refusal.retryAfter(RefusalCode.BUSY, "full", Duration.ofSeconds(2)),
        Refusal::json,
        Refusal::read);
  }

  @Test
  void aBatchTellsOfEverySequenceThatItIsThereOrMissing() {
    Entry entry = new Entry(3, batch().entries().getFirst().points());
    Gap before = new Gap(1, 2, GapReason.FULL, AT, AT);
    Gap around = new Gap(2, 5, GapReason.THINNED, AT, AT.plusSeconds(9));
    for (Batch each :
        List.of(
            new Batch(LIVE, 1, 3, List.of(entry), List.of(before)),
            new Batch(LIVE, 2, 5, List.of(entry), List.of(around)),
            new Batch(LIVE, 1, 2, List.of(), List.of(before)))) {
      assertReadsBack(new DataBatch(each), DataBatch::json, DataBatch::read);
    }
    assertThatThrownBy(() -> new Batch(LIVE, 1, 4, List.of(entry), List.of(before)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Batch(LIVE, 2, 3, List.of(entry), List.of(before)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Batch(LIVE, 1, 5, List.of(entry), List.of(before, around)))
        .isInstanceOf(IllegalArgumentException.class);
    JsonNode hole =
        Json.parse(
            "data",
            Json.write(new DataBatch(new Batch(LIVE, 1, 3, List.of(entry), List.of(before))).json())
                .replace("\"from\":1,\"to\":2", "\"from\":1,\"to\":1"));
    assertThatThrownBy(() -> DataBatch.read(hole))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("data.gaps");
  }

  @Test
  void acceptanceCarriesModelsDevicesAndWhatIsCommitted() {
    ThingModel model =
        ThingModel.read(
            Json.parse(
                "model",
                """
                {"@type":"tm:ThingModel","id":"urn:fieldway:model:probe","title":"Probe",
                 "version":{"model":"1.0.0"},"properties":{"moisture":{"type":"number"}}}
                """));
    AuthAccepted accepted =
        new AuthAccepted(
            7,
            Bytes.utf8("proof"),
            Duration.ofSeconds(30),
            new Registrations(Map.of("probe", model), Map.of("soil-1", "probe")),
            List.of(new AuthAccepted.Resume(LIVE, 4711)));
    AuthAccepted read = AuthAccepted.read(accepted.json());
    assertThat(read.resume()).isEqualTo(accepted.resume());
    assertThat(read.sessionEpoch()).isEqualTo(7);
    assertThat(read.registrations().modelOf("soil-1").orElseThrow().properties())
        .containsOnlyKeys("moisture");
    assertThat(read.registrations().modelOf("soil-2")).isEmpty();
  }

  @Test
  void refusesABatchWhosePointsDoNotCoverItsRange() {
    JsonNode tree =
        Json.parse(
            "data", Json.write(new DataBatch(batch()).json()).replace("\"to\":102", "\"to\":103"));
    assertThatThrownBy(() -> DataBatch.read(tree))
        .isInstanceOf(MalformedException.class)
        .hasMessage("data.to: expected the last point's sequence 102, got 103");
  }

  @Test
  void refusesADeviceWhoseModelIsNotSent() {
    assertThatThrownBy(() -> new Registrations(Map.of(), Map.of("soil-1", "probe")))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("soil-1");
  }

  @Test
  void proofsOfGatewayAndPlatformDifferAndDependOnEveryPart() {
    Bytes key = Bytes.fromHex("key", "00112233");
    Bytes proof = Digests.ofGateway(key, "nonce", "gw-1", "sid");
    // As Python's hmac gives it for "noncegw-1sid".
    assertThat(proof.hex())
        .isEqualTo("3586e8c3199299cdeeff3c5acb2ad80517d3002a72e7a9eedcee035c49e481e4");
    assertThat(Digests.equal(proof, Digests.ofGateway(key, "nonce", "gw-1", "sid"))).isTrue();
    assertThat(Digests.equal(proof, Digests.ofPlatform(key, "nonce", "gw-1", "sid"))).isFalse();
    assertThat(Digests.equal(proof, Digests.ofGateway(key, "nonce", "gw-1", "sie"))).isFalse();
    assertThat(Digests.equal(proof, Digests.ofGateway(Bytes.utf8("k"), "nonce", "gw-1", "sid")))
        .isFalse();
  }

  @ParameterizedTest
  @EnumSource(RefusalCode.class)
  void everyRefusalIsRecognizedAsOne(RefusalCode code) {
    Refusal refusal = Refusal.of(code, "why");
    assertThat(Refusal.is(refusal.json())).isTrue();
    assertThat(Refusal.read(refusal.json())).isEqualTo(refusal);
    assertThat(Refusal.is(new Done().json())).isFalse();
  }

  private static Batch batch() {
    Point point = new Point("weather-1", "wind", new Value.Numeric(3.5), "m/s", AT, AT);
    return new Batch(
        LIVE, List.of(new Entry(101, List.of(point)), new Entry(102, List.of(point, point))));
  }

  private static Heartbeat heartbeat() {
    return new Heartbeat(
        AT,
        List.of(
            new Heartbeat.DeviceState("soil-1", true, Optional.of(AT)),
            new Heartbeat.DeviceState("soil-2", false, Optional.empty())),
        new Heartbeat.Outbox(12, 3100, Duration.ofMillis(450)),
        List.of(new Heartbeat.StreamEnd(LIVE, 4723)));
  }

  private static <T> void assertReadsBack(
      T message, Function<T, ? extends JsonNode> write, Function<JsonNode, T> read) {
    assertThat(read.apply(Json.parse("message", Json.write(write.apply(message)))))
        .isEqualTo(message);
  }
}
