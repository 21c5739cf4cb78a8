package io.fieldway.gateway.uplink;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.outbox.OutboxState;
import io.fieldway.gateway.outbox.StreamState;
import io.fieldway.gateway.uplink.SendWindow.Verdict;
import io.fieldway.wire.telemetry.StreamId;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/// Which readings go up next during one session. The newest stream goes first, in the live lane;
/// then the older ones, the oldest first, in the backlog's. Each stream has its [SendWindow]; all
/// together keep to the platform's credit, of which the backlog takes no more than half, and to the
/// budget. A core.
final class UploadPlan {
  private final UplinkConfig config;
  private final Budget budget;
  private final Map<StreamId, SendWindow> windows = new LinkedHashMap<>();
  @Var private OptionalLong credit;
  private final Map<Lane, Instant> heldUntil = new EnumMap<>(Lane.class);
  @Var private StreamId newest = new StreamId("", 0);

  /// What may go now.
  ///
  /// @param from the first sequence
  /// @param entries at most so many
  /// @param bytes at most so many, unless the first entry alone is larger
  record Turn(StreamId stream, Lane lane, long from, int entries, long bytes) {}

  UploadPlan(UplinkConfig config, Budget budget, OptionalLong credit) {
    this.config = config;
    this.budget = budget;
    this.credit = credit;
  }

  /// A stream of which the platform's database holds everything up to `committed`.
  void open(StreamId stream, long committed) {
    windows.put(
        stream,
        new SendWindow(config.windowBatches(), config.ackTimeout(), config.maxDelay(), committed));
  }

  /// What may go now. Streams that have come since begin, those that are gone end.
  Optional<Turn> next(OutboxState state, Instant now) {
    windows.keySet().removeIf(stream -> state.of(stream).isEmpty());
    newest = state.stream();
    Optional<Turn> live = turn(state.newest(), Lane.LIVE, now);
    if (live.isPresent()) {
      return live;
    }
    for (StreamState each : state.streams()) {
      Optional<Turn> turn =
          each.stream().equals(newest) ? Optional.empty() : turn(each, Lane.BACKLOG, now);
      if (turn.isPresent()) {
        return turn;
      }
    }
    return Optional.empty();
  }

  private Optional<Turn> turn(StreamState stream, Lane lane, Instant now) {
    if (!windows.containsKey(stream.stream())) {
      open(stream.stream(), stream.forgotten());
    }
    int room = lane == Lane.LIVE ? room() : Math.min(room(), roomForBacklog());
    OptionalLong wanted = window(stream.stream()).wanted(stream.last(), now);
    if (room < 1 || wanted.isEmpty() || now.isBefore(held(lane))) {
      return Optional.empty();
    }
    return Optional.of(
        new Turn(
            stream.stream(),
            lane,
            wanted.getAsLong(),
            Math.min(room, config.batchEntries()),
            Math.min(budget.portion(), config.batchBytes())));
  }

  /// How many more entries the platform's credit lets go.
  private int room() {
    long under = windows.values().stream().mapToLong(SendWindow::entriesUnderWay).sum();
    return credit.isPresent()
        ? (int) Math.min(Math.max(0, credit.getAsLong() - under), config.batchEntries())
        : config.batchEntries();
  }

  private int roomForBacklog() {
    List<SendWindow> older =
        windows.entrySet().stream()
            .filter(each -> !each.getKey().equals(newest))
            .map(Map.Entry::getValue)
            .toList();
    int batches = older.stream().mapToInt(SendWindow::underWay).sum();
    if (batches >= Math.max(1, config.windowBatches() / 2)) {
      return 0;
    }
    long under = older.stream().mapToLong(SendWindow::entriesUnderWay).sum();
    long half = Math.max(1, credit.orElse(Integer.MAX_VALUE) / 2);
    return (int) Math.min(Math.max(0, half - under), config.batchEntries());
  }

  private Instant held(Lane lane) {
    return heldUntil.getOrDefault(lane, Instant.MIN);
  }

  /// Whether the budget lets a turn of so many bytes go; then it must go. Else it is held back, and
  /// so are those of lower lanes.
  boolean mayGo(Turn turn, long bytes, Instant now) {
    Duration wait = budget.ask(turn.lane, bytes, now);
    if (wait.isZero()) {
      return true;
    }
    heldUntil.put(turn.lane, now.plus(wait));
    if (turn.lane == Lane.LIVE) {
      heldUntil.put(Lane.BACKLOG, now.plus(wait));
    }
    return false;
  }

  /// A turn has gone.
  ///
  /// @param to the last sequence that went
  /// @param entries how many went
  /// @return the round it belongs to, to be given back with its answer
  int sent(Turn turn, long to, int entries, Instant now) {
    return window(turn.stream).sent(turn.from, to, entries, now);
  }

  /// Whether what begins here was sent before.
  boolean isRepetition(Turn turn) {
    return window(turn.stream).isRepetition(turn.from);
  }

  /// The platform's database holds a stream up to here.
  Verdict committed(StreamId stream, long upTo, OptionalLong granted) {
    credit = granted;
    SendWindow window = windows.get(stream);
    return window == null ? Verdict.GO_ON : window.committed(upTo);
  }

  /// The platform misses something before the batch that began at `from`.
  Verdict gap(StreamId stream, int round, long from, long expected) {
    SendWindow window = windows.get(stream);
    return window == null ? Verdict.GO_ON : window.gap(round, from, expected);
  }

  /// The platform has no room, or cannot take a stream's batch now.
  ///
  /// @param asked how long the platform asks to wait
  /// @return how long the stream waits
  Duration pause(StreamId stream, int round, Optional<Duration> asked, Instant now) {
    SendWindow window = windows.get(stream);
    if (window == null) {
      return Duration.ZERO;
    }
    Duration wait = asked.orElse(window.patience());
    window.pause(round, wait, now);
    return wait;
  }

  /// Time has passed.
  ///
  /// @return the streams whose answers are too late, which go again from the last commit on
  List<StreamId> tick(Instant now) {
    return windows.entrySet().stream()
        .filter(each -> each.getValue().tick(now))
        .map(Map.Entry::getKey)
        .toList();
  }

  /// How far a stream is committed, as far as is known.
  long committed(StreamId stream) {
    SendWindow window = windows.get(stream);
    return window == null ? 0 : window.committed();
  }

  int underWay() {
    return windows.values().stream().mapToInt(SendWindow::underWay).sum();
  }

  private SendWindow window(StreamId stream) {
    return Objects.requireNonNull(windows.get(stream));
  }
}
