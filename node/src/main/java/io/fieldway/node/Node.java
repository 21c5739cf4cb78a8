package io.fieldway.node;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.access.FileAccess;
import io.fieldway.node.broker.Attachments;
import io.fieldway.node.broker.Broker;
import io.fieldway.node.broker.Demand;
import io.fieldway.node.control.Grants;
import io.fieldway.node.io.AttachConfig;
import io.fieldway.node.io.AttachDialer;
import io.fieldway.node.io.BrokerLoop;
import io.fieldway.node.io.Copier;
import io.fieldway.node.io.Copies;
import io.fieldway.node.io.Listener;
import io.fieldway.node.io.StatusServer;
import io.fieldway.node.journal.FileJournal;
import io.fieldway.node.kept.Ledger;
import io.fieldway.node.kept.Survivors;
import io.fieldway.node.mesh.Identity;
import io.fieldway.node.mesh.Mesh;
import io.fieldway.node.network.Profile;
import io.fieldway.node.trust.Membership;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One MQTT broker with its listeners, its journal and its views: what `fieldway node` runs.
public final class Node implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  private final NodeConfig config;
  private final Optional<Membership> membership;
  private final Profile profile;

  /// By which the node that carries this one on may speak for it; empty where it speaks itself.
  private final Bytes word;

  private final SecureRandom random = new SecureRandom();
  private final CompletableFuture<IOException> failed = new CompletableFuture<>();
  private final List<Listener> listeners = new ArrayList<>();
  private final List<InetSocketAddress> addresses = new ArrayList<>();

  /// What is to be closed, the last opened first.
  private final Deque<Runnable> opened = new ArrayDeque<>();

  /// What of it connections still use while the loop stops.
  private final Deque<Runnable> afterStop = new ArrayDeque<>();

  /// Up to which position the journal is durable.
  private final AtomicLong durable = new AtomicLong();

  @Var private InetSocketAddress http;
  @Var private @Nullable BrokerLoop running;
  @Var private @Nullable FileJournal journal;
  @Var private @Nullable Broker broker;
  @Var private @Nullable Mesh mesh;
  @Var private @Nullable Grants grants;
  @Var private @Nullable Neighbourhood neighbourhood;
  @Var private @Nullable Replacement replacement;
  @Var private volatile long sessions;
  @Var private @Nullable Demand demand;

  private Node(NodeConfig config, Optional<Membership> membership, Bytes word, Profile profile) {
    this.config = config;
    this.membership = membership;
    this.word = word;
    this.profile = profile;
    this.http = config.http();
  }

  /// Checks everything, takes up what survived, and listens. Where something is wrong nothing is
  /// left running.
  ///
  /// @throws IOException that says in a sentence what is wrong
  public static Node start(NodeConfig config) throws IOException {
    config.check();
    Optional<Membership> membership = Belonging.find(config);
    NodeConfig settled =
        membership.isPresent() ? Belonging.settle(config, membership.get()) : config;
    return opened(new Node(settled, membership, Bytes.EMPTY, Profile.NONE));
  }

  /// Starts a dead node from the copy of its journal, for the node that carries it on.
  ///
  /// @param config which was checked where that node has its data
  /// @param membership of that node
  /// @param word by which it may speak for the dead one
  /// @param link where it has its links
  static Node carry(NodeConfig config, Optional<Membership> membership, Bytes word, String link)
      throws IOException {
    return opened(new Node(config, membership, word, Profile.carriedAt(link)));
  }

  private static Node opened(Node node) throws IOException {
    try {
      node.open();
    } catch (IOException | RuntimeException e) {
      node.close();
      throw e;
    }
    return node;
  }

  /// Everything that can be wrong comes before the first port is bound.
  private void open() throws IOException {
    long began = System.nanoTime();
    FileAccess access = FileAccess.open(config.access(), random);
    for (var each : config.listeners()) {
      listeners.add(Listener.open(each));
    }
    BrokerLoop loop = new BrokerLoop(config.network(), config.broker());
    running = loop;
    opened.push(this::closeJournal);
    opened.push(loop::close);
    opened.push(() -> afterStop.forEach(Runnable::run));
    Neighbourhood near = new Neighbourhood(config, membership, word, loop, opened::push);
    Replacement others =
        new Replacement(config, loop, near, new Replacement.Closing(opened::push, afterStop::push));
    neighbourhood = near;
    replacement = others;
    if (config.mesh().isJoined() && profile.carriedAt().isEmpty()) {
      others.comeBack();
      AddressCommand.takeOver(config).run(ownHosts());
    }
    FileJournal kept = openJournal(loop);
    journal = kept;
    restore(loop, access, kept);
    List<AttachDialer> attached = attach();
    opened.push(loop::stop);
    for (Listener listener : listeners) {
      opened.push(listener::close);
      addresses.add(listener.bind(loop));
    }
    link(near, others, kept);
    for (AttachDialer dialer : attached) {
      opened.push(dialer::close);
      dialer.start(loop);
    }
    StatusServer status =
        StatusServer.start(
            config.http(), config.name(), loop, listeners, access, kept, Optional.ofNullable(mesh));
    opened.push(status::close);
    http = status.address();
    Broker served = Objects.requireNonNull(broker);
    loop.run(now -> loop.company().tell(tick -> sessions = served.sessionCount()));
    loop.watch(() -> refresh(access));
    LOG.info("node {} is up after {} ms", config.name(), (System.nanoTime() - began) / 1_000_000);
  }

  /// The hosts of its listeners that can be at one machine or at another.
  private List<String> ownHosts() {
    return config.listeners().stream()
        .map(each -> each.address().getAddress())
        .filter(each -> !each.isLoopbackAddress() && !each.isAnyLocalAddress())
        .map(InetAddress::getHostAddress)
        .toList();
  }

  private FileJournal openJournal(BrokerLoop loop) throws IOException {
    Path directory = config.data().resolve("journal");
    FileJournal.Listener listener =
        new FileJournal.Listener() {
          @Override
          public void committed(long position) {
            durable.set(position);
            loop.committed(position);
          }

          @Override
          public void failed(IOException cause) {
            fail(loop, cause);
          }
        };
    return FileJournal.open(directory, config.journal(), listener);
  }

  private void closeJournal() {
    FileJournal last = journal;
    if (last != null) {
      last.close();
    }
  }

  private void restore(BrokerLoop loop, FileAccess access, FileJournal kept) throws IOException {
    Map<Long, Bytes> survived = new HashMap<>();
    kept.survived((value, key) -> survived.put(key, value));
    try {
      loop.start(
          access,
          now -> {
            Ledger ledger = new Ledger(kept);
            Survivors survivors = Survivors.read(survived, ledger);
            Broker made = new Broker(config.broker(), access, ledger, random, now);
            made.restore(survivors.ofBroker(), now);
            broker = made;
            demand = demand(made, now);
            if (config.mesh().isJoined()) {
              join(loop, made, ledger, survivors, now);
            }
            return made;
          });
    } catch (CompletionException e) {
      throw new IOException(
          "cannot take up what the journal in " + config.data() + " kept: " + e.getCause(), e);
    }
  }

  /// Of brokers that this node is no longer attached to nothing is kept.
  private Demand demand(Broker made, long now) {
    Set<String> attachments =
        config.attach().stream()
            .map(each -> Attachments.clientId(each.named()))
            .collect(Collectors.toSet());
    return made.demand(random.nextLong(), attachments, now);
  }

  private List<AttachDialer> attach() throws IOException {
    List<AttachDialer> attached = new ArrayList<>();
    Demand wanted = demand;
    for (AttachConfig each : config.attach()) {
      attached.add(
          AttachDialer.open(
              each,
              config.broker(),
              config.mesh().name(),
              config.name(),
              Objects.requireNonNull(wanted),
              new SplittableRandom()));
    }
    return attached;
  }

  private void join(BrokerLoop loop, Broker made, Ledger ledger, Survivors survivors, long now) {
    Mesh joined =
        new Mesh(
            config.mesh().name(),
            config.name(),
            Identity.begin(survivors.ofMesh(), ledger, now),
            config.mesh().bounds(),
            Objects.requireNonNull(neighbourhood).signatures(),
            ledger,
            made,
            random.nextLong(),
            now);
    joined.restore(survivors.ofNetwork(), survivors.ofMesh(), now);
    joined.network().profile(profile, now);
    loop.attach(joined);
    mesh = joined;
    grants =
        new Grants(survivors.ofMesh(), ledger, durable::get, config.substitution().lease(), now);
  }

  /// Meets other nodes from now on, and can be replaced by them.
  private void link(Neighbourhood near, Replacement others, FileJournal kept) throws IOException {
    Mesh joined = mesh;
    if (joined == null) {
      return;
    }
    others.hold();
    others.copy(joined, kept, services());
    near.listen();
    near.dial();
    if (!near.links().isEmpty()) {
      others.attend(
          new Replacement.Served(
              Objects.requireNonNull(broker),
              joined,
              Objects.requireNonNull(grants),
              kept,
              this::whereabouts,
              () -> listeners.forEach(Listener::close)));
    }
  }

  private Substitution.Addresses whereabouts() {
    return new Substitution.Addresses(
        links().isEmpty() ? "" : Services.text(links().getFirst()),
        services(),
        Services.text(http));
  }

  /// How this node is copied; empty where it has no mesh.
  public Optional<Copier> copier() {
    return Optional.ofNullable(replacement).flatMap(Replacement::copier);
  }

  /// Those that are carried on here; empty where it has no mesh.
  Optional<Carrying> carrying() {
    return Optional.ofNullable(replacement).flatMap(Replacement::carrying);
  }

  /// The copies of others that are held here; empty where it has no mesh.
  public Optional<Copies> copies() {
    return Optional.ofNullable(replacement).flatMap(Replacement::copies);
  }

  /// Acknowledged is only what is on disk: without a disk there is nothing more to say.
  private void fail(BrokerLoop loop, IOException cause) {
    LOG.error("node {} ends, as its journal failed: {}", config.name(), cause.getMessage());
    var _ = loop.abandon().thenRun(() -> failed.complete(cause));
  }

  private void refresh(FileAccess access) {
    listeners.forEach(Listener::refreshCertificates);
    try {
      if (access.reload()) {
        LOG.info("read the files of users and rules again");
      }
    } catch (IOException e) {
      LOG.warn("keeping the users and rules that were read before: {}", e.getMessage());
    }
  }

  /// Where it listens, in the order of its configuration; a port may have been free to choose.
  public List<InetSocketAddress> addresses() {
    return List.copyOf(addresses);
  }

  /// Where it listens for other nodes, in the order of its configuration.
  public List<InetSocketAddress> links() {
    Neighbourhood near = neighbourhood;
    return near == null ? List.of() : near.links();
  }

  /// Where clients connect, as other nodes and controllers are told: `mqtt://host:port` and so on.
  List<String> services() {
    List<String> services = new ArrayList<>();
    for (int i = 0; i < addresses.size(); i++) {
      services.add(Services.text(config.listeners().get(i), addresses.get(i)));
    }
    return services;
  }

  /// Its journal; empty where it was not opened.
  Optional<FileJournal> journal() {
    return Optional.ofNullable(journal);
  }

  /// Sessions of clients, connected or not, when it was last counted.
  long sessions() {
    return sessions;
  }

  /// Where health, metrics and views are served.
  public InetSocketAddress http() {
    return http;
  }

  /// Has no link to a neighbour from now on: the one that is there breaks, as where a cable is cut,
  /// and others are refused until it is admitted again. A restart forgets it.
  ///
  /// @throws IllegalStateException where the node is alone
  public void bar(String neighbour) {
    inMesh((joined, now) -> joined.bar(neighbour, now));
  }

  /// Takes a neighbour again that was barred.
  ///
  /// @throws IllegalStateException where the node is alone
  public void admit(String neighbour) {
    inMesh((joined, now) -> joined.admit(neighbour));
  }

  private void inMesh(ObjLongConsumer<Mesh> task) {
    Mesh joined = mesh;
    BrokerLoop loop = running;
    if (joined == null || loop == null) {
      throw new IllegalStateException("a node without neighbours has no links");
    }
    loop.run(now -> task.accept(joined, now));
  }

  /// Completes with a sentence where the node was fenced: somebody else may carry it on now, so it
  /// serves nobody any more, and is to be closed and begun anew.
  public CompletableFuture<String> fenced() {
    return Objects.requireNonNull(replacement).fenced();
  }

  /// Completes with the name of the substitute where the node has given itself away to it, and is
  /// to be closed.
  public CompletableFuture<String> drained() {
    return Objects.requireNonNull(replacement).drained();
  }

  /// Completes where the node cannot go on, and is to be closed.
  public CompletableFuture<IOException> failed() {
    return failed;
  }

  /// Breaks all connections without a word, and makes no more.
  void cutOff() {
    BrokerLoop loop = running;
    if (loop != null) {
      loop.abandon().join();
    }
  }

  /// Ends as `kill -9` would end its process, and with it those that are carried on here: all
  /// connections break without a word, and what is not on the disk is lost. What the kernel does
  /// for a process is done here by hand, one thing a few milliseconds after the other; a client
  /// that comes back in between is turned away.
  public synchronized void kill() {
    if (running != null && !opened.isEmpty()) {
      cutOff();
      journal().ifPresent(FileJournal::abandon);
      copies().ifPresent(Copies::abandon);
      carrying().ifPresent(Carrying::kill);
      LOG.warn("node {} is killed", config.name());
    }
    close();
  }

  /// Accepts no more, tells all clients, waits for them within a bound, and lets go of the journal
  /// last.
  @Override
  public synchronized void close() {
    if (opened.isEmpty()) {
      return;
    }
    while (!opened.isEmpty()) {
      try {
        opened.pop().run();
      } catch (RuntimeException e) {
        LOG.error("an error while closing", e);
      }
    }
    LOG.info("node {} is closed", config.name());
  }
}
