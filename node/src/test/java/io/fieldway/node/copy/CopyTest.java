package io.fieldway.node.copy;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.journal.DiskJournal;
import io.fieldway.node.journal.JournalCopy;
import io.fieldway.node.link.Certified;
import io.fieldway.node.link.LinkOutbound;
import io.fieldway.node.link.Self;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.control.CopyState;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A node and its substitute, in virtual time, with a wire between them that the test moves.
class CopyTest {
  private static final Self B = new Self("mesh", "B", 7);
  private static final Self C = new Self("mesh", "C", 3);
  private static final long LEASE = 3_000;

  private final Scene scene = new Scene(CopyDurability.SUBSTITUTE);

  @Test
  void givesWhatIsAliveAndWhatFollows() {
    scene.connect();
    scene.piece(0, false, 1, "one");
    scene.piece(0, true, 2, "two");
    scene.run();
    assertThat(scene.view().state())
        .as("nothing is on the disk of C")
        .isEqualTo(CopyState.SCANNING);
    scene.disk.force();
    scene.forced();
    assertThat(scene.notes).containsExactly("whole");
    assertThat(scene.view().state()).as("nor noted").isEqualTo(CopyState.SCANNING);
    scene.holding().noted(scene.now);
    scene.run();
    assertThat(scene.view().state()).isEqualTo(CopyState.WHOLE);
    assertThat(scene.held).isTrue();

    scene.piece(5, true, 1, "one again");
    scene.run();
    assertThat(scene.copied).isZero();
    scene.forced();
    scene.run();
    assertThat(scene.copied).isEqualTo(5);
    assertThat(scene.disk.survived())
        .isEqualTo(Map.of(1L, Bytes.utf8("one again"), 2L, Bytes.utf8("two")));
  }

  @Test
  void dividesALargePieceAndAcknowledgesItAsOne() {
    scene.connect();
    byte[] large = new byte[5 * Giver.CHUNK / 2];
    large[large.length - 1] = 9;
    scene.supply.add(new JournalCopy.Piece(entry(4, Bytes.copyOf(large)), true, 3));
    scene.copying.more(scene.now);
    List<Publish> sent = scene.publishes();
    assertThat(sent).hasSize(3);
    assertThat(sent).extracting(each -> each.payload().size()).first().isEqualTo(Giver.CHUNK + 2);
    scene.run();
    assertThat(scene.disk.position()).isEqualTo(1);
    scene.whole();
    assertThat(scene.disk.survived()).containsEntry(4L, Bytes.copyOf(large));
  }

  @Test
  void knowsByTheAnswersHowLongItsLeaseRuns() {
    scene.connect();
    assertThat(scene.view().leaseUntilMillis()).as("nobody could carry it on").isZero();
    scene.piece(0, true, 1, "one");
    scene.run();
    scene.whole();
    long sent = scene.now;
    assertThat(scene.view().leaseUntilMillis()).isEqualTo(sent + LEASE);

    scene.pass(LEASE / 3);
    assertThat(scene.view().leaseUntilMillis()).as("asked, not answered").isEqualTo(sent + LEASE);
    long asked = scene.now;
    scene.now += 200;
    scene.run();
    assertThat(scene.view().leaseUntilMillis()).isEqualTo(asked + LEASE);
    assertThat(scene.holding().lastWordAt()).isEqualTo(scene.now);
  }

  @Test
  void waitsForALostSubstituteWithPatienceAndThenGoesOnWithout() {
    scene.connect();
    scene.piece(0, true, 1, "one");
    scene.run();
    scene.whole();
    scene.cut();
    assertThat(scene.copying.wantsConnection()).isTrue();
    scene.pass(9_999);
    assertThat(scene.held).isTrue();
    scene.pass(1);
    assertThat(scene.held).isFalse();
    assertThat(scene.copying.counts().patienceRanOut()).isEqualTo(1);
    assertThat(scene.copying.counts().unprotected()).isEqualTo(1);

    scene.connect();
    scene.piece(9, true, 1, "one");
    scene.run();
    scene.whole();
    assertThat(scene.held).isTrue();
    assertThat(scene.copied).isEqualTo(9);
    assertThat(scene.said).endsWith("protected");
  }

  @Test
  void waitsForNobodyWhereTheOwnDiskIsEnough() {
    Scene local = new Scene(CopyDurability.LOCAL);
    local.connect();
    local.piece(0, true, 1, "one");
    local.run();
    local.whole();
    assertThat(local.view().state()).isEqualTo(CopyState.WHOLE);
    assertThat(local.held).isFalse();
    assertThat(local.said).isEmpty();
  }

  @Test
  void noticesASubstituteThatHasFallenSilentAndSoDoesTheSubstitute() {
    scene.connect();
    scene.piece(0, true, 1, "one");
    scene.run();
    scene.whole();
    for (@Var long i = 0; i < LEASE; i += 100) {
      scene.pass(100);
      scene.holding().tick(scene.now);
    }
    assertThat(scene.view().state()).isEqualTo(CopyState.CONNECTING);
    assertThat(scene.view().why()).isEqualTo("nothing was heard of it for 3000 ms");
    assertThat(scene.ended).isEqualTo("nothing was heard of it for 3000 ms");
  }

  @Test
  void beginsAnewWhereItFellBehind() {
    scene.connect();
    scene.behind = true;
    scene.copying.more(scene.now);
    assertThat(scene.view().state()).isEqualTo(CopyState.CONNECTING);
    assertThat(scene.copying.counts().behind()).isEqualTo(1);
    assertThat(scene.copying.wantsConnection()).isTrue();
  }

  @Test
  void givesTheNodeAwayAfterEverythingElse() {
    scene.connect();
    scene.piece(0, false, 1, "one");
    scene.position = 4;
    scene.copying.finish(scene.now);
    scene.run();
    scene.forced();
    assertThat(scene.notes).isEmpty();
    scene.piece(4, true, 2, "two");
    scene.run();
    scene.whole();
    assertThat(scene.notes).containsExactly("whole", "yours");
    assertThat(scene.copying.isGiven()).isFalse();
    scene.holding().noted(scene.now);
    scene.run();
    assertThat(scene.copying.isGiven()).isTrue();
    assertThat(scene.said).contains("given");
  }

  @Test
  void saysWhyItIsRefused() {
    scene.open();
    Holding holding = new Holding(C, scene.fromC, LEASE, scene.shelf, scene.now);
    scene.end = holding;
    holding.refuse(ReasonCode.QUOTA_EXCEEDED, "there is no room", scene.now);
    scene.run();
    assertThat(scene.view().state()).isEqualTo(CopyState.REFUSED);
    assertThat(scene.view().why()).isEqualTo("there is no room");
    assertThat(scene.copying.wantsConnection()).isTrue();
  }

  @Test
  void refusesWhatIsNoCopy() {
    scene.connect();
    scene.supply.add(new JournalCopy.Piece(Bytes.utf8("no entries at all"), true, 1));
    scene.copying.more(scene.now);
    scene.run();
    assertThat(scene.view().why()).isEqualTo("expected entries of a journal");
  }

  @Test
  void readsWhatIsWantedFromConnect() {
    Connect connect = CopyWords.connect(B, 5, List.of("mqtt://host:1883"), Bytes.utf8("word"));
    assertThat(CopyRequest.of(connect, C, Optional.empty()))
        .contains(new CopyRequest.To("B", List.of("mqtt://host:1883"), Bytes.utf8("word")));
    assertThat(CopyRequest.of(connect, new Self("mesh", "B", 1), Optional.empty()).orElseThrow())
        .isInstanceOf(CopyRequest.Refused.class);
    assertThat(CopyRequest.of(connect, new Self("other", "C", 1), Optional.empty()).orElseThrow())
        .isInstanceOf(CopyRequest.Refused.class);
    assertThat(CopyRequest.of(connect, C, Optional.of(new Certified("B", false))).orElseThrow())
        .isInstanceOf(CopyRequest.To.class);
    assertThat(CopyRequest.of(connect, C, Optional.of(new Certified("D", false))).orElseThrow())
        .isEqualTo(
            new CopyRequest.Refused(
                "B",
                ReasonCode.NOT_AUTHORIZED,
                "expected the node \"D\", which its certificate names, got B"));
    assertThat(CopyRequest.of(connect, C, Optional.of(new Certified("B", true))).orElseThrow())
        .as("a controller is no node")
        .isInstanceOf(CopyRequest.Refused.class);
  }

  private static Bytes entry(long key, Bytes value) {
    ByteBuffer bytes = ByteBuffer.allocate(12 + value.size());
    bytes.putInt(value.size()).putLong(key).put(value.toArray());
    return Bytes.copyOf(bytes.array());
  }

  /// B's end, C's end, and what is on its way.
  private static final class Scene implements Copying.Tap, Supply {
    private final Deque<JournalCopy.Piece> supply = new ArrayDeque<>();
    private final Wire fromB = new Wire();
    private final Wire fromC = new Wire();
    private final List<String> notes = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private final Copying copying;
    private final Shelf shelf = new Shelf();

    @Var private DiskJournal disk = new DiskJournal(Map.of());
    @Var private @Nullable Holding end;
    @Var private String ended = "";
    @Var private long now = 1_000_000;
    @Var private long position;
    @Var private long copied;
    @Var private boolean held;
    @Var private boolean behind;

    Scene(CopyDurability durability) {
      SubstitutionConfig config =
          SubstitutionConfig.defaults()
              .withDurability(durability)
              .withTimes(Duration.ofMillis(LEASE), Duration.ofSeconds(10));
      copying = new Copying(config, B, List.of(), this);
      copying.begin("C", 1, now);
      said.clear();
    }

    CopyView view() {
      return copying.view();
    }

    Holding holding() {
      Holding known = end;
      if (known == null) {
        throw new AssertionError("nobody is connected");
      }
      return known;
    }

    void open() {
      fromB.packets.clear();
      fromC.packets.clear();
      supply.clear();
      notes.clear();
      copying.opened(fromB, now);
      assertThat(fromB.packets.poll()).isInstanceOf(Connect.class);
    }

    void connect() {
      open();
      disk = new DiskJournal(Map.of());
      Holding holding = new Holding(C, fromC, LEASE, shelf, now);
      end = holding;
      holding.welcome(disk, now);
      run();
    }

    /// A piece with one entry.
    void piece(long at, boolean whole, long key, String value) {
      supply.add(new JournalCopy.Piece(entry(key, Bytes.utf8(value)), whole, at));
      copying.more(now);
    }

    List<Publish> publishes() {
      return fromB.packets.stream().map(Publish.class::cast).toList();
    }

    /// Lets both ends have what is on its way.
    void run() {
      while (!fromB.packets.isEmpty() || !fromC.packets.isEmpty()) {
        if (!fromB.packets.isEmpty()) {
          holding().received(fromB.packets.remove(), now);
        } else {
          copying.received(fromC.packets.remove(), now);
        }
      }
    }

    void forced() {
      holding().committed(disk.force(), now);
    }

    /// Everything is on the disk of C, and so noted there.
    void whole() {
      forced();
      holding().noted(now);
      run();
    }

    void cut() {
      copying.lost(now);
      holding().lost(now);
      fromB.packets.clear();
      fromC.packets.clear();
    }

    void pass(long millis) {
      now += millis;
      copying.tick(now);
    }

    @Override
    public Supply begin() {
      return this;
    }

    @Override
    public void end() {
      behind = false;
    }

    @Override
    public void copied(long upTo) {
      copied = upTo;
    }

    @Override
    public void hold(boolean wanted) {
      held = wanted;
    }

    @Override
    public Bytes word(String substitute) {
      return Bytes.EMPTY;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public void whole(String substitute) {
      assertThat(substitute).isEqualTo("C");
    }

    @Override
    public void given() {
      said.add("given");
    }

    @Override
    public void changed(CopyState state, String substitute, String why) {
      assertThat(substitute).isEqualTo("C");
    }

    @Override
    public void protects(boolean wanted, String why) {
      said.add(wanted ? "protected" : "unprotected");
    }

    @Override
    public Optional<JournalCopy.Piece> take() {
      return Optional.ofNullable(supply.poll());
    }

    @Override
    public boolean isBehind() {
      return behind;
    }

    @Override
    public long waitingBytes() {
      return supply.stream().mapToLong(each -> each.entries().size()).sum();
    }

    private final class Shelf implements Holding.Shelf {
      @Override
      public void whole() {
        notes.add("whole");
      }

      @Override
      public void yours() {
        notes.add("yours");
      }

      @Override
      public void ended(String why, long time) {
        ended = why;
      }
    }
  }

  private static final class Wire implements LinkOutbound {
    private final Deque<Packet> packets = new ArrayDeque<>();

    @Override
    public void send(Packet packet) {
      packets.add(packet);
    }

    @Override
    public void close() {
      // what was sent is on its way
    }

    @Override
    public long pendingBytes() {
      return 0;
    }
  }
}
