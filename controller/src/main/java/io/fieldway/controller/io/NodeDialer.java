package io.fieldway.controller.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.control.Status;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a control connection to one address: dials, waits for its end, and dials again after a
/// pause that grows from one failure to the next.
final class NodeDialer {
  private static final Logger LOG = LoggerFactory.getLogger(NodeDialer.class);

  private final String mesh;
  private final String controller;
  private final InetSocketAddress address;
  private final ConnectionConfig config;
  private final Optional<NodeTls> tls;
  private final ControllerLoop loop;
  @Var private String lastFailure = "";

  NodeDialer(
      String mesh,
      String controller,
      InetSocketAddress address,
      ConnectionConfig config,
      Optional<NodeTls> tls,
      ControllerLoop loop) {
    this.mesh = mesh;
    this.controller = controller;
    this.address = address;
    this.config = config;
    this.tls = tls;
    this.loop = loop;
  }

  /// Dials until its thread is interrupted. Runs on a virtual thread of its own.
  void run() {
    // The client's event loop, which ends by being interrupted.
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("control-" + address.getPort()).factory());
    try {
      @Var Duration pause = config.retryLeast();
      while (!Thread.currentThread().isInterrupted()) {
        boolean stood = dial(thread);
        pause = stood ? config.retryLeast() : pause;
        Thread.sleep(pause);
        pause = longer(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      thread.shutdownNow();
    }
  }

  private Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(config.retryMost()) > 0 ? config.retryMost() : twice;
  }

  /// Whether a connection came about.
  private boolean dial(ExecutorService thread) throws InterruptedException {
    Statuses statuses = new Statuses();
    try (NodeConnection connection =
        NodeConnection.open(
            mesh, controller, address, config.connectTimeout(), tls, thread, statuses::heard)) {
      if (!loop.connected(connection)) {
        failed("the node " + connection.node() + " is connected at another address");
        return false;
      }
      try {
        statuses.begin(connection);
        lastFailure = "";
        LOG.info("connected to {} at {}", connection.node(), address);
        LOG.info("the connection to {} has ended: {}", connection.node(), connection.awaitEnd());
      } finally {
        loop.disconnected(connection);
      }
      return true;
    } catch (IOException e) {
      failed(String.valueOf(e.getMessage()));
      return false;
    }
  }

  /// One line for each new reason, not for each try.
  private void failed(String why) {
    if (!why.equals(lastFailure)) {
      lastFailure = why;
      LOG.info("cannot connect to the node at {}: {}", address, why);
    }
  }

  /// The statuses of one connection; one that comes before the connection is known is followed by
  /// another in half a second.
  private final class Statuses {
    private volatile Optional<NodeConnection> of = Optional.empty();

    void begin(NodeConnection connection) {
      of = Optional.of(connection);
    }

    void heard(String payload) {
      of.ifPresent(connection -> {
        try {
          Status status = Status.parse(payload);
          if (status.node().equals(connection.node())) {
            loop.heard(connection, status);
          } else {
            connection.end("it answered as " + connection.node() + " and is " + status.node());
          }
        } catch (MalformedException e) {
          loop.malformed();
          connection.end(String.valueOf(e.getMessage()));
        }
      });
    }
  }
}
