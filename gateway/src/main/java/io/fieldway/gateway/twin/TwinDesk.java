package io.fieldway.gateway.twin;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.loop.Loop;
import io.fieldway.gateway.outbox.Journal;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.channel.Events;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.TwinPatches;
import io.fieldway.wire.channel.TwinStands;
import io.fieldway.wire.channel.TwinSync;
import io.fieldway.wire.channel.TwinSynced;
import io.fieldway.wire.model.ThingModel;
import io.fieldway.wire.twin.Twin;
import io.fieldway.wire.twin.TwinPosition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Carries out what [TwinBook] decides. Methods may be called from any thread. One lock guards the
/// book, not the gateway's loop: a device's thread hands its twin to the disk's writer before its
/// reading, so that no reading is acknowledged whose settings could be lost. The writer's own
/// thread never takes the lock, for the lock may wait for the writer.
public final class TwinDesk {
  private static final Logger log = LoggerFactory.getLogger(TwinDesk.class);

  private static final Duration TICK = Duration.ofMillis(200);

  private final Object lock = new Object();
  private final TwinBook book;
  private final Journal journal;
  private final Loop loop;
  private final TwinHands hands;
  private final InstantSource clock;

  /// Guarded by the lock: who waits for an answer.
  private final Map<Long, Consumer<JsonNode>> waiting = new HashMap<>();

  /// Guarded by the lock: how far each device's readings have been looked at.
  private final Map<String, Mark> marks = new HashMap<>();

  @Var private long requests;

  private final LongAdder written = new LongAdder();
  private final LongAdder given = new LongAdder();
  private final LongAdder told = new LongAdder();

  private record Mark(String session, long seq) {}

  /// Takes up the twins on disk.
  ///
  /// @param life the epoch in which this gateway's halves begin: the store's
  public TwinDesk(
      TwinConfig config,
      long life,
      Journal journal,
      Loop loop,
      TwinHands hands,
      InstantSource clock) {
    this.book = new TwinBook(config, life, restore(journal));
    this.journal = journal;
    this.loop = loop;
    this.hands = hands;
    this.clock = clock;
  }

  /// Begins to look at the clock.
  public void start() {
    // Without registrations nothing is known of any device yet: no reason to drop its twin.
    if (!hands.models().isEmpty()) {
      registered();
    }
    loop.every(TICK, () -> change(now -> book.tick(now)));
  }

  /// The registrations are others now.
  public void registered() {
    change(now -> {
      Map<String, ThingModel> models = hands.models();
      marks.keySet().retainAll(models.keySet());
      return book.models(models, now);
    });
  }

  /// A device has sent a reading with these settings, in the model's words. Called before the
  /// reading is stored. One that was looked at before changes nothing: it may be older than what
  /// came since.
  ///
  /// @param stored the highest sequence of the session that is on disk
  public void read(
      String device, String session, long seq, long stored, Map<String, JsonNode> settings) {
    change(now -> {
      Mark mark = marks.get(device);
      long seen = mark != null && mark.session.equals(session) ? mark.seq : stored;
      if (seq <= seen) {
        return List.of();
      }
      marks.put(device, new Mark(session, seq));
      return settings.isEmpty() ? List.of() : book.shown(device, settings, "reading", now);
    });
  }

  /// A device has said what its settings are, in the model's words.
  ///
  /// @param version of what it answers; zero for nothing
  public void reported(
      String device, long version, Map<String, JsonNode> settings, Map<String, String> refused) {
    if (!refused.isEmpty()) {
      log.info("{} refuses {}", device, refused.keySet());
    }
    change(now -> book.settled(device, version, refused, now));
    change(now -> book.shown(device, settings, "device", now));
  }

  /// A device has connected.
  public void online(String device, boolean takesDesired) {
    change(now -> book.online(device, takesDesired, now));
  }

  /// A device is gone.
  public void offline(String device) {
    synchronized (lock) {
      book.offline(device);
    }
  }

  /// A session with the platform has begun.
  public void linked() {
    change(book::linked);
  }

  /// The session is over.
  public void unlinked() {
    synchronized (lock) {
      book.unlinked();
      waiting.clear();
    }
  }

  /// The platform desires something; `answer` hears where the twins stand once they are on disk.
  public void desired(TwinPatches patches, Consumer<JsonNode> answer) {
    change(now -> {
      long request = ++requests;
      waiting.put(request, answer);
      return book.desired(request, patches, now);
    });
  }

  /// The platform has found twins that have drifted.
  public void drifted(List<String> devices) {
    if (!devices.isEmpty()) {
      log.warn("the twins of {} have drifted from the platform's and are repaired", devices);
      change(now -> book.drift(devices, now));
    }
  }

  /// Where the documents on disk stand.
  public List<TwinPosition> positions() {
    synchronized (lock) {
      return book.positions();
    }
  }

  /// A device's document.
  public Optional<Twin> twin(String device) {
    synchronized (lock) {
      return book.twin(device);
    }
  }

  public TwinCounts counts() {
    synchronized (lock) {
      return new TwinCounts(
          book.size(),
          written.sum(),
          given.sum(),
          book.refused(),
          told.sum(),
          book.drifted(),
          book.withoutRoom());
    }
  }

  private static List<Twin> restore(Journal journal) {
    List<Twin> twins = new ArrayList<>();
    for (String document : journal.documents()) {
      try {
        twins.add(Twin.read(Json.parse("twin", document)));
      } catch (MalformedException e) {
        log.error("a twin on disk cannot be read, the platform tells it anew: {}", e.getMessage());
      }
    }
    return twins;
  }

  private void change(Function<Instant, List<TwinEffect>> change) {
    synchronized (lock) {
      change.apply(clock.instant().truncatedTo(ChronoUnit.MILLIS)).forEach(this::carryOut);
    }
  }

  private void carryOut(TwinEffect effect) {
    switch (effect) {
      case TwinEffect.Write(Twin twin) ->
          journal.put(
              twin.device(),
              Json.write(twin.json()),
              onDisk -> loop.execute(() -> written(twin, onDisk)));
      case TwinEffect.Erase(List<String> devices) -> journal.remove(devices);
      case TwinEffect.Sync(long token, TwinSync positions) ->
          hands.ask(
              Events.TWIN_SYNC,
              positions.json(),
              yes -> {
                TwinSynced answer = TwinSynced.read(yes);
                change(now -> book.synced(token, answer, now));
              });
      case TwinEffect.Tell(long token, TwinPatches patches) -> {
        told.add(patches.twins().size());
        hands.ask(
            Events.TWIN_REPORTED,
            patches.json(),
            yes -> {
              TwinStands answer = TwinStands.read(yes);
              change(now -> book.stood(token, answer, now));
            });
      }
      case TwinEffect.Stand(long request, TwinStands stands) -> answer(request, stands.json());
      case TwinEffect.Refuse(long request, Refusal refusal) -> answer(request, refusal.json());
      case TwinEffect.Give(String device, long version, Map<String, JsonNode> values) -> {
        given.increment();
        hands.give(device, version, values);
      }
    }
  }

  private void written(Twin twin, boolean onDisk) {
    written.increment();
    change(now -> book.written(twin, onDisk, now));
  }

  private void answer(long request, JsonNode body) {
    Consumer<JsonNode> answer = waiting.remove(request);
    if (answer != null) {
      answer.accept(body);
    }
  }
}
