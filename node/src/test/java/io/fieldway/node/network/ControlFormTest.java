package io.fieldway.node.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.network.ControlMessage.Delta;
import io.fieldway.node.network.ControlMessage.Digest;
import io.fieldway.node.network.ControlMessage.Entry;
import io.fieldway.node.network.ControlMessage.Forgotten;
import io.fieldway.node.network.ControlMessage.LinkState;
import io.fieldway.node.network.ControlMessage.Want;
import io.fieldway.node.network.ControlMessage.Whole;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.MalformedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// The bytes of control messages, and of what nodes sign.
final class ControlFormTest {
  private static final List<String> TEXTS =
      List.of("a", "node-7", "t/ä/€/𪛔", "x".repeat(200), "$share/g/#", "+/b");

  @Property(tries = 2_000)
  void readsWhatItWrote(@ForAll long seed) {
    ControlMessage message = any(new SplittableRandom(seed));

    assertThat(ControlForm.read(ControlForm.write(message))).isEqualTo(message);
  }

  @Property(tries = 500)
  void readsAnAdvertAsItWasWritten(@ForAll long seed) {
    Advert advert = advert(new SplittableRandom(seed));

    assertThat(Advert.read(advert.write())).isEqualTo(advert);
  }

  @Property(tries = 500)
  void readsAnInterestHeadAsItWasWritten(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    InterestHead head = new InterestHead(text(random), stamp(random), binary(random));

    assertThat(InterestHead.read(head.write())).isEqualTo(head);
  }

  @Property(tries = 500)
  void refusesWhatWasCutShort(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] whole = ControlForm.write(any(random)).toArray();
    int length = random.nextInt(whole.length);

    assertThatThrownBy(() -> ControlForm.read(Bytes.copyOf(whole, 0, length)))
        .isInstanceOf(MalformedException.class);
  }

  @Property(tries = 500)
  void refusesWhatIsTooLong(@ForAll long seed) {
    byte[] whole = ControlForm.write(any(new SplittableRandom(seed))).toArray();
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);

    assertThatThrownBy(() -> ControlForm.read(Bytes.copyOf(longer)))
        .isInstanceOf(MalformedException.class);
  }

  @Property(tries = 5_000)
  void refusesOrReadsWhateverComesAndNothingElse(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] message = ControlForm.write(any(random)).toArray();
    byte[] advert = advert(random).write().toArray();
    byte[] noise = binary(random).toArray();
    mutate(message, random);
    mutate(advert, random);

    requireNoOtherRefusal(() -> ControlForm.read(Bytes.copyOf(message)));
    requireNoOtherRefusal(() -> ControlForm.read(Bytes.copyOf(noise)));
    requireNoOtherRefusal(() -> Advert.read(Bytes.copyOf(advert)));
    requireNoOtherRefusal(() -> Advert.read(Bytes.copyOf(noise)));
    requireNoOtherRefusal(() -> InterestHead.read(Bytes.copyOf(advert)));
    requireNoOtherRefusal(() -> InterestHead.read(Bytes.copyOf(noise)));
  }

  private static void requireNoOtherRefusal(Supplier<Object> reading) {
    try {
      assertThat(reading.get()).isNotNull();
    } catch (MalformedException e) {
      assertThat(e).hasMessageContaining("control message");
    }
  }

  private static void mutate(byte[] bytes, SplittableRandom random) {
    for (@Var int i = random.nextInt(1, 4); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
  }

  private static ControlMessage any(SplittableRandom random) {
    return switch (random.nextInt(6)) {
      case 0 -> new Digest(text(random), random.nextBoolean() ? "" : text(random), entries(random));
      case 1 -> new LinkState(signed(random), random.nextLong(Long.MAX_VALUE));
      case 2 -> new Whole(signed(random), texts(random), random.nextBoolean());
      case 3 -> new Delta(signed(random), stamp(random), texts(random), texts(random));
      case 4 -> new Want(text(random));
      default -> new Forgotten(text(random));
    };
  }

  private static Advert advert(SplittableRandom random) {
    SortedMap<String, Integer> links = new TreeMap<>();
    texts(random).forEach(neighbour -> links.put(neighbour, random.nextInt(1_000_000)));
    Set<Role> roles = EnumSet.allOf(Role.class);
    roles.removeIf(role -> random.nextBoolean());
    return new Advert(
        text(random), stamp(random), links, new Profile(text(random), roles), filters(random));
  }

  private static List<LinkFilter> filters(SplittableRandom random) {
    List<LinkFilter> filters = new ArrayList<>();
    texts(random).forEach(peer -> filters.add(new LinkFilter(peer, texts(random), texts(random))));
    return filters;
  }

  private static List<Entry> entries(SplittableRandom random) {
    List<Entry> entries = new ArrayList<>();
    texts(random).forEach(node -> entries.add(new Entry(node, stamp(random), stamp(random))));
    return entries;
  }

  private static Signed signed(SplittableRandom random) {
    return new Signed(binary(random), binary(random));
  }

  private static Stamp stamp(SplittableRandom random) {
    return new Stamp(
        random.nextLong() >>> random.nextInt(1, 64), random.nextLong() >>> random.nextInt(1, 64));
  }

  private static List<String> texts(SplittableRandom random) {
    List<String> texts = new ArrayList<>();
    for (@Var int i = random.nextInt(5); i > 0; i--) {
      texts.add(text(random));
    }
    return texts;
  }

  private static String text(SplittableRandom random) {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private static Bytes binary(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }
}
