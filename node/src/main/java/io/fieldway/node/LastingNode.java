package io.fieldway.node;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.io.ListenerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A node that begins anew where it was fenced: it then asks who may have carried it on meanwhile,
/// as at every start, and serves again when it is its own.
public final class LastingNode implements AutoCloseable {
  /// How it came to its end.
  public sealed interface End {
    /// It goes on, or somebody has closed it.
    End NONE = new None();

    /// It has not come to one.
    record None() implements End {}

    /// It cannot go on.
    record Failed(String why) implements End {}

    /// It has given itself away.
    record Drained(String substitute) implements End {}
  }

  private static final Logger LOG = LoggerFactory.getLogger(LastingNode.class);

  private final NodeConfig config;
  private final CompletableFuture<End> ended = new CompletableFuture<>();
  @Var private volatile Node current;
  @Var private volatile boolean closed;

  /// Who begins the next node, where somebody does.
  @Var private volatile @Nullable Thread beginning;

  private LastingNode(Node first, NodeConfig config) {
    this.current = first;
    this.config = config;
    follow(first);
  }

  /// Starts the node, as [Node#start] does.
  ///
  /// @throws IOException that says in a sentence what is wrong
  public static LastingNode start(NodeConfig config) throws IOException {
    Node first = Node.start(config);
    return new LastingNode(first, pinned(config, first));
  }

  /// With the addresses that were found free at the first start.
  private static NodeConfig pinned(NodeConfig config, Node node) {
    List<ListenerConfig> listeners = new ArrayList<>();
    for (int i = 0; i < config.listeners().size(); i++) {
      listeners.add(config.listeners().get(i).withAddress(node.addresses().get(i)));
    }
    return config
        .withListeners(listeners)
        .withHttp(node.http())
        .withMesh(config.mesh().withListen(node.links()));
  }

  private void follow(Node node) {
    var _ =
        node.failed()
            .thenAccept(cause ->
                ended.complete(
                    new End.Failed(
                        "the node cannot go on, as its journal failed: " + cause.getMessage())));
    var _ = node.drained().thenAccept(substitute -> ended.complete(new End.Drained(substitute)));
    var _ = node.fenced().thenAccept(why -> Thread.ofVirtual().name("fenced").start(this::again));
  }

  /// Ends the node that was fenced and begins the next one, which may take as long as nobody can
  /// say whose it is.
  private void again() {
    current.close();
    try {
      begin();
    } catch (IOException e) {
      LOG.error("node {} cannot begin anew: {}", config.name(), e.getMessage());
      ended.complete(
          new End.Failed("the node cannot begin anew after it was fenced: " + e.getMessage()));
    }
  }

  private synchronized void begin() throws IOException {
    beginning = Thread.currentThread();
    if (!closed) {
      Node next = Node.start(config);
      current = next;
      follow(next);
    }
    beginning = null;
  }

  /// Where it listens, in the order of its configuration.
  public List<InetSocketAddress> addresses() {
    return current.addresses();
  }

  /// Where it listens for other nodes, in the order of its configuration.
  public List<InetSocketAddress> links() {
    return current.links();
  }

  /// Where health, metrics and views are served.
  public InetSocketAddress http() {
    return current.http();
  }

  /// The node as it is now.
  public Node current() {
    return current;
  }

  /// Completes where it cannot go on, or has given itself away, and is to be closed.
  public CompletableFuture<End> ended() {
    return ended;
  }

  /// Ends as `kill -9` would end its process; see [Node#kill].
  public void kill() {
    end(Node::kill);
  }

  @Override
  public void close() {
    end(Node::close);
  }

  private void end(Consumer<Node> way) {
    closed = true;
    Thread waiting = beginning;
    if (waiting != null) {
      waiting.interrupt();
    }
    synchronized (this) {
      way.accept(current);
    }
  }
}
