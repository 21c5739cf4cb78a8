package io.fieldway.gateway.twin;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.TwinPatches;
import io.fieldway.wire.channel.TwinStands;
import io.fieldway.wire.channel.TwinSync;
import io.fieldway.wire.channel.TwinSynced;
import io.fieldway.wire.model.ThingModel;
import io.fieldway.wire.twin.Half;
import io.fieldway.wire.twin.PlatformTwin;
import io.fieldway.wire.twin.PropertyState;
import io.fieldway.wire.twin.Stamp;
import io.fieldway.wire.twin.Twin;
import io.fieldway.wire.twin.TwinEntry;
import io.fieldway.wire.twin.TwinJson;
import io.fieldway.wire.twin.TwinPosition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Devices, a gateway, a platform and the link between them in virtual time. The link loses,
/// delays, doubles, reorders and is cut; either side crashes and keeps only what is on its disk.
final class TwinSimulation {
  static final ThingModel MODEL = model();
  private static final List<String> DEVICES = List.of("valve-1", "probe-1");
  private static final List<String> PROPERTIES = List.of("cloud", "device", "neither");
  private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");
  private static final int RESEND_MILLIS = 2_000;
  private static final int TICK_MILLIS = 200;
  private static final int BEAT_MILLIS = 3_000;

  final SplittableRandom chance;
  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  @Var long now;
  @Var private long tasksMade;
  @Var boolean faulty = true;

  // The platform.
  final Map<String, PlatformTwin> database = new TreeMap<>();
  @Var private boolean desiredUnderWay;
  @Var long drifted;

  // The gateway.
  final Map<String, Twin> disk = new TreeMap<>();
  @Var private TwinBook book;
  @Var private long gatewayLife;
  @Var private long diskFreeAt;
  @Var private long storeLife = 100;

  // The link: what belongs to an older session is not heard.
  @Var private long session;
  @Var private boolean linked;
  @Var long requests;

  // The devices, and what everybody has seen.
  private final Map<String, Map<String, JsonNode>> devices = new TreeMap<>();
  private final Map<String, List<String>> shown = new HashMap<>();
  private final Map<String, List<String>> wished = new HashMap<>();
  private final Map<String, Integer> platformSaw = new HashMap<>();
  private final Map<String, Integer> gatewaySaw = new HashMap<>();
  @Var private int values;

  private record Task(long at, long number, Runnable work) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  TwinSimulation(long seed) {
    this.chance = new SplittableRandom(seed);
    for (String device : DEVICES) {
      database.put(device, PlatformTwin.of(device));
      devices.put(device, new TreeMap<>());
      PROPERTIES.forEach(property -> real(device).put(property, value()));
    }
    this.book = new TwinBook(TwinConfig.DEFAULTS, storeLife, List.of());
    startGateway();
    every(TICK_MILLIS, () -> carryOut(book.tick(time())));
    every(BEAT_MILLIS, this::beat);
    every(
        RESEND_MILLIS,
        () -> {
          desiredUnderWay = false;
          sendDesired();
        });
  }

  /// People, devices and faults for so long.
  void live(long millis) {
    long end = now + millis;
    while (now < end) {
      run(chance.nextInt(1, 400));
      String device = DEVICES.get(chance.nextInt(DEVICES.size()));
      String property = PROPERTIES.get(chance.nextInt(PROPERTIES.size()));
      switch (chance.nextInt(12)) {
        case 0, 1, 2, 3 -> wish(device, property);
        case 4, 5, 6 -> {
          real(device).put(property, value());
          show(device);
        }
        case 7 -> reconnect(device);
        case 8 -> cut();
        case 9 -> crashGateway();
        case 10 -> crashPlatform();
        default -> {}
      }
    }
  }

  /// No more faults: everything must settle.
  void calm() {
    faulty = false;
    DEVICES.forEach(this::reconnect);
    run(25_000);
  }

  void run(long millis) {
    long end = now + millis;
    while (!tasks.isEmpty() && tasks.peek().at <= end) {
      Task task = tasks.remove();
      now = task.at;
      task.work.run();
    }
    now = end;
  }

  /// Both documents of every device are the same, and every device has what it is to have.
  void twinsConverge() {
    for (String device : DEVICES) {
      Twin here = Optional.ofNullable(disk.get(device)).orElseThrow();
      PlatformTwin there = there(device);
      assertThat(here).isEqualTo(there.twin());
      assertThat(here.hash()).isEqualTo(there.twin().hash());
      assertThat(there.held()).isEqualTo(there.twin().desired().at());
      PropertyState.all(MODEL, here)
          .forEach((property, state) -> {
            assertThat(state.kind())
                .as(property + " of " + device)
                .isNotEqualTo(PropertyState.Kind.PENDING);
            JsonNode real = requireNonNull(real(device).get(property));
            assertThat(here.reported().of(property).flatMap(TwinEntry::value))
                .isEqualTo(Optional.of(real));
          });
    }
  }

  void loseGatewayDisk() {
    disk.clear();
    storeLife++;
    crashGateway();
  }

  void restorePlatform(Map<String, PlatformTwin> copy) {
    database.putAll(copy);
    platformSaw.clear();
    gatewaySaw.clear();
    shown.clear();
    wished.clear();
    crashPlatform();
  }

  /// Changes a value behind everybody's back.
  void corruptPlatform(String device) {
    PlatformTwin before = there(device);
    Half half = before.twin().reported();
    TreeMap<String, TwinEntry> entries = new TreeMap<>(half.entries());
    entries.remove(entries.firstKey());
    database.put(
        device,
        new PlatformTwin(
            new Twin(device, before.twin().desired(), new Half(half.at(), entries)),
            before.held()));
  }

  void wish(String device, String property) {
    Optional<JsonNode> wish = chance.nextInt(6) == 0 ? Optional.empty() : Optional.of(value());
    PlatformTwin next =
        there(device).desire(Map.of(property, wish), MODEL.properties().keySet(), time(), "person");
    wished
        .computeIfAbsent(device + property, key -> new ArrayList<>())
        .add(wish.map(Json::write).orElse("-"));
    store(next);
    sendDesired();
  }

  private PlatformTwin there(String device) {
    return requireNonNull(database.get(device));
  }

  private Map<String, JsonNode> real(String device) {
    return requireNonNull(devices.get(device));
  }

  private JsonNode value() {
    return TwinJson.plain("value", Json.parse("value", String.valueOf(++values)));
  }

  private void show(String device) {
    real(device)
        .forEach((property, value) ->
            shown
                .computeIfAbsent(device + property, key -> new ArrayList<>())
                .add(Json.write(value)));
    carryOut(book.shown(device, real(device), "reading", time()));
  }

  private void reconnect(String device) {
    book.offline(device);
    carryOut(book.online(device, true, time()));
    show(device);
  }

  private void startGateway() {
    gatewayLife++;
    book = new TwinBook(TwinConfig.DEFAULTS, storeLife, disk.values());
    Map<String, ThingModel> models = new TreeMap<>();
    DEVICES.forEach(device -> models.put(device, MODEL));
    carryOut(book.models(models, time()));
    DEVICES.forEach(this::reconnect);
    cut();
  }

  private void crashGateway() {
    startGateway();
  }

  private void crashPlatform() {
    cut();
  }

  private void cut() {
    session++;
    linked = false;
    desiredUnderWay = false;
    book.unlinked();
    long next = session;
    after(
        chance.nextInt(1, 1_500),
        () -> {
          if (session == next) {
            linked = true;
            carryOut(book.linked(time()));
          }
        });
  }

  // The platform's part; every change is stored at once and whole.

  private void store(PlatformTwin next) {
    PlatformTwin before = requireNonNull(database.put(next.twin().device(), next));
    assertNothingRollsBack(
        before.twin().reported(), next.twin().reported(), next.twin().device(), platformSaw, shown);
    assertThat(next.twin().desired().at()).isGreaterThanOrEqualTo(before.twin().desired().at());
  }

  private void sendDesired() {
    if (!linked || desiredUnderWay) {
      return;
    }
    List<TwinPatches.Item> items = new ArrayList<>();
    database
        .values()
        .forEach(each ->
            each.outgoing()
                .ifPresent(patch -> items.add(new TwinPatches.Item(each.twin().device(), patch))));
    if (!items.isEmpty()) {
      desiredUnderWay = true;
      JsonNode body = new TwinPatches(items).json();
      long request = ++requests;
      send(() -> carryOut(book.desired(request, TwinPatches.read("twin.desired", body), time())));
    }
  }

  private void stands(TwinStands stands) {
    desiredUnderWay = false;
    stands.twins().forEach((device, at) -> store(there(device).heldUpTo(at)));
    sendDesired();
  }

  private TwinSynced sync(TwinSync sync) {
    List<TwinSynced.Item> items = new ArrayList<>();
    for (TwinPosition each : sync.twins()) {
      PlatformTwin.Meeting meeting = there(each.device()).meet(each);
      drifted += meeting.drift() ? 1 : 0;
      store(meeting.next());
      items.add(
          new TwinSynced.Item(
              each.device(),
              meeting.next().twin().reported().at(),
              meeting.drift(),
              meeting.desired()));
    }
    return new TwinSynced(items);
  }

  private TwinStands report(TwinPatches patches) {
    Map<String, Stamp> stands = new TreeMap<>();
    for (TwinPatches.Item each : patches.twins()) {
      PlatformTwin next = there(each.device()).report(each.patch());
      store(next);
      stands.put(each.device(), next.twin().reported().at());
    }
    return new TwinStands(stands);
  }

  private void beat() {
    if (linked) {
      List<TwinPosition> positions = book.positions();
      send(() -> {
        List<String> drift =
            positions.stream()
                .filter(each -> each.differsFrom(there(each.device()).twin()))
                .map(TwinPosition::device)
                .toList();
        send(() -> carryOut(book.drift(drift, time())));
      });
    }
  }

  // The gateway's part.

  private void carryOut(List<TwinEffect> effects) {
    TwinBook mine = book;
    long asked = session;
    for (TwinEffect effect : effects) {
      switch (effect) {
        case TwinEffect.Write(Twin twin) -> write(twin);
        case TwinEffect.Erase(List<String> gone) -> gone.forEach(disk::remove);
        case TwinEffect.Sync(long token, TwinSync positions) -> {
          JsonNode body = positions.json();
          sendUp(() -> {
            JsonNode answer = sync(TwinSync.read(body)).json();
            reply(asked, () -> carryOut(mine.synced(token, TwinSynced.read(answer), time())));
          });
        }
        case TwinEffect.Tell(long token, TwinPatches patches) -> {
          JsonNode body = patches.json();
          sendUp(() -> {
            JsonNode answer = report(TwinPatches.read("twin.reported", body)).json();
            reply(asked, () -> carryOut(mine.stood(token, TwinStands.read(answer), time())));
          });
        }
        case TwinEffect.Stand(long _, TwinStands stands) -> {
          JsonNode body = stands.json();
          sendUp(() -> stands(TwinStands.read(body)));
        }
        case TwinEffect.Refuse _ -> {}
        case TwinEffect.Give(String device, long version, Map<String, JsonNode> given) ->
            give(device, version, given);
      }
    }
  }

  private void give(String device, long version, Map<String, JsonNode> given) {
    long life = gatewayLife;
    after(
        chance.nextInt(1, 50),
        () -> {
          if (life != gatewayLife || (faulty && chance.nextInt(10) == 0)) {
            return;
          }
          Map<String, String> refusals = new TreeMap<>();
          given.forEach((property, value) -> {
            if (value.intValue() % 7 == 0) {
              refusals.put(property, "not sevens");
            } else {
              real(device).put(property, value);
            }
          });
          carryOut(book.settled(device, version, refusals, time()));
          show(device);
        });
  }

  private void write(Twin twin) {
    long life = gatewayLife;
    boolean fails = faulty && chance.nextInt(40) == 0;
    diskFreeAt = Math.max(diskFreeAt, now) + chance.nextInt(1, faulty ? 150 : 20);
    after(
        diskFreeAt - now,
        () -> {
          if (life != gatewayLife) {
            return;
          }
          if (!fails) {
            Twin before = Optional.ofNullable(disk.put(twin.device(), twin)).orElse(Twin.of(""));
            assertThat(twin.reported().at()).isGreaterThanOrEqualTo(before.reported().at());
            assertNothingRollsBack(
                before.desired(), twin.desired(), twin.device(), gatewaySaw, wished);
          }
          carryOut(book.written(twin, !fails, time()));
        });
  }

  /// What one side sees of the other's half is, property by property, a part of what there was, in
  /// its order.
  private static void assertNothingRollsBack(
      Half before,
      Half after,
      String device,
      Map<String, Integer> saw,
      Map<String, List<String>> history) {
    assertThat(after.at()).isGreaterThanOrEqualTo(before.at());
    after
        .entries()
        .forEach((property, entry) -> {
          String text = entry.value().map(Json::write).orElse("-");
          String key = device + property;
          List<String> all = history.getOrDefault(key, List.of());
          boolean same =
              before.of(property).filter(each -> each.value().equals(entry.value())).isPresent();
          if (!same && !all.isEmpty()) {
            @Var int place = saw.getOrDefault(key, 0);
            while (place < all.size() && !all.get(place).equals(text)) {
              place++;
            }
            assertThat(place).as("%s went back to %s", key, text).isLessThan(all.size());
            saw.put(key, place);
          }
        });
  }

  // Time and the link.

  /// Sends to the gateway over the link of now; lost, late, twice or never.
  private void send(Runnable work) {
    send(work, false);
  }

  /// Sends to the platform, where it may arrive after the gateway that sent it has died.
  private void sendUp(Runnable work) {
    send(work, true);
  }

  /// Answers on the session that asked, if it is still there.
  private void reply(long asked, Runnable work) {
    if (asked == session) {
      send(work);
    }
  }

  private void send(Runnable work, boolean outlives) {
    long mine = session;
    int copies = !faulty ? 1 : chance.nextInt(10) == 0 ? 0 : chance.nextInt(10) == 0 ? 2 : 1;
    for (int i = 0; i < copies && linked; i++) {
      after(
          chance.nextInt(1, faulty ? 900 : 20),
          () -> {
            if (outlives || session == mine) {
              work.run();
            }
          });
    }
  }

  private void every(long millis, Runnable work) {
    after(
        millis,
        () -> {
          work.run();
          every(millis, work);
        });
  }

  private void after(long millis, Runnable work) {
    tasks.add(new Task(now + millis, ++tasksMade, work));
  }

  private Instant time() {
    // Clocks are wrong: nothing may depend on them.
    return START.plusMillis(faulty ? chance.nextLong(-3_600_000, 3_600_000) : now);
  }

  private static ThingModel model() {
    return ThingModel.read(
        Json.parse(
            "model",
            """
            {"@type": "tm:ThingModel", "id": "urn:fieldway:model:thing", "title": "Thing",
             "version": {"model": "1.0.0"}, "properties": {
              "cloud": {"type": "integer"},
              "device": {"type": "integer", "fw:twin": {"conflict": "deviceWinsIfNewer"}},
              "neither": {"type": "integer", "fw:twin": {"conflict": "reject"}}}}
            """));
  }
}
