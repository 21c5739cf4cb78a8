package io.fieldway.controller.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.controller.journal.DecisionJournal;
import io.fieldway.controller.reroute.Decision;
import io.fieldway.controller.reroute.Rerouter;
import io.fieldway.controller.reroute.ReviveConfig;
import io.fieldway.controller.reroute.Sent;
import io.fieldway.wire.Json;
import io.fieldway.wire.control.Status;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The controller's one thread: everything that is heard goes through its queue; after each few
/// events, and at least every [#TICK_MILLIS], it decides, writes down, applies and sends.
///
/// The queue is bounded: at the bound a status is dropped and counted, as another follows; anything
/// else waits.
public final class ControllerLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControllerLoop.class);
  private static final int MAX_EVENTS = 1_000;
  private static final long TICK_MILLIS = 50;

  /// Events taken together before the next decision.
  private static final int BATCH = 64;

  private final Rerouter core;
  private final DecisionJournal journal;
  private final Reviver reviver;
  private final BlockingQueue<Runnable> events = new ArrayBlockingQueue<>(MAX_EVENTS);
  private final Map<String, NodeConnection> connections = new ConcurrentHashMap<>();
  private final CompletableFuture<IOException> failed = new CompletableFuture<>();
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile boolean closing;
  @Var private String role = "";

  /// A loop that does not run yet.
  ///
  /// @param core touched by this loop's thread alone, from now on
  public ControllerLoop(Rerouter core, DecisionJournal journal, ReviveConfig revive) {
    this.core = core;
    this.journal = journal;
    this.reviver = new Reviver(revive, this::count);
    this.thread = Thread.ofPlatform().name("controller").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /// Milliseconds of a clock that never goes back.
  public static long clock() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  /// Why the controller cannot go on, once it cannot: its journal has failed.
  public CompletableFuture<IOException> failed() {
    return failed;
  }

  /// Asks the loop's thread.
  public <T> CompletableFuture<T> call(Function<Rerouter, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    put(() -> {
      try {
        answer.complete(question.apply(core));
      } catch (IllegalStateException e) {
        answer.completeExceptionally(e);
      }
    });
    return answer;
  }

  /// Decides from outside: writes down, applies.
  public CompletableFuture<Decision> decide(Function<Rerouter, Decision> decision) {
    return call(each -> {
      Decision made = decision.apply(each);
      record(List.of(made));
      return made;
    });
  }

  /// What was counted, by the word that it has in a metric.
  public SortedMap<String, Long> counts() {
    SortedMap<String, Long> all = new TreeMap<>();
    counts.forEach((word, count) -> all.put(word, count.sum()));
    return all;
  }

  /// How many nodes are connected.
  public int connections() {
    return connections.size();
  }

  /// Takes a connection; whether it is the only one to its node.
  boolean connected(NodeConnection connection) {
    boolean isFirst = connections.putIfAbsent(connection.node(), connection) == null;
    if (isFirst) {
      put(() -> core.connected(connection.node(), clock()));
    }
    return isFirst;
  }

  void disconnected(NodeConnection connection) {
    if (connections.remove(connection.node(), connection)) {
      put(() -> core.disconnected(connection.node(), clock()));
    }
  }

  void heard(NodeConnection connection, Status status) {
    long at = clock();
    boolean isTaken =
        events.offer(() -> {
          if (connection.equals(connections.get(status.node()))) {
            core.heard(status, at);
          }
        });
    count(isTaken ? "statuses" : "statuses_dropped");
  }

  void malformed() {
    count("statuses_malformed");
  }

  private void count(String word) {
    counts.computeIfAbsent(word, each -> new LongAdder()).increment();
  }

  private void put(Runnable event) {
    try {
      while (!closing && !events.offer(event, 1, TimeUnit.SECONDS)) {
        // It waits, however long the disk takes.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closing) {
        Runnable event = events.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
        if (event != null) {
          event.run();
        }
        for (@Var int i = 0; i < BATCH && !events.isEmpty(); i++) {
          events.remove().run();
        }
        turn();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (JournalFailure e) {
      LOG.error("the controller cannot write down what it decides, and stops: {}", e.getMessage());
      closing = true;
      boolean _ = failed.complete(e.failure);
    }
  }

  private void turn() {
    record(core.decide(clock()));
    for (Sent sent : core.due(clock())) {
      NodeConnection connection = connections.get(sent.node());
      if (connection != null) {
        connection.send(sent.message());
      }
    }
    reviver.turn(core, clock());
    if (!core.role().equals(role)) {
      role = core.role();
      LOG.info("the controller is {} in term {}", role, core.term());
    }
  }

  private void record(List<Decision> decisions) {
    if (decisions.isEmpty()) {
      return;
    }
    try {
      journal.append(decisions);
    } catch (IOException e) {
      throw new JournalFailure(e);
    }
    for (Decision each : decisions) {
      core.apply(each, clock());
      count("decisions_" + each.word());
      LOG.info("decided {}", Json.write(each.json()));
    }
  }

  @Override
  public void close() throws IOException {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    journal.close();
  }

  /// Ends the loop.
  private static final class JournalFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final IOException failure;

    JournalFailure(IOException failure) {
      super(failure);
      this.failure = failure;
    }
  }
}
