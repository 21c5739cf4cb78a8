package io.fieldway.node.network;

import static io.fieldway.node.network.Desk.delta;
import static io.fieldway.node.network.Desk.head;
import static io.fieldway.node.network.Desk.links;
import static io.fieldway.node.network.Desk.stamp;
import static io.fieldway.node.network.Desk.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fieldway.node.network.ControlMessage.Digest;
import io.fieldway.node.network.ControlMessage.LinkState;
import io.fieldway.node.network.ControlMessage.Want;
import io.fieldway.node.network.ControlMessage.Whole;
import io.fieldway.node.network.Desk.Said;
import io.fieldway.wire.Bytes;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is not taken: it is counted, and disturbs nothing.
final class RefusalTest {
  private static final RoutingConfig BOUNDS =
      new RoutingConfig(
          new CostRule.Hops(),
          Duration.ofMillis(100),
          Duration.ofDays(7),
          4,
          3,
          5,
          70_000,
          65_535,
          128,
          RoutingConfig.SMALLEST_CONTROL);

  private final Desk desk = new Desk(BOUNDS);

  @BeforeEach
  void knowsTwoOthers() throws InvalidControlException {
    desk.up("b");
    desk.says("b", links("b", stamp(5, 5), Map.of("a", 1, "c", 2)));
    desk.says("b", links("c", stamp(5, 5), Map.of("b", 1)));
    desk.says("b", whole("c", stamp(5, 5), List.of("x", "y")));
    desk.waits(1_000);
    desk.said();
    assertThat(desk.a.network.paths().weight("c")).hasValue(3);
  }

  @Test
  void filtersOfLinksThatAreNoneOrTooMany() {
    List<String> many = Collections.nCopies(LinkFilter.MOST_TOPICS + 1, "t");
    Map<String, Integer> links = Map.of("a", 1, "c", 2);
    for (LinkFilter wrong :
        List.of(
            new LinkFilter("a", List.of("t/#/u"), List.of()),
            new LinkFilter("*", List.of("t"), List.of("")))) {
      refuses(Refusal.IMPOSSIBLE, links("b", stamp(5, 6), links, List.of(wrong)));
    }
    for (LinkFilter wrong :
        List.of(new LinkFilter("a", many, List.of()), new LinkFilter("a", List.of("t"), many))) {
      refuses(Refusal.BEYOND_BOUNDS, links("b", stamp(5, 6), links, List.of(wrong)));
    }
    LinkFilter one = new LinkFilter("a", List.of(), List.of());
    refuses(
        Refusal.BEYOND_BOUNDS,
        links("b", stamp(5, 6), links, Collections.nCopies(LinkFilter.MOST + 1, one)));
    assertThat(desk.a.network.crossings().isActive()).isFalse();
  }

  @Test
  void takesFiltersOfLinksThatCanBe() throws InvalidControlException {
    LinkFilter filter = new LinkFilter("a", List.of("x"), List.of("y/#"));

    desk.says("b", links("b", stamp(5, 6), Map.of("a", 1, "c", 2), List.of(filter)));

    assertThat(desk.a.network.crossings().nextHop("y/1", "b")).contains("b");
    assertThat(desk.a.network.crossings().nextHop("x", "b")).isEmpty();
  }

  private List<Object> picture() {
    return List.of(
        desk.a.network.views(),
        desk.a.network.topology().links(),
        List.copyOf(desk.a.network.interest("b")),
        List.copyOf(desk.a.network.interest("c")),
        desk.a.disk.position());
  }

  private void refuses(Refusal reason, ControlMessage message) {
    refuses(reason, ControlForm.write(message));
  }

  private void refuses(Refusal reason, Bytes control) {
    List<Object> before = picture();
    long counted = counted(reason);

    assertThatExceptionOfType(InvalidControlException.class)
        .isThrownBy(() -> desk.says("b", control))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
        .withMessageContaining("expected");

    assertThat(picture()).isEqualTo(before);
    assertThat(counted(reason)).isEqualTo(counted + 1);
    assertThat(desk.said()).isEmpty();
  }

  private long counted(Refusal reason) {
    NetworkCounts counts = desk.a.network.counts();
    return switch (reason) {
      case MALFORMED -> counts.refusedMalformed();
      case FORGED -> counts.refusedForged();
      case IMPOSSIBLE -> counts.refusedImpossible();
      case BEYOND_BOUNDS -> counts.refusedBeyondBounds();
    };
  }

  private void passesOver(ControlMessage message) throws InvalidControlException {
    List<Object> before = picture();
    long older = desk.a.network.counts().older();

    desk.says("b", message);

    assertThat(picture()).isEqualTo(before);
    assertThat(desk.a.network.counts().older()).isEqualTo(older + 1);
    assertThat(desk.said()).isEmpty();
  }

  @Test
  void refusesLinksThatAnotherHasSigned() {
    Signed content = links("c", stamp(5, 6), Map.of("b", 1)).signed();
    Signed forged = new Signed(content.content(), new Sealed("b").sign(content.content()));

    refuses(Refusal.FORGED, new LinkState(forged, 0));
  }

  @Test
  void refusesAForgedAdvertOfItself() {
    Signed content = links("a", stamp(50, 6), Map.of("b", 1)).signed();

    refuses(Refusal.FORGED, new LinkState(new Signed(content.content(), Bytes.EMPTY), 0));
  }

  @Test
  void refusesAnInterestThatAnotherHasSigned() {
    Signed head = head("c", stamp(5, 6), List.of("z"));
    Signed forged = new Signed(head.content(), new Sealed("b").sign(head.content()));

    refuses(Refusal.FORGED, new Whole(forged, List.of("z"), true));
  }

  @Test
  void refusesOtherFiltersThanTheSignedOnes() {
    refuses(
        Refusal.FORGED, new Whole(head("c", stamp(5, 6), List.of("z")), List.of("z", "q"), true));
  }

  @Test
  void refusesALinkToItself() {
    refuses(Refusal.IMPOSSIBLE, links("c", stamp(5, 6), Map.of("b", 1, "c", 1)));
  }

  @Test
  void refusesACostThatNoLinkHas() {
    refuses(Refusal.IMPOSSIBLE, links("c", stamp(5, 6), Map.of("b", 0)));
    refuses(Refusal.IMPOSSIBLE, links("c", stamp(5, 6), Map.of("b", CostRule.LARGEST + 1)));
  }

  @Test
  void refusesAnEpochAndASequenceThatNobodyHas() {
    refuses(Refusal.IMPOSSIBLE, links("c", stamp(0, 6), Map.of("b", 1)));
    refuses(Refusal.IMPOSSIBLE, links("c", stamp(6, 0), Map.of("b", 1)));
    refuses(Refusal.IMPOSSIBLE, links("c", stamp(Stamp.HIGHEST, 1), Map.of("b", 1)));
    refuses(Refusal.IMPOSSIBLE, whole("c", stamp(6, -1), List.of()));
  }

  @Test
  void refusesWhatIsNoFilter() {
    refuses(Refusal.IMPOSSIBLE, whole("c", stamp(5, 6), List.of("a/#/b")));
    refuses(
        Refusal.IMPOSSIBLE,
        delta("c", stamp(5, 5), stamp(5, 6), List.of("x", "y", "b+"), List.of("b+"), List.of()));
  }

  @Test
  void refusesMoreLinksThanANodeMayHave() {
    refuses(Refusal.BEYOND_BOUNDS, links("c", stamp(5, 6), Map.of("b", 1, "d", 1, "e", 1, "f", 1)));
  }

  @Test
  void refusesMoreNodesThanThereMayBe() throws InvalidControlException {
    desk.says("b", links("d", stamp(1, 1), Map.of("b", 1)));
    desk.said();

    refuses(Refusal.BEYOND_BOUNDS, links("e", stamp(1, 1), Map.of("b", 1)));
  }

  @Test
  void refusesAFloodOfFilters() {
    List<String> flood = List.of("x", "y", "1", "2", "3", "4");

    refuses(Refusal.BEYOND_BOUNDS, whole("c", stamp(5, 6), flood));
    refuses(
        Refusal.BEYOND_BOUNDS,
        delta("c", stamp(5, 5), stamp(5, 6), flood, flood.subList(2, 6), List.of()));
  }

  @Test
  void refusesAFloodOfCharactersInPartsWithoutGatheringIt() throws InvalidControlException {
    List<String> flood = List.of("1".repeat(60_000), "2".repeat(60_000));
    Signed head = head("c", stamp(5, 6), flood);
    for (int i = 0; i < 100; i++) {
      desk.says("b", new Whole(head, flood.subList(i % 2, i % 2 + 1), false));
    }

    refuses(Refusal.BEYOND_BOUNDS, new Whole(head, List.of(), true));
  }

  @Test
  void refusesWhatIsTooLarge() {
    refuses(Refusal.MALFORMED, Bytes.copyOf(new byte[RoutingConfig.SMALLEST_CONTROL + 1]));
  }

  @Test
  void refusesWhatCannotBeRead() {
    refuses(Refusal.MALFORMED, Bytes.EMPTY);
    refuses(Refusal.MALFORMED, Bytes.utf8("nonsense"));
    refuses(Refusal.MALFORMED, new LinkState(Desk.sealed("c", Bytes.utf8("nonsense")), 0));
    refuses(Refusal.MALFORMED, new Whole(Desk.sealed("c", Bytes.EMPTY), List.of(), true));
  }

  @Test
  void doesNotTakeASignatureOfLinksForOneOfInterest() {
    Signed signed = links("c", stamp(5, 6), Map.of("b", 1)).signed();

    refuses(Refusal.MALFORMED, new Whole(signed, List.of(), true));
  }

  @Test
  void refusesADigestOfNoRange() {
    refuses(Refusal.IMPOSSIBLE, new Digest("m", "b", List.of()));
  }

  @Test
  void passesOverWhatIsOlder() throws InvalidControlException {
    passesOver(links("c", stamp(5, 5), Map.of("b", 1)));
    passesOver(links("c", stamp(5, 4), Map.of("b", 9)));
    passesOver(links("c", stamp(4, 99), Map.of("b", 9)));
    passesOver(whole("c", stamp(5, 5), List.of("z")));
    passesOver(whole("c", stamp(4, 99), List.of("z")));
    passesOver(delta("c", stamp(5, 3), stamp(5, 4), List.of("z"), List.of("z"), List.of()));
  }

  @Test
  void asksOnceForAnInterestOfWhichAChangeCameTooEarly() throws InvalidControlException {
    List<String> eight = List.of("x", "z");
    desk.says("b", delta("c", stamp(5, 6), stamp(5, 7), List.of("x"), List.of(), List.of("y")));
    assertThat(desk.said()).containsExactly(new Said("b", new Want("c")));
    desk.says("b", delta("c", stamp(5, 7), stamp(5, 8), eight, List.of("z"), List.of()));
    assertThat(desk.said()).isEmpty();

    desk.says("b", whole("c", stamp(5, 8), eight));

    assertThat(desk.a.network.interest("c")).containsExactlyInAnyOrder("x", "z");
    assertThat(desk.said()).isEmpty();
    assertThat(desk.a.network.counts().wanted()).isEqualTo(1);
  }

  @Test
  void asksForTheWholeWhereAChangeDoesNotLeadToWhatWasSigned() throws InvalidControlException {
    desk.says(
        "b", delta("c", stamp(5, 5), stamp(5, 6), List.of("q"), List.of("z"), List.of("x", "y")));

    assertThat(desk.said()).containsExactly(new Said("b", new Want("c")));
    assertThat(desk.a.network.interest("c")).containsExactlyInAnyOrder("x", "y");
    assertThat(desk.a.network.counts().mismatched()).isEqualTo(1);
  }

  @Test
  void asksAnotherWhereTheOneThatWasAskedIsGone() throws InvalidControlException {
    desk.up("d");
    desk.says("d", links("d", stamp(1, 1), Map.of("a", 1)));
    desk.says("b", delta("c", stamp(5, 6), stamp(5, 7), List.of("x"), List.of(), List.of("y")));
    desk.says("d", delta("c", stamp(5, 6), stamp(5, 7), List.of("x"), List.of(), List.of("y")));
    assertThat(desk.said()).contains(new Said("b", new Want("c")));

    desk.a.network.linkDown("b", desk.now);
    desk.a.check();

    assertThat(desk.said()).contains(new Said("d", new Want("c")));
  }
}
