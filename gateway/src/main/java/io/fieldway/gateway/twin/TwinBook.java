package io.fieldway.gateway.twin;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import io.fieldway.wire.channel.TwinPatches;
import io.fieldway.wire.channel.TwinStands;
import io.fieldway.wire.channel.TwinSync;
import io.fieldway.wire.channel.TwinSynced;
import io.fieldway.wire.model.ThingModel;
import io.fieldway.wire.twin.Answer;
import io.fieldway.wire.twin.GatewayTwin;
import io.fieldway.wire.twin.Half;
import io.fieldway.wire.twin.Stamp;
import io.fieldway.wire.twin.Twin;
import io.fieldway.wire.twin.TwinEntry;
import io.fieldway.wire.twin.TwinJson;
import io.fieldway.wire.twin.TwinPosition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Every twin of this gateway, from device to platform and back. A core: time is an argument, what
/// must be done comes out. What has changed and not been told is never queued: it is what lies
/// between a document and the place up to which the platform has it, the latest of each property.
///
/// Goals: what is on this disk and on the platform's becomes equal; neither ever goes back.
/// Constraint: only what is on disk is told, acknowledged or given.
final class TwinBook {
  static final String DEAF =
      "this device's driver cannot bring desired values to it; the device may take it by itself";

  private final TwinConfig config;
  private final long life;
  private final Map<String, Twin> restored = new HashMap<>();
  private final Map<String, KeptTwin> twins = new LinkedHashMap<>();

  // Valid for a session with the platform.
  private final Map<Long, Asked> syncs = new LinkedHashMap<>();
  private final Set<String> unmet = new LinkedHashSet<>();
  private final Set<String> untold = new LinkedHashSet<>();
  private final List<Pending> pending = new ArrayList<>();
  @Var private Optional<Asked> told = Optional.empty();
  @Var private boolean linked;

  @Var private int turn;
  @Var private long tokens;
  @Var private long drifted;
  @Var private long refused;
  @Var private long withoutRoom;

  /// A question to the platform.
  private record Asked(long token, List<String> devices, Instant since) {}

  /// A message of the platform that waits for the disk.
  private record Pending(long request, Map<String, Stamp> needed, Map<String, Stamp> stands) {}

  /// @param life the epoch in which this gateway's halves begin
  /// @param documents what is on disk
  TwinBook(TwinConfig config, long life, Collection<Twin> documents) {
    this.config = config;
    this.life = life;
    documents.forEach(each -> restored.put(each.device(), each));
  }

  /// The registrations are known, or others now. Twins of devices that are not registered any more
  /// are dropped.
  List<TwinEffect> models(Map<String, ThingModel> models, Instant now) {
    List<TwinEffect> effects = new ArrayList<>();
    List<String> gone = new ArrayList<>(restored.keySet());
    gone.addAll(twins.keySet());
    gone.removeAll(models.keySet());
    models.forEach((device, model) -> {
      KeptTwin twin = twins.computeIfAbsent(device, id -> kept(id, model));
      twin.model = model;
      if (twin.now.platform().isEmpty()) {
        unmet.add(device);
      }
      prune(twin, effects);
    });
    if (!gone.isEmpty()) {
      gone.forEach(device -> {
        twins.remove(device);
        restored.remove(device);
        unmet.remove(device);
        untold.remove(device);
      });
      effects.add(new TwinEffect.Erase(gone));
    }
    twins.keySet().forEach(device -> give(device, now, effects));
    pump(now, effects);
    return effects;
  }

  /// The device shows values, in the model's words.
  ///
  /// @param source such as `reading`
  List<TwinEffect> shown(String device, Map<String, JsonNode> values, String source, Instant now) {
    List<TwinEffect> effects = new ArrayList<>();
    KeptTwin twin = twins.get(device);
    if (twin != null) {
      @Var GatewayTwin next = twin.now;
      for (Map.Entry<String, JsonNode> each : values.entrySet()) {
        try {
          JsonNode value = TwinJson.plain(each.getKey(), each.getValue());
          next = next.show(each.getKey(), value, now, source, life);
          withoutRoom += shows(next, each.getKey(), value) ? 0 : 1;
        } catch (MalformedException e) {
          withoutRoom++;
        }
      }
      become(twin, next, effects);
      give(device, now, effects);
    }
    return effects;
  }

  /// The device has answered what it was given.
  ///
  /// @param version of what it answers
  /// @param refusals why it will not take which values
  List<TwinEffect> settled(String device, long version, Map<String, String> refusals, Instant now) {
    List<TwinEffect> effects = new ArrayList<>();
    KeptTwin twin = twins.get(device);
    if (twin != null && version == twin.givenVersion) {
      @Var GatewayTwin next = twin.now;
      for (Map.Entry<String, String> each : refusals.entrySet()) {
        KeptTwin.Given given = twin.given.get(each.getKey());
        if (given != null) {
          refused++;
          next =
              next.answer(
                  each.getKey(), new Answer(given.desired(), true, each.getValue()), now, life);
        }
      }
      become(twin, next, effects);
    }
    return effects;
  }

  /// A device has connected.
  ///
  /// @param takes whether desired values can be brought to it
  List<TwinEffect> online(String device, boolean takes, Instant now) {
    List<TwinEffect> effects = new ArrayList<>();
    KeptTwin twin = twins.get(device);
    if (twin != null) {
      twin.line = takes ? KeptTwin.Line.OPEN : KeptTwin.Line.DEAF;
      twin.given.clear();
      give(device, now, effects);
    }
    return effects;
  }

  /// A device is gone.
  void offline(String device) {
    KeptTwin twin = twins.get(device);
    if (twin != null) {
      twin.line = KeptTwin.Line.NONE;
    }
  }

  /// A session has begun: where everything stands is to be found out anew.
  List<TwinEffect> linked(Instant now) {
    unlinked();
    linked = true;
    unmet.addAll(twins.keySet());
    List<TwinEffect> effects = new ArrayList<>();
    pump(now, effects);
    return effects;
  }

  /// The session is over.
  void unlinked() {
    linked = false;
    syncs.clear();
    told = Optional.empty();
    pending.clear();
    untold.clear();
    twins.values().forEach(each -> each.now = each.now.unmet());
  }

  /// The platform's answer to [TwinEffect.Sync].
  List<TwinEffect> synced(long token, TwinSynced answer, Instant now) {
    List<TwinEffect> effects = new ArrayList<>();
    if (syncs.remove(token) != null) {
      for (TwinSynced.Item each : answer.twins()) {
        KeptTwin twin = twins.get(each.device());
        if (twin != null) {
          drifted += each.drift() ? 1 : 0;
          @Var GatewayTwin next = twin.now.met(each.reported(), each.drift());
          if (each.desired().isPresent()) {
            next = next.desired(each.desired().get());
          }
          become(twin, next, effects);
          untold.add(each.device());
        }
      }
      pump(now, effects);
    }
    return effects;
  }

  /// The platform's answer to [TwinEffect.Tell].
  List<TwinEffect> stood(long token, TwinStands answer, Instant now) {
    List<TwinEffect> effects = new ArrayList<>();
    if (told.filter(each -> each.token == token).isPresent()) {
      List<String> devices = told.get().devices;
      told = Optional.empty();
      for (String device : devices) {
        KeptTwin twin = twins.get(device);
        Stamp stamp = answer.twins().get(device);
        if (twin != null && stamp != null) {
          become(twin, twin.now.met(stamp, false), effects);
          untold.add(device);
        } else if (twin != null) {
          twin.now = twin.now.unmet();
        }
      }
      pump(now, effects);
    }
    return effects;
  }

  /// The platform says that these twins have drifted.
  List<TwinEffect> drift(Collection<String> devices, Instant now) {
    List<TwinEffect> effects = new ArrayList<>();
    devices.stream().filter(twins::containsKey).forEach(unmet::add);
    pump(now, effects);
    return effects;
  }

  /// The platform tells what is desired.
  List<TwinEffect> desired(long request, TwinPatches patches, Instant now) {
    List<TwinEffect> effects = new ArrayList<>();
    if (pending.size() >= config.maxPending()) {
      effects.add(
          new TwinEffect.Refuse(
              request,
              Refusal.retryAfter(RefusalCode.BUSY, "the disk is behind", config.busyRetry())));
      return effects;
    }
    Map<String, Stamp> needed = new HashMap<>();
    Map<String, Stamp> stands = new LinkedHashMap<>();
    for (TwinPatches.Item each : patches.twins()) {
      KeptTwin twin = twins.get(each.device());
      if (twin != null) {
        become(twin, twin.now.desired(each.patch()), effects);
        Stamp at = twin.now.twin().desired().at();
        stands.put(each.device(), twin.durable.desired().at());
        if (at.isAfter(twin.durable.desired().at())) {
          needed.put(each.device(), at);
        }
      }
    }
    pending.add(new Pending(request, needed, stands));
    answer(effects);
    return effects;
  }

  /// A document is on disk, or could not be written.
  List<TwinEffect> written(Twin document, boolean onDisk, Instant now) {
    List<TwinEffect> effects = new ArrayList<>();
    KeptTwin twin = twins.get(document.device());
    if (twin == null) {
      return effects;
    }
    if (onDisk) {
      twin.failed = false;
      twin.durable(document);
      give(document.device(), now, effects);
      untold.add(document.device());
    } else {
      twin.failed = true;
    }
    for (Pending each : pending) {
      each.stands.replace(document.device(), twin.durable.desired().at());
      Stamp at = each.needed.get(document.device());
      if (at != null && (!onDisk || !at.isAfter(twin.durable.desired().at()))) {
        each.needed.remove(document.device());
      }
    }
    answer(effects);
    pump(now, effects);
    return effects;
  }

  /// Time has passed: what was not answered is asked again, what was not written is written again.
  List<TwinEffect> tick(Instant now) {
    List<TwinEffect> effects = new ArrayList<>();
    Iterator<Asked> each = syncs.values().iterator();
    while (each.hasNext()) {
      Asked asked = each.next();
      if (isLate(asked, now)) {
        asked.devices.stream().filter(twins::containsKey).forEach(unmet::add);
        each.remove();
      }
    }
    if (told.isPresent() && isLate(told.get(), now)) {
      untold.addAll(told.get().devices);
      told = Optional.empty();
    }
    for (KeptTwin twin : twins.values()) {
      if (twin.failed) {
        twin.failed = false;
        effects.add(new TwinEffect.Write(twin.now.twin()));
      }
    }
    pump(now, effects);
    return effects;
  }

  /// Where documents on disk stand that hold something; of many, the next ones in turn.
  List<TwinPosition> positions() {
    List<KeptTwin> all = twins.values().stream().filter(each -> !each.durable.isBlank()).toList();
    int most = Math.min(all.size(), config.positionsAtOnce());
    List<TwinPosition> positions = new ArrayList<>(most);
    for (int i = 0; i < most; i++) {
      positions.add(all.get(Math.floorMod(turn + i, all.size())).position());
    }
    turn = all.isEmpty() ? 0 : (turn + most) % all.size();
    return positions;
  }

  Optional<Twin> twin(String device) {
    return Optional.ofNullable(twins.get(device)).map(each -> each.now.twin());
  }

  int size() {
    return twins.size();
  }

  long drifted() {
    return drifted;
  }

  long withoutRoom() {
    return withoutRoom;
  }

  long refused() {
    return refused;
  }

  /// A clock that went back must not make us wait for hours.
  private boolean isLate(Asked asked, Instant now) {
    return now.isBefore(asked.since) || !now.isBefore(asked.since.plus(config.answerTimeout()));
  }

  private KeptTwin kept(String device, ThingModel model) {
    return new KeptTwin(
        Optional.ofNullable(restored.remove(device)).orElse(Twin.of(device)), model);
  }

  private void prune(KeptTwin twin, List<TwinEffect> effects) {
    Set<String> known = new HashSet<>();
    twin.model.properties().values().stream()
        .filter(ThingModel.PropertyAffordance::isOfTwin)
        .forEach(each -> known.add(each.name()));
    become(twin, twin.now.only(known), effects);
  }

  private static boolean shows(GatewayTwin twin, String property, JsonNode value) {
    return twin.twin().reported().of(property).flatMap(TwinEntry::value).equals(Optional.of(value));
  }

  private static void become(KeptTwin twin, GatewayTwin next, List<TwinEffect> effects) {
    boolean changed = !next.twin().equals(twin.now.twin());
    twin.now = next;
    if (changed) {
      effects.add(new TwinEffect.Write(next.twin()));
    }
  }

  /// Gives the device what is due to it.
  private void give(String device, Instant now, List<TwinEffect> effects) {
    KeptTwin twin = twins.get(device);
    if (twin == null || twin.line == KeptTwin.Line.NONE) {
      return;
    }
    Map<String, JsonNode> due = twin.due();
    if (due.isEmpty()) {
      return;
    }
    Half desired = twin.durable.desired();
    @Var GatewayTwin next = twin.now;
    for (String name : due.keySet()) {
      TwinEntry entry = desired.of(name).orElseThrow();
      twin.given.put(name, twin.givenFor(name, entry));
      if (twin.line == KeptTwin.Line.DEAF) {
        next = next.answer(name, new Answer(desired.stampOf(entry), false, DEAF), now, life);
      }
    }
    if (twin.line == KeptTwin.Line.OPEN) {
      twin.givenVersion = desired.at().seq();
      effects.add(new TwinEffect.Give(device, desired.at().seq(), due));
    }
    become(twin, next, effects);
  }

  /// Answers the messages of the platform that wait for nothing more, in their order.
  private void answer(List<TwinEffect> effects) {
    Iterator<Pending> each = pending.iterator();
    while (each.hasNext()) {
      Pending next = each.next();
      if (next.needed.isEmpty()) {
        each.remove();
        effects.add(new TwinEffect.Stand(next.request, new TwinStands(next.stands)));
      }
    }
  }

  private void pump(Instant now, List<TwinEffect> effects) {
    if (linked) {
      sync(now, effects);
      tell(now, effects);
    }
  }

  private void sync(Instant now, List<TwinEffect> effects) {
    List<String> all = List.copyOf(unmet);
    unmet.clear();
    for (int from = 0; from < all.size(); from += TwinSync.MAX_TWINS) {
      List<String> devices = all.subList(from, Math.min(all.size(), from + TwinSync.MAX_TWINS));
      List<TwinPosition> positions = new ArrayList<>();
      for (String device : devices) {
        KeptTwin twin = twins.get(device);
        if (twin != null) {
          positions.add(twin.position());
        }
      }
      long token = ++tokens;
      syncs.put(token, new Asked(token, devices, now));
      effects.add(new TwinEffect.Sync(token, new TwinSync(positions)));
    }
  }

  private void tell(Instant now, List<TwinEffect> effects) {
    if (told.isPresent()) {
      return;
    }
    List<TwinPatches.Item> items = new ArrayList<>();
    @Var int bytes = 0;
    Iterator<String> each = untold.iterator();
    while (each.hasNext() && items.size() < TwinSync.MAX_TWINS && bytes < TwinPatches.MAX_BYTES) {
      String device = each.next();
      each.remove();
      KeptTwin twin = twins.get(device);
      if (twin != null) {
        var patch = twin.now.outgoing(twin.durable);
        if (patch.isPresent()) {
          items.add(new TwinPatches.Item(device, patch.get()));
          bytes += patch.get().bytes();
        }
      }
    }
    if (!items.isEmpty()) {
      long token = ++tokens;
      told =
          Optional.of(new Asked(token, items.stream().map(TwinPatches.Item::device).toList(), now));
      effects.add(new TwinEffect.Tell(token, new TwinPatches(items)));
    }
  }
}
