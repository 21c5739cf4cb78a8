package io.fieldway.controller.io;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The dialers of all addresses, each on a virtual thread.
public final class NodeDialers implements AutoCloseable {
  private final List<Thread> threads = new ArrayList<>();

  private NodeDialers() {}

  /// Dials all addresses from now on.
  public static NodeDialers start(
      String mesh,
      String controller,
      List<InetSocketAddress> addresses,
      ConnectionConfig config,
      Optional<NodeTls> tls,
      ControllerLoop loop) {
    NodeDialers dialers = new NodeDialers();
    for (InetSocketAddress each : addresses) {
      NodeDialer dialer = new NodeDialer(mesh, controller, each, config, tls, loop);
      dialers.threads.add(Thread.ofVirtual().name("dial " + each).start(dialer::run));
    }
    return dialers;
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    try {
      for (Thread each : threads) {
        each.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
