package io.fieldway.wire.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Fields;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.model.ThingModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class TwinTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final int RUNS = 500;

  @Test
  void followsPatchesInWhateverOrderAndHoweverOftenTheyCome() {
    for (long seed = 1; seed <= RUNS; seed++) {
      Random random = new Random(seed);
      List<Half> lives = lives(random);
      Half owner = lives.getLast();
      @Var Half follower = Half.NONE;
      for (int i = 0; i < 40; i++) {
        Half from = lives.get(random.nextInt(lives.size()));
        Half to = lives.get(random.nextInt(lives.size()));
        Half before = follower;
        follower = follower.with(to.since(from.at())).orElse(follower);
        assertThat(follower.at()).as("seed %d", seed).isGreaterThanOrEqualTo(before.at());
        assertThat(follower).as("seed %d", seed).isIn(with(lives, Half.NONE));
      }
      Patch last = owner.since(follower.at());
      Half done = follower.with(last).orElseThrow();
      assertThat(done).as("seed %d", seed).isEqualTo(owner);
      assertThat(done.with(last)).as("seed %d, once more", seed).contains(owner);
    }
  }

  @Test
  void patchesThatFollowTheSamePlaceCommute() {
    for (long seed = 1; seed <= RUNS; seed++) {
      List<Half> lives = lives(new Random(seed));
      Half base = lives.getFirst();
      Patch one = lives.get(lives.size() / 2).since(base.at());
      Patch other = lives.getLast().since(base.at());
      Half ab = base.with(one).orElseThrow().with(other).orElseThrow();
      Half ba = base.with(other).orElseThrow().with(one).orElseThrow();
      assertThat(ab).as("seed %d", seed).isEqualTo(ba).isEqualTo(lives.getLast());
    }
  }

  @Test
  void refusesAPatchThatLeavesSomethingOut() {
    Half one = Half.NONE.put("a", entry("1"), 5);
    Half two = one.put("b", entry("2"), 5);
    Half three = two.put("a", entry("3"), 5);
    assertThat(one.with(three.since(two.at()))).isEmpty();
    assertThat(one.with(three.since(one.at()))).contains(three);
    assertThat(three.with(two.since(Stamp.NONE))).contains(three);
  }

  @Test
  void aNewLifeTakesThePlaceOfTheOld() {
    Half old = Half.NONE.put("a", entry("1"), 5).put("b", entry("2"), 5);
    Half fresh = Half.NONE.put("a", entry("9"), 3).renewed(old.at());
    assertThat(fresh.at()).isGreaterThan(old.at());
    assertThat(old.with(fresh.since(old.at()))).contains(fresh);
  }

  @Test
  void hashesAreEqualExactlyWhereDocumentsAre() {
    for (long seed = 1; seed <= RUNS; seed++) {
      Random random = new Random(seed);
      List<Half> lives = lives(random);
      Twin one = new Twin("d", lives.get(random.nextInt(lives.size())), lives.getFirst());
      Twin other = new Twin("d", lives.get(random.nextInt(lives.size())), lives.getFirst());
      assertThat(one.hash().equals(other.hash())).as("seed %d", seed).isEqualTo(one.equals(other));
      Twin read = Twin.read(Json.parse("twin", Json.write(one.json())));
      assertThat(read).as("seed %d", seed).isEqualTo(one);
      assertThat(read.hash()).as("seed %d", seed).isEqualTo(one.hash());
    }
  }

  @Test
  void aValueIsTheSameHoweverItIsWritten() {
    assertThat(plain("{\"b\": 1.0, \"a\": [2e1, 0.10]}"))
        .isEqualTo(plain("{\"a\":[20,0.1],\"b\":1}"));
    assertThat(Json.write(plain("{\"b\": 1.0, \"a\": 10000000000}")))
        .isEqualTo("{\"a\":10000000000,\"b\":1}");
    assertThatThrownBy(() -> plain("1e999")).isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> plain("\"" + "x".repeat(TwinJson.MAX_VALUE_BYTES) + "\""))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("4096 bytes");
  }

  @Test
  void aHalfHasABoundAndATombstoneTakesAPlace() {
    @Var PlatformTwin twin = PlatformTwin.of("d");
    for (int i = 0; i < Half.MAX_PROPERTIES; i++) {
      twin = twin.desire(Map.of("p" + i, some("1")), Set.of(), NOON, "person");
    }
    twin = twin.desire(Map.of("p0", Optional.empty()), Set.of("p0"), NOON, "person");
    assertThat(twin.twin().desired().of("p0").orElseThrow().value()).isEmpty();
    assertThat(twin.isWithinBounds()).isTrue();
    Stamp before = twin.twin().desired().at();
    twin = twin.desire(Map.of("more", some("1")), Set.of("p1"), NOON, "person");
    assertThat(twin.twin().desired().entries()).containsOnlyKeys("p1", "more");
    assertThat(twin.twin().desired().at().epoch()).isGreaterThan(before.epoch());
  }

  @Test
  void aPatchBeyondTheBoundsIsNotTaken() {
    String big = "\"" + "x".repeat(4_000) + "\"";
    @Var Half half = Half.NONE;
    for (int i = 0; i < 20; i++) {
      half = half.put("p" + i, entry(big), 1);
    }
    PlatformTwin twin = PlatformTwin.of("d");
    assertThat(twin.report(half.since(Stamp.NONE))).isEqualTo(twin);
    assertThat(GatewayTwin.of(Twin.of("d")).desired(half.since(Stamp.NONE)).twin())
        .isEqualTo(Twin.of("d"));
  }

  /// A device shows 1; a person who knows that desires 2; then, perhaps, the device shows 3.
  @ParameterizedTest
  @CsvSource({
    "cloudWins,           false, pending",
    "cloudWins,           true,  pending",
    "deviceWinsIfNewer,   false, pending",
    "deviceWinsIfNewer,   true,  overridden",
    "reject,              false, pending",
    "reject,              true,  rejected",
  })
  void theModelSaysWhoWins(String rule, boolean changedSince, String state) {
    ThingModel model = model(rule);
    @Var GatewayTwin gateway = show(GatewayTwin.of(Twin.of("d")), "1");
    @Var
    PlatformTwin platform =
        PlatformTwin.of("d").report(gateway.twin().reported().since(Stamp.NONE));
    platform = platform.desire(Map.of("p", some("2")), Set.of("p"), NOON, "person");
    if (changedSince) {
      gateway = show(gateway, "3");
      platform = platform.report(gateway.twin().reported().since(Stamp.NONE));
    }
    gateway = gateway.desired(platform.outgoing().orElseThrow());
    assertThat(gateway.twin()).isEqualTo(platform.twin());
    assertThat(state(model, gateway)).isEqualTo(state);
    GatewayTwin done = show(gateway, "2");
    assertThat(state(model, done)).isEqualTo("in-sync");
    Stamp desired = gateway.twin().desired().at();
    GatewayTwin refused = gateway.answer("p", new Answer(desired, true, "too hot"), NOON, 1);
    assertThat(PropertyState.of(model, "p", refused.twin()))
        .isEqualTo(new PropertyState(PropertyState.Kind.REJECTED, "too hot"));
  }

  @Test
  void whoDesiresAgainHavingSeenTheDevicesValueOverrulesIt() {
    ThingModel model = model("deviceWinsIfNewer");
    @Var
    PlatformTwin platform =
        PlatformTwin.of("d").desire(Map.of("p", some("2")), Set.of("p"), NOON, "person");
    GatewayTwin gateway = show(GatewayTwin.of(Twin.of("d")), "1");
    platform = platform.report(gateway.twin().reported().since(Stamp.NONE));
    assertThat(PropertyState.of(model, "p", platform.twin()).kind().word()).isEqualTo("overridden");
    platform = platform.desire(Map.of("p", some("2")), Set.of("p"), NOON, "person");
    assertThat(PropertyState.of(model, "p", platform.twin()).kind().word()).isEqualTo("pending");
  }

  @Test
  void anAnswerOfTheGatewayIsNoChangeOfTheDevice() {
    ThingModel model = model("deviceWinsIfNewer");
    @Var GatewayTwin gateway = show(GatewayTwin.of(Twin.of("d")), "1");
    PlatformTwin platform =
        PlatformTwin.of("d")
            .report(gateway.twin().reported().since(Stamp.NONE))
            .desire(Map.of("p", some("2")), Set.of("p"), NOON, "person");
    gateway = gateway.desired(platform.outgoing().orElseThrow());
    gateway =
        gateway.answer("p", new Answer(gateway.twin().desired().at(), false, "not now"), NOON, 1);
    assertThat(PropertyState.of(model, "p", gateway.twin()))
        .isEqualTo(new PropertyState(PropertyState.Kind.PENDING, "not now"));
  }

  @Test
  void aDesiredValueThatTheModelRefusesNowIsRejected() {
    PlatformTwin platform =
        PlatformTwin.of("d").desire(Map.of("p", some("200")), Set.of("p"), NOON, "person");
    assertThat(PropertyState.of(model("reject"), "p", platform.twin()))
        .matches(each -> each.kind() == PropertyState.Kind.REJECTED)
        .matches(each -> each.reason().contains("100"));
  }

  @Test
  void refusesWhatIsNoStampOrPatch() {
    for (String text :
        List.of(
            "{\"at\": 1, \"entries\": {}}",
            "{\"at\": [1], \"entries\": {}}",
            "{\"at\": [1, -1], \"entries\": {}}",
            "{\"at\": [1, 9223372036854775807], \"entries\": {}}",
            "{\"at\": [1, 1], \"entries\": {\"not an id\": {}}}",
            "{\"at\": [1, 1], \"entries\": {\"a\": {\"seq\": 1}}}",
            "{\"at\": [1, 1]}")) {
      assertThatThrownBy(() -> Patch.read(Fields.of("patch", Json.parse("patch", text))))
          .as(text)
          .isInstanceOf(MalformedException.class);
    }
  }

  /// What an owner's half was, from its beginning on.
  private static List<Half> lives(Random random) {
    List<Half> lives = new ArrayList<>();
    @Var Half half = Half.NONE.put("a", entry("0"), 1 + random.nextInt(3));
    lives.add(half);
    for (int i = 0; i < 12; i++) {
      String property = String.valueOf((char) ('a' + random.nextInt(4)));
      half =
          half.put(
              property,
              random.nextInt(5) == 0
                  ? new TwinEntry(0, Optional.empty(), NOON, "x", Stamp.NONE, Optional.empty())
                  : entry(String.valueOf(random.nextInt(3))),
              1);
      lives.add(half);
    }
    return lives;
  }

  private static List<Half> with(List<Half> lives, Half other) {
    List<Half> all = new ArrayList<>(lives);
    all.add(other);
    return all;
  }

  private static TwinEntry entry(String value) {
    return new TwinEntry(0, some(value), NOON, "test", Stamp.NONE, Optional.empty());
  }

  private static Optional<JsonNode> some(String value) {
    return Optional.of(plain(value));
  }

  private static JsonNode plain(String value) {
    return TwinJson.plain("value", Json.parse("value", value));
  }

  private static GatewayTwin show(GatewayTwin twin, String value) {
    return twin.show("p", plain(value), NOON, "reading", 1);
  }

  private static String state(ThingModel model, GatewayTwin twin) {
    return PropertyState.of(model, "p", twin.twin()).kind().word();
  }

  private static ThingModel model(String rule) {
    return ThingModel.read(
        Json.parse(
            "model",
            """
            {"@type": "tm:ThingModel", "id": "urn:fieldway:model:thing", "title": "Thing",
             "version": {"model": "1.0.0"}, "properties": {
              "p": {"type": "integer", "maximum": 100, "fw:twin": {"conflict": "%s"}}}}
            """
                .formatted(rule)));
  }
}
