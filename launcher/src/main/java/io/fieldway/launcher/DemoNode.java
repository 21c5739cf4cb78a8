package io.fieldway.launcher;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.LastingNode;
import io.fieldway.node.NodeConfig;
import io.fieldway.node.io.ListenerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One node of the demonstration, which runs in this process or does not. By any thread.
final class DemoNode implements AutoCloseable {
  /// What has become of it.
  enum State {
    RUNNING,
    /// It asks first who carries it on, and may wait for that one.
    STARTING,
    STOPPED,
    KILLED
  }

  private final String name;
  private final Consumer<LastingNode> started;
  @Var private NodeConfig config;
  @Var private State state = State.STOPPED;
  @Var private @Nullable LastingNode running;
  @Var private @Nullable Thread starting;
  @Var private boolean closed;

  /// A node that does not run yet.
  ///
  /// @param started is told when it runs
  DemoNode(NodeConfig config, Consumer<LastingNode> started) {
    this.name = config.name();
    this.config = config;
    this.started = started;
  }

  /// Begins to start it; where it runs already nothing happens.
  ///
  /// @return completes when it runs, or with the [IOException] that says why it does not
  synchronized CompletableFuture<Void> start() {
    CompletableFuture<Void> begun = new CompletableFuture<>();
    if (closed || state == State.RUNNING || state == State.STARTING) {
      begun.complete(null);
      return begun;
    }
    State former = state;
    state = State.STARTING;
    starting = Thread.ofVirtual().name("start-" + name).start(() -> begin(former, begun));
    return begun;
  }

  private void begin(State former, CompletableFuture<Void> begun) {
    try {
      LastingNode node = LastingNode.start(config());
      if (take(node)) {
        started.accept(node);
      } else {
        node.close();
      }
      begun.complete(null);
    } catch (IOException e) {
      leave(former);
      begun.completeExceptionally(e);
    } catch (RuntimeException e) {
      leave(former);
      begun.completeExceptionally(new IOException("node " + name + ": " + e, e));
    }
  }

  /// Whether it is still wanted.
  private synchronized boolean take(LastingNode node) {
    if (!Thread.currentThread().equals(starting)) {
      return false;
    }
    starting = null;
    running = node;
    state = State.RUNNING;
    config =
        config
            .withListeners(List.of(ListenerConfig.tcp(node.addresses().getFirst())))
            .withHttp(node.http())
            .withMesh(config.mesh().withListen(node.links()));
    return true;
  }

  private synchronized void leave(State former) {
    if (Thread.currentThread().equals(starting)) {
      starting = null;
      state = former;
    }
  }

  /// Waits for [#start], but no longer than so long.
  ///
  /// @throws IOException that says why it does not start
  static void await(CompletableFuture<Void> begun, Duration atMost) throws IOException {
    try {
      begun.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // It goes on, and shows that it is starting.
      return;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped while a node was starting", e);
    }
  }

  /// Waits until it has given its sessions away, but no longer than so long.
  void awaitDrained(Duration atMost) {
    Optional<LastingNode> node = running();
    if (node.isEmpty()) {
      return;
    }
    try {
      var _ = node.get().ended().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // It is stopped as it is.
      return;
    }
  }

  /// Stops it, in order.
  void stop() {
    end(State.STOPPED).ifPresent(LastingNode::close);
  }

  /// Ends it as `kill -9` would.
  void kill() {
    end(State.KILLED).ifPresent(LastingNode::kill);
  }

  private synchronized Optional<LastingNode> end(State next) {
    Optional<LastingNode> node = running();
    Thread waiting = starting;
    if (waiting != null) {
      starting = null;
      waiting.interrupt();
    }
    if (node.isPresent() || waiting != null) {
      running = null;
      state = next;
    }
    return node;
  }

  String name() {
    return name;
  }

  synchronized State state() {
    return state;
  }

  /// What it is configured with; with the addresses that it had at last.
  synchronized NodeConfig config() {
    return config;
  }

  /// Where MQTT clients connect to it.
  InetSocketAddress address() {
    return config().listeners().getFirst().address();
  }

  /// Where other nodes and controllers connect to it.
  InetSocketAddress link() {
    return config().mesh().listen().getFirst();
  }

  synchronized Optional<LastingNode> running() {
    return Optional.ofNullable(running);
  }

  /// Stops it for good.
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    stop();
  }
}
