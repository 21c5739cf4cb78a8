package io.fieldway.node.kept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.kept.Kept.Bound;
import io.fieldway.node.kept.Kept.KeptAdvert;
import io.fieldway.node.kept.Kept.KeptArrival;
import io.fieldway.node.kept.Kept.KeptDelivery;
import io.fieldway.node.kept.Kept.KeptGrant;
import io.fieldway.node.kept.Kept.KeptHistory;
import io.fieldway.node.kept.Kept.KeptIdentity;
import io.fieldway.node.kept.Kept.KeptIncoming;
import io.fieldway.node.kept.Kept.KeptInterest;
import io.fieldway.node.kept.Kept.KeptInterestVersion;
import io.fieldway.node.kept.Kept.KeptMessage;
import io.fieldway.node.kept.Kept.KeptOutgoing;
import io.fieldway.node.kept.Kept.KeptRemoval;
import io.fieldway.node.kept.Kept.KeptRetained;
import io.fieldway.node.kept.Kept.KeptSession;
import io.fieldway.node.kept.Kept.KeptSubscription;
import io.fieldway.node.kept.Kept.KeptTransit;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.RetainHandling;
import io.fieldway.node.packet.Subscription;
import io.fieldway.node.packet.Will;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.MalformedException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// The bytes of what is kept: what was written is read as it was, and what was not is refused.
final class KeptFormTest {
  private static final List<String> TEXTS =
      List.of("", "a", "t/ä/€/𪛔", "x".repeat(200), "$share/g/#", "\u0001");

  private static final List<RetainHandling> HANDLINGS =
      List.of(RetainHandling.SEND, RetainHandling.SEND_IF_NEW, RetainHandling.DO_NOT_SEND);

  @Property(tries = 2_000)
  void readsWhatItWrote(@ForAll long seed) {
    Kept kept = any(new SplittableRandom(seed));

    assertThat(KeptForm.read(KeptForm.write(kept))).isEqualTo(kept);
  }

  @Property(tries = 500)
  void refusesWhatWasCutShort(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] whole = KeptForm.write(any(random)).toArray();
    int length = random.nextInt(whole.length);

    assertThatThrownBy(() -> KeptForm.read(Bytes.copyOf(whole, 0, length)))
        .isInstanceOf(MalformedException.class);
  }

  @Property(tries = 500)
  void refusesWhatIsTooLong(@ForAll long seed) {
    byte[] whole = KeptForm.write(any(new SplittableRandom(seed))).toArray();
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);

    assertThatThrownBy(() -> KeptForm.read(Bytes.copyOf(longer, 0, longer.length)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("more");
  }

  @Property(tries = 3_000)
  void refusesOrReadsWhateverComesButNeverBreaks(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] bytes = KeptForm.write(any(random)).toArray();
    for (@Var int i = random.nextInt(1, 4); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    try {
      assertThat(KeptForm.read(Bytes.copyOf(bytes, 0, bytes.length))).isNotNull();
    } catch (MalformedException e) {
      assertThat(e).hasMessageContaining("kept");
    }
  }

  @Test
  void refusesAnUnknownKind() {
    for (byte kind : new byte[] {0, 9, 100}) {
      assertThatThrownBy(() -> KeptForm.read(Bytes.copyOf(new byte[] {kind, 1}, 0, 2)))
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining("a known kind");
    }
  }

  @Test
  void refusesNothing() {
    assertThatThrownBy(() -> KeptForm.read(Bytes.EMPTY)).isInstanceOf(MalformedException.class);
  }

  private static Kept any(SplittableRandom random) {
    return switch (random.nextInt(16)) {
      case 0 ->
          new KeptSession(
              text(random),
              random.nextLong(0, 1L << 32),
              random.nextBoolean() ? Kept.NEVER : number(random),
              random.nextBoolean() ? Optional.of(text(random)) : Optional.empty(),
              random.nextBoolean() ? Optional.of(will(random)) : Optional.empty());
      case 1 ->
          new KeptSubscription(
              number(random),
              new Subscription(
                  text(random),
                  qos(random),
                  random.nextBoolean(),
                  random.nextBoolean(),
                  HANDLINGS.get(random.nextInt(3))),
              random.nextInt(268_435_456));
      case 2 ->
          new KeptMessage(
              text(random), binary(random), qos(random), number(random), properties(random));
      case 3 ->
          new KeptDelivery(
              number(random),
              number(random),
              qos(random),
              random.nextBoolean(),
              random.ints(random.nextInt(4), 1, 268_435_456).boxed().toList(),
              random.nextInt(65_536),
              random.nextBoolean(),
              text(random));
      case 4 -> new KeptArrival(number(random), random.nextInt(1, 65_536));
      case 5 -> new KeptRetained(number(random), number(random), text(random));
      case 6 -> new KeptAdvert(binary(random), binary(random), number(random));
      case 7 -> new KeptInterest(text(random), text(random));
      case 8 -> new KeptInterestVersion(binary(random), binary(random));
      case 9 -> new KeptRemoval(text(random), number(random), text(random));
      case 10 -> new KeptIdentity(number(random), number(random));
      case 11 -> new KeptOutgoing(text(random), number(random));
      case 12 -> new KeptIncoming(text(random), number(random), number(random));
      case 13 ->
          new KeptHistory(
              number(random), number(random), number(random), text(random), text(random));
      case 14 -> new KeptGrant(text(random), number(random));
      default ->
          new KeptTransit(
              text(random),
              number(random),
              text(random),
              binary(random),
              qos(random),
              random.nextBoolean(),
              properties(random),
              number(random),
              number(random),
              List.of(
                  new Bound(
                      text(random),
                      number(random),
                      number(random),
                      random.nextBoolean(),
                      List.of(text(random)))));
    };
  }

  private static long number(SplittableRandom random) {
    return random.nextLong() >>> random.nextInt(1, 64);
  }

  private static String text(SplittableRandom random) {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private static Bytes binary(SplittableRandom random) {
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return Bytes.copyOf(bytes, 0, bytes.length);
  }

  private static QoS qos(SplittableRandom random) {
    return QoS.of(random.nextInt(3));
  }

  private static Will will(SplittableRandom random) {
    return new Will(
        text(random), binary(random), qos(random), random.nextBoolean(), properties(random));
  }

  /// Some of all properties, with values of their kinds.
  private static Properties properties(SplittableRandom random) {
    Properties.Builder properties = Properties.builder();
    for (io.fieldway.node.packet.Property property : io.fieldway.node.packet.Property.values()) {
      if (random.nextInt(4) == 0) {
        switch (property.kind()) {
          case BYTE, TWO_BYTES, FOUR_BYTES, VARIABLE_BYTES ->
              properties.put(property, random.nextLong(0, 1L << 32));
          case TEXT -> properties.put(property, text(random));
          case BINARY -> properties.put(property, binary(random));
          case TEXT_PAIR -> properties.user(text(random), text(random)).user("again", "1");
        }
      }
    }
    return properties.build();
  }
}
