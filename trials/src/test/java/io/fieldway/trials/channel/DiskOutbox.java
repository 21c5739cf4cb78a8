package io.fieldway.trials.channel;

import io.fieldway.gateway.outbox.Intake;
import io.fieldway.gateway.outbox.Journal;
import io.fieldway.gateway.outbox.Outbox;
import io.fieldway.gateway.outbox.OutboxCounts;
import io.fieldway.gateway.outbox.OutboxState;
import io.fieldway.gateway.outbox.Portion;
import io.fieldway.gateway.outbox.Receipt;
import io.fieldway.gateway.outbox.StoredEntry;
import io.fieldway.gateway.outbox.StreamState;
import io.fieldway.trials.simulation.World;
import io.fieldway.wire.Json;
import io.fieldway.wire.telemetry.Entry;
import io.fieldway.wire.telemetry.SenMl;
import io.fieldway.wire.telemetry.StreamId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The outbox of one life, on a [Disk]. It keeps the contract of [Outbox]: what has gathered is
/// committed as one group, a while later, and answered after that. A crash may come between.
final class DiskOutbox implements Outbox {
  private final World world;
  private final Turns turns;
  private final Disk disk;
  private final long maxEntries;
  private final List<Write> group = new ArrayList<>();

  /// The lowest refused sequence of each device, which must come again first.
  private final Map<String, Disk.Mark> refused = new HashMap<>();

  private final List<String> commandsAtStart;
  private final List<String> twinsAtStart;

  /// @param change what it does to the disk; gives what is to be told afterwards
  private record Write(Change change, Runnable failed) {}

  private interface Change {
    Runnable make();
  }

  DiskOutbox(World world, Turns turns, Disk disk, long maxEntries) {
    this.world = world;
    this.turns = turns;
    this.disk = disk;
    this.maxEntries = maxEntries;
    this.commandsAtStart = List.copyOf(disk.commands.values());
    this.twinsAtStart = List.copyOf(disk.twins.values());
  }

  /// The process is killed: the group under way may be on disk, and nobody was told.
  void kill() {
    if (world.chance(0.5)) {
      group.forEach(each -> each.change.make());
    }
    group.clear();
  }

  @Override
  public void append(Intake intake, Consumer<Receipt> done) {
    write(
        () -> {
          Receipt receipt = judge(intake);
          return () -> done.accept(receipt);
        },
        () -> {
          refuse(intake);
          done.accept(Receipt.REFUSED);
        });
  }

  @Override
  public void arrived(String device) {
    write(
        () -> {
          refused.remove(device);
          return () -> {};
        },
        () -> {});
  }

  @Override
  public long resume(String device, String session) {
    Disk.Mark mark = disk.marks.get(device);
    return mark != null && mark.session().equals(session) ? mark.seq() : 0;
  }

  @Override
  public Optional<Portion> read(StreamId of, long from, int maxEntriesAtOnce, long maxBytes) {
    StreamState stream = disk.state.of(of).orElseThrow();
    List<StoredEntry> entries =
        disk
            .entries
            .subMap(stream.base() + from, true, stream.base() + stream.last(), true)
            .entrySet()
            .stream()
            .limit(maxEntriesAtOnce)
            .map(each -> new StoredEntry(each.getKey() - stream.base(), each.getValue()))
            .toList();
    return entries.isEmpty()
        ? Optional.empty()
        : Optional.of(new Portion(from, entries.getLast().seq(), entries, List.of()));
  }

  @Override
  public void forget(StreamId stream, long upTo) {
    write(
        () -> {
          disk.state.of(stream).ifPresent(each -> forget(each, upTo));
          return () -> {};
        },
        () -> {});
  }

  private void forget(StreamState each, long upTo) {
    long forgotten = Math.max(each.forgotten(), Math.min(upTo, each.last()));
    disk.entries.subMap(each.base() + 1, true, each.base() + forgotten, true).clear();
    List<StreamState> streams = new ArrayList<>(disk.state.streams());
    streams.set(
        streams.indexOf(each),
        new StreamState(
            each.stream(), each.base(), each.last(), forgotten, each.last() - forgotten, 0));
    streams.subList(0, streams.size() - 1).removeIf(StreamState::isDone);
    disk.state = new OutboxState(streams);
  }

  @Override
  public void cut() {
    write(
        () -> {
          StreamState newest = disk.state.newest();
          if (!newest.isDone()) {
            List<StreamState> streams = new ArrayList<>(disk.state.streams());
            StreamId next = new StreamId(newest.stream().name(), newest.stream().epoch() + 1);
            streams.add(new StreamState(next, newest.base() + newest.last(), 0, 0, 0, 0));
            disk.state = new OutboxState(streams);
          }
          return () -> {};
        },
        () -> {});
  }

  @Override
  public CompletableFuture<OutboxState> renew() {
    throw new AssertionError("no disk and no database was put back to an older state");
  }

  @Override
  public OutboxState state() {
    return disk.state;
  }

  @Override
  public OutboxCounts counts() {
    return new OutboxCounts(0, 0, 0, 0, 0, 0);
  }

  @Override
  public Optional<Instant> oldest() {
    return Optional.empty();
  }

  @Override
  public Journal journal() {
    return shelf(disk.commands, commandsAtStart);
  }

  @Override
  public Journal twins() {
    return shelf(disk.twins, twinsAtStart);
  }

  @Override
  public void close() {}

  private Journal shelf(Map<String, String> documents, List<String> atStart) {
    return new Journal() {
      @Override
      public List<String> documents() {
        return atStart;
      }

      @Override
      public void put(String id, String document, Consumer<Boolean> done) {
        write(
            () -> {
              documents.put(id, document);
              return () -> done.accept(true);
            },
            () -> done.accept(false));
      }

      @Override
      public void remove(List<String> ids) {
        write(
            () -> {
              ids.forEach(documents::remove);
              return () -> {};
            },
            () -> {});
      }
    };
  }

  private void write(Change change, Runnable failed) {
    if (group.isEmpty()) {
      turns.after(world.between(0, 30), this::commit);
    }
    group.add(new Write(change, failed));
  }

  private void commit() {
    List<Write> all = List.copyOf(group);
    group.clear();
    if (world.chance(0.01)) {
      all.forEach(each -> each.failed.run());
      return;
    }
    List<Runnable> told = new ArrayList<>();
    all.forEach(each -> told.add(each.change.make()));
    told.forEach(Runnable::run);
  }

  private Receipt judge(Intake intake) {
    Disk.Mark mark = disk.marks.get(intake.device());
    if (isHeld(mark, intake)) {
      return Receipt.REPLAYED;
    }
    Disk.Mark gap = refused.get(intake.device());
    boolean behind =
        gap != null && gap.session().equals(intake.session()) && intake.seq() > gap.seq();
    if (behind || disk.state.entries() >= maxEntries) {
      refuse(intake);
      return Receipt.REFUSED;
    }
    refused.remove(intake.device());
    StreamState newest = disk.state.newest();
    long seq = newest.last() + 1;
    String pack = Json.write(SenMl.write(List.of(new Entry(seq, intake.points()))));
    disk.entries.put(newest.base() + seq, pack.substring(1, pack.length() - 1));
    disk.marks.put(intake.device(), new Disk.Mark(intake.session(), intake.seq()));
    List<StreamState> streams = new ArrayList<>(disk.state.streams());
    streams.set(
        streams.size() - 1,
        new StreamState(
            newest.stream(), newest.base(), seq, newest.forgotten(), newest.entries() + 1, 0));
    disk.state = new OutboxState(streams);
    return Receipt.STORED;
  }

  private void refuse(Intake intake) {
    Disk.Mark gap = refused.get(intake.device());
    boolean lower =
        gap == null || !gap.session().equals(intake.session()) || intake.seq() < gap.seq();
    if (lower && !isHeld(disk.marks.get(intake.device()), intake)) {
      refused.put(intake.device(), new Disk.Mark(intake.session(), intake.seq()));
    }
  }

  private static boolean isHeld(Disk.@Nullable Mark mark, Intake intake) {
    return mark != null && mark.session().equals(intake.session()) && intake.seq() <= mark.seq();
  }
}
