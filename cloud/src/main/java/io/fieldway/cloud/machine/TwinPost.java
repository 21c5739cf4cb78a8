package io.fieldway.cloud.machine;

import io.fieldway.cloud.database.SqlTwins;
import io.fieldway.cloud.queue.Feed;
import io.fieldway.cloud.queue.FeedEvent;
import io.fieldway.socketio.Socket;
import io.fieldway.wire.channel.Events;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.TwinPatches;
import io.fieldway.wire.channel.TwinStands;
import io.fieldway.wire.channel.TwinSync;
import io.fieldway.wire.channel.TwinSynced;
import io.fieldway.wire.twin.PlatformTwin;
import io.fieldway.wire.twin.Stamp;
import io.fieldway.wire.twin.TwinPosition;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Keeps the twins of a gateway's devices equal to the database's: tells what is desired, one
/// message at a time, and stores what is reported. What was not acknowledged is found again by the
/// sweep; nothing is queued. Blocks; used on virtual threads.
final class TwinPost {
  private static final Logger LOG = LoggerFactory.getLogger(TwinPost.class);

  private final MachineConfig config;
  private final SqlTwins twins;
  private final Feed feed;
  private final MachineMetrics metrics;
  private final Clock clock;
  private final Executor blocking;

  TwinPost(
      MachineConfig config,
      SqlTwins twins,
      Feed feed,
      MachineMetrics metrics,
      Clock clock,
      Executor blocking) {
    this.config = config;
    this.twins = twins;
    this.feed = feed;
    this.metrics = metrics;
    this.clock = clock;
    this.blocking = blocking;
  }

  /// Whether a message is under way to one gateway in one session.
  static final class Outgoing {
    private final AtomicBoolean underWay = new AtomicBoolean();
  }

  /// A session's meeting, or a repair: what the gateway lacks, as far as it has room in one answer.
  JsonNode meet(String gateway, TwinSync sync) {
    Set<String> drifted = new HashSet<>();
    Map<String, UnaryOperator<PlatformTwin>> changes = new LinkedHashMap<>();
    for (TwinPosition each : sync.twins()) {
      changes.put(
          each.device(),
          twin -> {
            PlatformTwin.Meeting meeting = twin.meet(each);
            if (meeting.drift()) {
              drifted.add(each.device());
            }
            return meeting.next();
          });
    }
    List<TwinSynced.Item> items = new ArrayList<>();
    Room room = new Room();
    twins
        .changeAt(gateway, changes, clock.instant())
        .forEach((device, twin) ->
            items.add(
                room.fit(
                    new TwinSynced.Item(
                        device,
                        twin.twin().reported().at(),
                        drifted.contains(device),
                        twin.outgoing()))));
    for (String device : drifted) {
      LOG.warn("The twin of {} had drifted and is repaired", device);
      metrics.drifted();
    }
    return new TwinSynced(items).json();
  }

  /// Stores what is reported; the answer says how far each twin is stored.
  JsonNode report(String gateway, TwinPatches patches) {
    Instant now = clock.instant();
    Set<String> changed = new HashSet<>();
    Map<String, UnaryOperator<PlatformTwin>> changes = new LinkedHashMap<>();
    for (TwinPatches.Item each : patches.twins()) {
      changes.put(
          each.device(),
          twin -> {
            PlatformTwin next = twin.report(each.patch());
            if (!next.equals(twin)) {
              changed.add(each.device());
            }
            return next;
          });
    }
    Map<String, Stamp> stands = new LinkedHashMap<>();
    twins
        .changeAt(gateway, changes, now)
        .forEach((device, twin) -> {
          stands.put(device, twin.twin().reported().at());
          if (changed.contains(device)) {
            metrics.twinReported();
            show(twin, now);
          }
        });
    return new TwinStands(stands).json();
  }

  /// The devices whose twins have drifted, by a heartbeat's positions.
  List<String> drifted(String gateway, List<TwinPosition> positions) {
    return twins.drifted(gateway, positions);
  }

  /// Tells what the gateway has not got, unless a message is under way.
  void send(String gateway, Socket socket, Outgoing outgoing) {
    if (!outgoing.underWay.compareAndSet(false, true)) {
      return;
    }
    List<TwinPatches.Item> items = twins.outgoing(gateway);
    if (items.isEmpty()) {
      outgoing.underWay.set(false);
      return;
    }
    CompletionStage<List<JsonNode>> acknowledged =
        socket.emitWithAck(
            config.commandAckTimeout(), Events.TWIN_DESIRED, new TwinPatches(items).json());
    acknowledged.whenCompleteAsync(
        (answer, thrown) -> {
          boolean further = thrown == null && taken(gateway, answer);
          outgoing.underWay.set(false);
          if (further) {
            send(gateway, socket, outgoing);
          }
        },
        blocking);
  }

  /// Whether the gateway got further by it.
  private boolean taken(String gateway, List<JsonNode> answer) {
    try {
      if (answer.isEmpty() || Refusal.is(answer.getFirst())) {
        return false;
      }
      Instant now = clock.instant();
      Set<String> further = new HashSet<>();
      Map<String, UnaryOperator<PlatformTwin>> changes = new LinkedHashMap<>();
      TwinStands.read(answer.getFirst())
          .twins()
          .forEach((device, at) ->
              changes.put(
                  device,
                  twin -> {
                    PlatformTwin next = twin.heldUpTo(at);
                    if (!next.equals(twin)) {
                      further.add(device);
                    }
                    return next;
                  }));
      twins
          .changeAt(gateway, changes, now)
          .forEach((device, twin) -> {
            if (further.contains(device)) {
              show(twin, now);
            }
          });
      metrics.twinDesired();
      return !further.isEmpty();
    } catch (RuntimeException e) {
      LOG.warn("What is desired is told to gateway {} again: {}", gateway, e.toString());
      return false;
    }
  }

  private void show(PlatformTwin twin, Instant now) {
    feed.publish(new FeedEvent.Twin(twin.twin().device(), twin.twin().hash(), now));
  }

  /// How much of one answer is left.
  private static final class Room {
    private long left = TwinPatches.MAX_BYTES;

    /// The item, without its patch where that has no room: it is sent by itself then.
    TwinSynced.Item fit(TwinSynced.Item item) {
      int bytes = item.desired().map(each -> each.bytes()).orElse(0);
      if (bytes <= left) {
        left -= bytes;
        return item;
      }
      return new TwinSynced.Item(item.device(), item.reported(), item.drift(), Optional.empty());
    }
  }
}
