package io.fieldway.gateway.driver.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.gateway.driver.modbus.Forms.Item;
import io.fieldway.gateway.driver.modbus.PollPlan.Read;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class PollPlanTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static Item item(Entity entity, int address, int quantity) {
    return new Item(
        entity.word() + "-" + address + "-" + quantity,
        new Place(entity, address, quantity, RegisterType.STRING, true, true),
        0);
  }

  private static Item register(int address, int quantity) {
    return item(Entity.HOLDING_REGISTER, address, quantity);
  }

  private static List<String> reads(int maxGap, Item... items) {
    return PollPlan.of(List.of(items), SECOND, maxGap).polls().stream()
        .flatMap(poll -> poll.reads().stream())
        .map(Read::toString)
        .toList();
  }

  @Test
  void joinsValuesThatStandBesideEachOther() {
    assertThat(reads(0, register(2, 2), register(0, 2), register(4, 1), register(6, 1)))
        .containsExactly("HoldingRegister 0–4", "HoldingRegister 6");
  }

  @Test
  void readsOverAGapThatIsAllowed() {
    assertThat(reads(1, register(0, 2), register(3, 1), register(6, 1)))
        .containsExactly("HoldingRegister 0–3", "HoldingRegister 6");
  }

  @Test
  void neverAsksForMoreThanOneRequestMay() {
    assertThat(reads(0, register(0, 100), register(100, 25), register(125, 1)))
        .containsExactly("HoldingRegister 0–124", "HoldingRegister 125");
  }

  @Test
  void keepsTheTablesOfADeviceApart() {
    assertThat(reads(0, register(0, 1), item(Entity.INPUT_REGISTER, 1, 1), item(Entity.COIL, 2, 1)))
        .containsExactly("Coil 2", "HoldingRegister 0", "InputRegister 1");
  }

  @Test
  void readsSlowPropertiesApartFromQuickOnes() {
    Item slow =
        new Item(
            "serial",
            new Place(Entity.HOLDING_REGISTER, 1, 1, RegisterType.SHORT, true, true),
            60_000);
    PollPlan plan = PollPlan.of(List.of(register(0, 1), slow), SECOND, 0);
    assertThat(plan.polls())
        .extracting(PollPlan.Poll::every)
        .containsExactly(SECOND, Duration.ofMinutes(1));
  }

  @Test
  void takesARefusedRequestApart() {
    PollPlan plan = PollPlan.of(List.of(register(0, 1), register(1, 2)), SECOND, 0);
    Read whole = plan.polls().getFirst().reads().getFirst();
    assertThat(plan.apart(whole).polls().getFirst().reads())
        .extracting(Read::toString)
        .containsExactly("HoldingRegister 0", "HoldingRegister 1–2");
  }

  @Property(tries = 300)
  void bringsEveryValueOnceWithinTheLimits(
      @ForAll @Size(max = 60) Set<@IntRange(max = 2_000) Integer> addresses,
      @ForAll @IntRange(max = 100) int maxGap,
      @ForAll boolean bits) {
    Entity entity = bits ? Entity.DISCRETE_INPUT : Entity.INPUT_REGISTER;
    List<Item> items = addresses.stream().map(each -> item(entity, each, 1 + each % 9)).toList();
    List<Item> read = new ArrayList<>();
    for (PollPlan.Poll poll : PollPlan.of(items, SECOND, maxGap).polls()) {
      for (Read each : poll.reads()) {
        assertThat(each.quantity()).isBetween(1, entity.mostRead());
        assertThat(each.items())
            .allSatisfy(item -> {
              assertThat(item.place().address()).isGreaterThanOrEqualTo(each.address());
              assertThat(item.place().end()).isLessThanOrEqualTo(each.address() + each.quantity());
            });
        read.addAll(each.items());
      }
    }
    assertThat(read).containsExactlyInAnyOrderElementsOf(items);
  }
}
