package io.fieldway.gateway.twin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.TwinPatches;
import io.fieldway.wire.channel.TwinStands;
import io.fieldway.wire.channel.TwinSync;
import io.fieldway.wire.channel.TwinSynced;
import io.fieldway.wire.model.ThingModel;
import io.fieldway.wire.twin.PlatformTwin;
import io.fieldway.wire.twin.PropertyState;
import io.fieldway.wire.twin.Stamp;
import io.fieldway.wire.twin.Twin;
import io.fieldway.wire.twin.TwinJson;
import io.fieldway.wire.twin.TwinPosition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class TwinBookTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final String VALVE = "valve-1";

  private final TwinConfig config =
      new TwinConfig(Duration.ofSeconds(5), 2, Duration.ofSeconds(1), 2);
  @Var private TwinBook book = new TwinBook(config, 7, List.of());
  @Var private PlatformTwin platform = PlatformTwin.of(VALVE);
  @Var private long requests;

  @Test
  void acknowledgesAndGivesWhatIsDesiredOnlyWhenItIsOnDisk() {
    register();
    assertThat(book.online(VALVE, true, NOON)).isEmpty();
    Twin written = onlyWrite(desire("cloud", "5"));
    List<TwinEffect> done = book.written(written, true, NOON);
    assertThat(done)
        .contains(
            new TwinEffect.Stand(1, new TwinStands(Map.of(VALVE, written.desired().at()))),
            new TwinEffect.Give(VALVE, 1, Map.of("cloud", plain("5"))));
  }

  @Test
  void saysWhatIsOnDiskWhereTheDiskFailsAndWritesAgain() {
    register();
    Twin written = onlyWrite(desire("cloud", "5"));
    assertThat(book.written(written, false, NOON))
        .containsExactly(new TwinEffect.Stand(1, new TwinStands(Map.of(VALVE, Stamp.NONE))));
    assertThat(book.tick(NOON)).containsExactly(new TwinEffect.Write(written));
  }

  @Test
  void tellsOnlyWhatIsOnDisk() {
    register();
    link();
    Twin shown = onlyWrite(book.shown(VALVE, Map.of("cloud", plain("1")), "reading", NOON));
    assertThat(book.tick(NOON)).isEmpty();
    assertThat(told(book.written(shown, true, NOON)))
        .containsExactly(Map.entry(VALVE, shown.reported().at()));
  }

  @Test
  void tellsAgainWhatWasNotAnsweredAndGathersWhatCameMeanwhile() {
    register();
    link();
    Twin first = onlyWrite(book.shown(VALVE, Map.of("cloud", plain("1")), "reading", NOON));
    assertThat(told(book.written(first, true, NOON))).hasSize(1);
    Twin second = onlyWrite(book.shown(VALVE, Map.of("cloud", plain("2")), "reading", NOON));
    assertThat(told(book.written(second, true, NOON))).as("one at a time").isEmpty();
    assertThat(book.tick(NOON.plusSeconds(4))).isEmpty();
    assertThat(told(book.tick(NOON.plusSeconds(5))))
        .containsExactly(Map.entry(VALVE, second.reported().at()));
    assertThat(told(book.tick(NOON.minusSeconds(3_600))))
        .as("a clock that went back does not keep it")
        .hasSize(1);
  }

  @Test
  void givesAValueAgainOnlyWhenTheDeviceReportsAnotherOrConnectsAnew() {
    register();
    book.online(VALVE, true, NOON);
    settle(desire("cloud", "5"));
    assertThat(book.tick(NOON)).isEmpty();
    assertThat(given(book.shown(VALVE, Map.of("cloud", plain("4")), "reading", NOON))).hasSize(1);
    assertThat(given(book.shown(VALVE, Map.of("cloud", plain("4")), "reading", NOON))).isEmpty();
    assertThat(given(book.online(VALVE, true, NOON))).hasSize(1);
    assertThat(given(book.shown(VALVE, Map.of("cloud", plain("5")), "reading", NOON))).isEmpty();
    assertThat(given(book.online(VALVE, true, NOON))).isEmpty();
    assertThat(state("cloud")).isEqualTo(new PropertyState(PropertyState.Kind.IN_SYNC, ""));
  }

  @Test
  void doesNotAskAgainForWhatTheDeviceHasRefused() {
    register();
    book.online(VALVE, true, NOON);
    settle(desire("cloud", "5"));
    assertThat(book.settled(VALVE, 99, Map.of("cloud", "not mine"), NOON)).isEmpty();
    settle(book.settled(VALVE, 1, Map.of("cloud", "too high"), NOON));
    assertThat(state("cloud"))
        .isEqualTo(new PropertyState(PropertyState.Kind.REJECTED, "too high"));
    assertThat(given(book.online(VALVE, true, NOON))).isEmpty();
    assertThat(given(settle(desire("cloud", "6")))).hasSize(1);
  }

  @Test
  void saysWhyAValueWaitsWhereTheDriverCannotBringIt() {
    register();
    book.online(VALVE, false, NOON);
    settle(desire("cloud", "5"));
    assertThat(state("cloud"))
        .isEqualTo(new PropertyState(PropertyState.Kind.PENDING, TwinBook.DEAF));
    book.offline(VALVE);
    assertThat(given(book.online(VALVE, true, NOON))).hasSize(1);
  }

  @Test
  void refusesMoreMessagesThanMayWaitForTheDisk() {
    register();
    desire("cloud", "1");
    desire("cloud", "2");
    assertThat(desire("cloud", "3")).hasOnlyElementsOfType(TwinEffect.Refuse.class);
  }

  @Test
  void dropsTheTwinOfADeviceThatIsNotRegisteredAnyMore() {
    register();
    settle(book.shown(VALVE, Map.of("cloud", plain("1")), "reading", NOON));
    assertThat(book.models(Map.of("probe-1", TwinSimulation.MODEL), NOON))
        .containsExactly(new TwinEffect.Erase(List.of(VALVE)));
    assertThat(book.twin(VALVE)).isEmpty();
    assertThat(book.shown(VALVE, Map.of("cloud", plain("2")), "reading", NOON)).isEmpty();
  }

  @Test
  void leavesOutAValueThatHasNoRoom() {
    register();
    JsonNode large = Json.parse("value", "\"" + "x".repeat(5_000) + "\"");
    assertThat(book.shown(VALVE, Map.of("cloud", large), "reading", NOON)).isEmpty();
    assertThat(book.withoutRoom()).isEqualTo(1);
  }

  @Test
  void positionsTakeTurnsWhereThereAreMany() {
    Map<String, ThingModel> models = new TreeMap<>();
    for (String each : List.of("a", "b", "c", "d", "e")) {
      models.put(each, TwinSimulation.MODEL);
    }
    book.models(models, NOON);
    models
        .keySet()
        .forEach(each -> settle(book.shown(each, Map.of("cloud", plain("1")), "reading", NOON)));
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      List<TwinPosition> some = book.positions();
      assertThat(some).hasSize(2);
      some.forEach(each -> seen.add(each.device()));
    }
    assertThat(seen).isEqualTo(models.keySet());
  }

  private void register() {
    settle(book.models(Map.of(VALVE, TwinSimulation.MODEL), NOON));
  }

  /// A session whose platform has nothing.
  private void link() {
    for (TwinEffect each : book.linked(NOON)) {
      if (each instanceof TwinEffect.Sync(long token, TwinSync positions)) {
        assertThat(positions.twins()).extracting(TwinPosition::device).containsExactly(VALVE);
        TwinSynced answer =
            new TwinSynced(
                List.of(new TwinSynced.Item(VALVE, Stamp.NONE, false, Optional.empty())));
        book.synced(token, answer, NOON);
      }
    }
  }

  /// The platform tells one more desired value; requests count from 1.
  private List<TwinEffect> desire(String property, String value) {
    platform =
        platform.desire(
            Map.of(property, Optional.of(plain(value))), Set.of(property), NOON, "person");
    requests++;
    return book.desired(
        requests,
        new TwinPatches(List.of(new TwinPatches.Item(VALVE, platform.outgoing().orElseThrow()))),
        NOON);
  }

  /// The disk does its work at once, and what follows from it.
  private List<TwinEffect> settle(List<TwinEffect> effects) {
    List<TwinEffect> all = new ArrayList<>(effects);
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i) instanceof TwinEffect.Write(Twin twin)) {
        all.addAll(book.written(twin, true, NOON));
      }
    }
    return all;
  }

  private List<TwinEffect> given(List<TwinEffect> effects) {
    return settle(effects).stream().filter(TwinEffect.Give.class::isInstance).toList();
  }

  private static Twin onlyWrite(List<TwinEffect> effects) {
    assertThat(effects).hasSize(1);
    return ((TwinEffect.Write) effects.getFirst()).twin();
  }

  private static Map<String, Stamp> told(List<TwinEffect> effects) {
    Map<String, Stamp> told = new TreeMap<>();
    for (TwinEffect each : effects) {
      if (each instanceof TwinEffect.Tell tell) {
        tell.patches().twins().forEach(item -> told.put(item.device(), item.patch().at()));
      }
    }
    return told;
  }

  private PropertyState state(String property) {
    return PropertyState.of(TwinSimulation.MODEL, property, book.twin(VALVE).orElseThrow());
  }

  private static JsonNode plain(String value) {
    return TwinJson.plain("value", Json.parse("value", value));
  }
}
