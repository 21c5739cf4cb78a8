package io.fieldway.node;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.io.BeaconConfig;
import io.fieldway.node.io.Carried;
import io.fieldway.node.io.ListenerConfig;
import io.fieldway.node.journal.FileJournal;
import io.fieldway.node.trust.Membership;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.control.Adoption;
import io.fieldway.wire.control.AdoptionState;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The dead nodes that a node carries on: each from the copy of its journal, as a node of its own
/// name in this process, at the dead node's addresses, with one link, to this node. By any thread.
final class Carrying implements Carried, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Carrying.class);

  /// An address that was just left may take so long to be free, as where its process still dies.
  private static final Duration BIND_PATIENCE = Duration.ofSeconds(10);

  private static final Duration BIND_RETRY = Duration.ofMillis(20);

  private final NodeConfig own;
  private final Optional<Membership> membership;
  private final Supplier<InetSocketAddress> link;
  private final Function<String, Optional<String>> elsewhere;
  private final Map<String, One> carried = new ConcurrentHashMap<>();
  @Var private volatile boolean closed;

  /// What gives the copy of a dead node's journal away, to be opened.
  @FunctionalInterface
  interface Taking {
    /// Gives it away, once.
    ///
    /// @return the data directory to open
    /// @throws IOException that says why there is none
    Path take() throws IOException;
  }

  /// One dead node.
  private static final class One {
    final String name;
    final long number;
    final List<String> services;
    final Bytes word;
    @Var volatile AdoptionState state = AdoptionState.OPENING;
    @Var volatile String why = "";
    @Var volatile long sinceNanos = System.nanoTime();
    @Var volatile @Nullable Node node;

    One(String name, long number, List<String> services, Bytes word) {
      this.name = name;
      this.number = number;
      this.services = services;
      this.word = word;
    }

    void become(AdoptionState next, String reason) {
      why = reason;
      sinceNanos = System.nanoTime();
      state = next;
    }

    boolean isUnderWay() {
      return state == AdoptionState.OPENING || state == AdoptionState.SERVING;
    }

    Adoption view() {
      Node serving = node;
      return new Adoption(
          name,
          number,
          state,
          why,
          Duration.ofNanos(System.nanoTime() - sinceNanos),
          serving == null ? 0 : serving.sessions(),
          services);
    }
  }

  /// Carries nobody yet.
  ///
  /// @param own what the carrying node is configured with
  /// @param membership what it has to show; empty where its mesh has no certificates
  /// @param link where it listens for links
  /// @param elsewhere where another node has its links that carries one on
  Carrying(
      NodeConfig own,
      Optional<Membership> membership,
      Supplier<InetSocketAddress> link,
      Function<String, Optional<String>> elsewhere) {
    this.own = own;
    this.membership = membership;
    this.link = link;
    this.elsewhere = elsewhere;
  }

  /// Whether an order to carry a node on needs nothing more: it was obeyed, or is being obeyed.
  boolean has(String name) {
    One one = carried.get(name);
    return one != null && one.isUnderWay();
  }

  /// Begins to carry a node on, on a thread of its own. Where it is carried already nothing
  /// happens; where it was refused it is tried again.
  ///
  /// @param number of the order
  /// @param services where the dead node's clients connect
  /// @param word that the carrying node may speak for it; empty where nobody needs one
  void begin(String name, long number, List<String> services, Bytes word, Taking taking) {
    One begun = new One(name, number, services, word);
    One now =
        carried.compute(
            name, (key, former) -> former != null && former.isUnderWay() ? former : begun);
    if (now == begun) {
      LOG.info("carrying {} on: opening its copy", name);
      Thread.ofVirtual().name("carry-" + name).start(() -> open(begun, taking));
    }
  }

  private void open(One one, Taking taking) {
    try {
      if (membership.isPresent() && one.word.size() == 0) {
        throw new IOException(
            "its copy came without the word that " + own.name() + " may speak for " + one.name);
      }
      NodeConfig config = config(one);
      AddressCommand.takeOver(own).run(hosts(one.services));
      awaitFree(one.services);
      Path directory = taking.take();
      one.node =
          Node.carry(config.withData(directory), membership, one.word, Services.text(link.get()));
      if (closed) {
        end(one.name);
        return;
      }
      one.become(AdoptionState.SERVING, "");
      LOG.info("carrying {} on at {}", one.name, String.join(" ", one.services));
    } catch (IOException | RuntimeException e) {
      one.become(AdoptionState.REFUSED, String.valueOf(e.getMessage()));
      LOG.warn("cannot carry {} on: {}", one.name, e.getMessage());
    }
  }

  private NodeConfig config(One one) throws IOException {
    List<ListenerConfig> listeners = new ArrayList<>();
    for (String service : one.services) {
      listeners.add(Services.listener(service, own.listeners()));
    }
    NodeConfig config =
        own.withName(one.name)
            .withListeners(listeners)
            .withHttp(new InetSocketAddress(own.http().getAddress(), 0))
            .withMesh(
                own.mesh()
                    .withListen(List.of())
                    .withPeers(List.of(link.get()))
                    .withBeacon(BeaconConfig.defaults()))
            .withAttach(List.of());
    config.check();
    return config;
  }

  private static List<String> hosts(List<String> services) {
    return services.stream().map(each -> Services.address(each).getHostString()).toList();
  }

  /// Waits until the addresses can be had.
  private static void awaitFree(List<String> services) throws IOException {
    long began = System.nanoTime();
    for (String service : services) {
      while (true) {
        try (ServerSocket free = new ServerSocket()) {
          free.setReuseAddress(true);
          free.bind(Services.address(service));
          break;
        } catch (IOException e) {
          if (System.nanoTime() - began > BIND_PATIENCE.toNanos()) {
            throw new IOException(
                "cannot listen on "
                    + service
                    + ": "
                    + e.getMessage()
                    + "; end whatever listens there, or give this host the address",
                e);
          }
          pause();
        }
      }
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(BIND_RETRY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public Optional<FileJournal> journal(String name) {
    One one = carried.get(name);
    return Optional.ofNullable(one == null ? null : one.node).flatMap(Node::journal);
  }

  /// The node goes on elsewhere, at the same address: its clients find their connections broken,
  /// which every client mends by itself, where a DISCONNECT would end some of them.
  @Override
  public void close(String name) {
    One served = carried.get(name);
    Node cut = served == null ? null : served.node;
    if (cut != null) {
      cut.cutOff();
    }
    end(name);
  }

  private synchronized void end(String name) {
    One one = carried.get(name);
    Node node = one == null ? null : one.node;
    if (one != null && node != null) {
      node.close();
      one.node = null;
      one.become(AdoptionState.CLOSED, "");
      giveBack(one);
      LOG.info("{} is carried on here no more", name);
    }
  }

  private void giveBack(One one) {
    try {
      AddressCommand.giveBack(own).run(hosts(one.services));
    } catch (IOException e) {
      LOG.warn("the addresses of {} may still be at this machine: {}", one.name, e.getMessage());
    }
  }

  @Override
  public Optional<String> movedTo(String name) {
    return elsewhere.apply(name);
  }

  /// All that were to be carried on, sorted by name.
  List<Adoption> views() {
    return carried.values().stream()
        .map(One::view)
        .sorted((a, b) -> a.node().compareTo(b.node()))
        .toList();
  }

  /// Those that are served.
  List<String> names() {
    return views().stream()
        .filter(each -> each.state() == AdoptionState.SERVING)
        .map(Adoption::node)
        .toList();
  }

  /// Ends all as where the process is killed.
  void kill() {
    closed = true;
    carried.values().stream().flatMap(each -> Stream.ofNullable(each.node)).forEach(Node::kill);
    close();
  }

  /// What is being opened meanwhile ends as soon as it is open.
  @Override
  public void close() {
    closed = true;
    carried.keySet().forEach(this::end);
  }
}
