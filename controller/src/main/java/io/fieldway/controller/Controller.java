package io.fieldway.controller;

import io.fieldway.controller.io.ControllerLoop;
import io.fieldway.controller.io.ControllerServer;
import io.fieldway.controller.io.NodeDialers;
import io.fieldway.controller.io.NodeTls;
import io.fieldway.controller.journal.DecisionJournal;
import io.fieldway.controller.reroute.Rerouter;
import io.fieldway.wire.config.Problem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A running controller.
public final class Controller implements AutoCloseable {
  private final ControllerLoop loop;
  private final ControllerServer server;
  private final NodeDialers dialers;

  private Controller(ControllerLoop loop, ControllerServer server, NodeDialers dialers) {
    this.loop = loop;
    this.server = server;
    this.dialers = dialers;
  }

  /// Starts a controller whose connections are not encrypted.
  ///
  /// @throws IOException that says what is in its way
  /// @throws IllegalArgumentException where the configuration cannot hold
  public static Controller start(ControllerConfig config) throws IOException {
    return start(config, Optional.empty());
  }

  /// Starts a controller.
  ///
  /// @param tls how it shows the nodes who it is, and knows them, where the mesh is encrypted
  public static Controller start(ControllerConfig config, Optional<NodeTls> tls)
      throws IOException {
    List<Problem> problems = new ArrayList<>(config.problems());
    if (tls.isEmpty()) {
      problems.addAll(config.exposed());
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(problems.getFirst().toString());
    }
    if (config.nodes().isEmpty()) {
      throw new IllegalArgumentException(
          "nodes: expected at least one link address of a node; see --node");
    }
    DecisionJournal journal = DecisionJournal.open(config.data());
    ControllerLoop loop =
        new ControllerLoop(
            new Rerouter(
                config.name(),
                config.reroute(),
                config.nodes().size(),
                journal.past(),
                ControllerLoop.clock()),
            journal,
            config.revive());
    ControllerServer server;
    try {
      server = ControllerServer.start(config.http(), config.name(), loop);
    } catch (IOException e) {
      journal.close();
      throw e;
    }
    loop.start();
    NodeDialers dialers =
        NodeDialers.start(
            config.mesh(), config.name(), config.nodes(), config.connection(), tls, loop);
    return new Controller(loop, server, dialers);
  }

  /// Where it serves health, metrics, the table and the plan.
  public InetSocketAddress http() {
    return server.address();
  }

  /// Why it cannot go on, once it cannot.
  public CompletableFuture<IOException> failed() {
    return loop.failed();
  }

  @Override
  public void close() throws IOException {
    server.close();
    dialers.close();
    loop.close();
  }
}
