package io.fieldway.socketio.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.socketio.RecoveryConfig;
import io.fieldway.socketio.engine.EnginePacket;
import io.fieldway.socketio.engine.PacketType;
import io.fieldway.socketio.session.RecoveryBook.Dropped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// What is kept of cut sockets, in virtual time.
class RecoveryBookTest {
  private static final long AGE = 100;
  private static final Audience ALL = new Audience.Everyone();
  private static final RecoveryConfig CONFIG =
      RecoveryConfig.on()
          .withMaxDisconnection(Duration.ofNanos(AGE))
          .withMaxSessions(3)
          .withMaxPackets(4)
          .withMaxPacketBytes(1_000);

  private final RecoveryBook book = new RecoveryBook(CONFIG);

  @Test
  void givesAClientBackWhatItHadAndWhatItMissed() {
    String heard = say(ALL, "a", 0);
    CutSession one = cut("one", Set.of("blue"), 1);
    book.keep(one, 1);
    say(ALL, "b", 2);
    say(new Audience.Rooms(Set.of("blue", "green")), "c", 3);
    say(new Audience.Rooms(Set.of("red")), "for others", 4);
    assertThat(book.claim("one", heard, 5)).contains(one);
    assertThat(missed(one, heard)).containsExactly("b", "c");
    assertThat(book.sessions()).isZero();
  }

  @Test
  void givesTheEventsOfOneSocketToThatSocket() {
    String heard = say(ALL, "a", 0);
    say(new Audience.Only("public-one"), "b", 1);
    say(new Audience.Only("public-two"), "c", 2);
    assertThat(missed(cut("one", Set.of(), 3), heard)).containsExactly("b");
  }

  @Test
  void givesNothingToAClientThatHasHeardEverything() {
    String heard = say(ALL, "a", 0);
    book.keep(cut("one", Set.of(), 1), 1);
    assertThat(book.claim("one", heard, 2)).isPresent();
    assertThat(missed(cut("one", Set.of(), 1), heard)).isEmpty();
  }

  @Test
  void givesASocketToOneClientOnly() {
    String heard = say(ALL, "a", 0);
    book.keep(cut("one", Set.of(), 1), 1);
    assertThat(book.claim("one", heard, 2)).isPresent();
    assertThat(book.claim("one", heard, 2)).isEmpty();
  }

  @Test
  void takesASocketBackThatWasClaimedInVainWithTheTimeItHadLeft() {
    String heard = say(ALL, "a", 0);
    book.keep(cut("one", Set.of(), 1), 1);
    CutSession claimed = book.claim("one", heard, 50).orElseThrow();
    book.keep(claimed, 60);
    assertThat(book.claim("one", heard, AGE + 1)).isEmpty();
  }

  @Test
  void knowsNeitherForeignIdsNorForeignOffsets() {
    String heard = say(ALL, "a", 0);
    book.keep(cut("one", Set.of(), 1), 1);
    assertThat(book.claim("two", heard, 2)).isEmpty();
    for (String offset :
        List.of(
            "", "-1", "z", "not a number", "zzzzzzzzzzzzz", "1y2p0ij32e8e7", "zzzzzzzzzzzzzz")) {
      assertThat(book.claim("one", offset, 2)).as(offset).isEmpty();
    }
    assertThat(book.claim("one", heard, 2)).isPresent();
  }

  @Test
  void forgetsACutSocketAfterMaxDisconnection() {
    String heard = say(ALL, "a", 0);
    book.keep(cut("one", Set.of(), 50), 50);
    assertThat(book.claim("one", heard, 50 + AGE)).isEmpty();
    assertThat(book.sessions()).isZero();
    assertThat(book.takeDropped()).isEqualTo(new Dropped(1, 0));
  }

  @Test
  void forgetsEventsAfterMaxDisconnectionAndThenRecoversWhoeverHasHeardThem() {
    String first = say(ALL, "a", 0);
    String second = say(ALL, "b", 1);
    book.keep(cut("heard one", Set.of(), 90), 90);
    book.keep(cut("heard both", Set.of(), 90), 90);
    book.expire(1 + AGE);
    assertThat(book.packets()).isZero();
    assertThat(book.claim("heard one", first, 1 + AGE)).isEmpty();
    assertThat(book.claim("heard both", second, 1 + AGE)).isPresent();
    assertThat(book.takeDropped()).isEqualTo(new Dropped(0, 0));
  }

  @Test
  void dropsTheOldestSocketBeyondMaxSessions() {
    String heard = say(ALL, "a", 0);
    for (String id : List.of("one", "two", "three", "four")) {
      book.keep(cut(id, Set.of(), 1), 1);
    }
    assertThat(book.sessions()).isEqualTo(3);
    assertThat(book.claim("one", heard, 2)).isEmpty();
    assertThat(book.claim("two", heard, 2)).isPresent();
    assertThat(book.takeDropped()).isEqualTo(new Dropped(1, 0));
    assertThat(book.takeDropped()).isEqualTo(new Dropped(0, 0));
  }

  @Test
  void dropsTheOldestEventBeyondMaxPacketsAndItsClientsWithIt() {
    String first = say(ALL, "a", 0);
    CutSession one = cut("one", Set.of(), 0);
    book.keep(one, 0);
    String second = say(ALL, "b", 0);
    for (String text : List.of("c", "d", "e", "f")) {
      say(ALL, text, 0);
    }
    assertThat(book.packets()).isEqualTo(4);
    assertThat(book.takeDropped()).isEqualTo(new Dropped(0, 2));
    assertThat(book.claim("one", first, 1)).isEmpty();
    assertThat(book.missed(one, first)).isEmpty();
    assertThat(book.claim("one", second, 1)).isPresent();
    assertThat(missed(one, second)).containsExactly("c", "d", "e", "f");
  }

  @Test
  void dropsTheOldestEventsBeyondMaxPacketBytes() {
    say(ALL, "a", 0);
    say(ALL, "b".repeat(500), 0);
    String last = say(ALL, "c".repeat(500), 0);
    assertThat(book.packets()).isEqualTo(1);
    say(ALL, "d".repeat(1_000), 0);
    assertThat(book.packets()).isZero();
    assertThat(book.takeDropped()).isEqualTo(new Dropped(0, 4));
    assertThat(book.missed(cut("one", Set.of(), 0), last)).isEmpty();
  }

  @Test
  void saysWhenSomethingIsTooOld() {
    assertThat(book.deadline()).isEqualTo(Long.MAX_VALUE);
    book.keep(cut("one", Set.of(), 20), 20);
    assertThat(book.deadline()).isEqualTo(20 + AGE);
    say(ALL, "a", 10);
    assertThat(book.deadline()).isEqualTo(10 + AGE);
    book.expire(10 + AGE);
    assertThat(book.deadline()).isEqualTo(20 + AGE);
    book.expire(20 + AGE);
    assertThat(book.deadline()).isEqualTo(Long.MAX_VALUE);
  }

  /// A model that keeps everything forever: whoever is recovered has missed exactly what the model
  /// says, and whoever is within all limits is recovered.
  @Property(tries = 500)
  void recoversExactlyWhatWasMissedWhateverHappens(@ForAll long seed) {
    Random random = new Random(seed);
    RecoveryBook tried = new RecoveryBook(CONFIG);
    List<String> everything = new ArrayList<>();
    Map<String, Integer> heardBy = new HashMap<>();
    @Var long now = 0;
    for (int step = 0; step < 60; step++) {
      now += random.nextInt(30);
      String id = "client" + random.nextInt(5);
      switch (random.nextInt(3)) {
        case 0 -> {
          String text = "e" + everything.size();
          tried.say(ALL, List.of(EnginePacket.text(PacketType.MESSAGE, text)), now);
          everything.add(text);
        }
        case 1 -> {
          tried.keep(cut(id, Set.of(), now), now);
          heardBy.put(id, everything.size());
        }
        default -> {
          int heard = heardBy.getOrDefault(id, 0);
          String offset = Long.toString(heard, 36);
          Optional<CutSession> claimed = tried.claim(id, offset, now);
          claimed.ifPresent(session ->
              assertThat(texts(tried.missed(session, offset).orElseThrow()))
                  .containsExactlyElementsOf(everything.subList(heard, everything.size())));
        }
      }
      assertThat(tried.sessions()).isLessThanOrEqualTo(3);
      assertThat(tried.packets()).isLessThanOrEqualTo(4);
    }
  }

  private String say(Audience audience, String text, long now) {
    String offset = book.nextOffset();
    book.say(audience, List.of(EnginePacket.text(PacketType.MESSAGE, text)), now);
    return offset;
  }

  private List<String> missed(CutSession session, String offset) {
    return texts(book.missed(session, offset).orElseThrow());
  }

  private static List<String> texts(List<List<EnginePacket>> packets) {
    return packets.stream().map(List::getFirst).map(EnginePacket::text).toList();
  }

  private static CutSession cut(String id, Set<String> rooms, long at) {
    return new CutSession(id, "public-" + id, rooms, Map.of(), at);
  }
}
