package io.fieldway.node.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.kept.Kept;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.QoS;
import io.fieldway.wire.Bytes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// The window of what is unacknowledged, beside a map that does the same without cleverness.
final class WindowTest {
  private static final int IDS = 65_535;
  private static final Message MESSAGE =
      new Message("t", Bytes.EMPTY, QoS.AT_LEAST_ONCE, Properties.NONE, Kept.NEVER);

  private static Delivery delivery() {
    return new Delivery(MESSAGE, QoS.AT_LEAST_ONCE, false, List.of(), null);
  }

  @Property(tries = 50)
  void doesWhatAMapDoes(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Window window = new Window();
    Map<Integer, Delivery> model = new LinkedHashMap<>();
    @Var int lastId = 0;
    int most = random.nextInt(1, 60);
    for (@Var int step = 0; step < 400; step++) {
      if (model.size() < most && random.nextInt(3) != 0) {
        Delivery delivery = delivery();
        window.add(delivery);
        lastId = lastId % IDS + 1;
        assertThat(delivery.packetId).isEqualTo(lastId);
        model.put(lastId, delivery);
      } else if (!model.isEmpty()) {
        List<Integer> ids = new ArrayList<>(model.keySet());
        int id = ids.get(random.nextInt(random.nextBoolean() ? 1 : ids.size()));
        window.remove(Objects.requireNonNull(model.remove(id)));
      }
      agree(window, model, random);
    }
  }

  @Property(tries = 100)
  void isTheSameAfterARestart(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Window before = new Window();
    Map<Integer, Delivery> model = new LinkedHashMap<>();
    cycle(before, random.nextInt(IDS));
    for (@Var int i = random.nextInt(1, 200); i > 0; i--) {
      Delivery delivery = delivery();
      before.add(delivery);
      model.put(delivery.packetId, delivery);
    }
    model
        .values()
        .removeIf(delivery -> {
          boolean done = random.nextBoolean();
          if (done) {
            before.remove(delivery);
          }
          return done;
        });

    Window after = new Window();
    before.forEach(after::restore);

    agree(after, model, random);
    if (!model.isEmpty()) {
      Delivery next = delivery();
      after.add(next);
      assertThat(model).doesNotContainKey(next.packetId);
    }
  }

  @Test
  void goesRoundThroughAllPacketIds() {
    Window window = new Window();
    cycle(window, IDS - 1);
    List<Integer> ids = new ArrayList<>();

    for (@Var int i = 0; i < 3; i++) {
      Delivery delivery = delivery();
      window.add(delivery);
      ids.add(delivery.packetId);
    }

    assertThat(ids).containsExactly(IDS, 1, 2); // never 0 [MQTT-2.2.1-3]
  }

  @Test
  void waitsForTheOldestWhereTheSpanIsUsedUp() {
    Window window = new Window();
    Delivery oldest = delivery();
    window.add(oldest);
    cycle(window, IDS - 1);

    assertThat(window.hasFreeId()).isFalse();
    window.remove(oldest);

    assertThat(window.hasFreeId()).isTrue();
    assertThat(window.size()).isZero();
  }

  @Test
  void holdsAllPacketIdsAtOnce() {
    Window window = new Window();
    List<Delivery> all = new ArrayList<>();
    while (window.hasFreeId()) {
      Delivery delivery = delivery();
      window.add(delivery);
      all.add(delivery);
    }

    assertThat(all).hasSize(IDS);
    for (Delivery delivery : all) {
      assertThat(window.get(delivery.packetId)).isSameAs(delivery);
    }
    all.forEach(window::remove);
    assertThat(window.size()).isZero();
    assertThat(window.get(1)).isNull();
  }

  private static void cycle(Window window, int count) {
    for (@Var int i = 0; i < count; i++) {
      Delivery delivery = delivery();
      window.add(delivery);
      window.remove(delivery);
    }
  }

  private static void agree(Window window, Map<Integer, Delivery> model, SplittableRandom random) {
    List<Delivery> inOrder = new ArrayList<>();
    window.forEach(inOrder::add);
    assertThat(inOrder.equals(List.copyOf(model.values()))).as("the same, in order").isTrue();
    assertThat(window.size()).isEqualTo(model.size());
    int id = random.nextInt(IDS) + 1;
    assertThat(window.get(id)).isSameAs(model.get(id));
    assertThat(model.keySet().stream().allMatch(each -> window.get(each) == model.get(each)))
        .as("each under its packet id")
        .isTrue();
  }
}
