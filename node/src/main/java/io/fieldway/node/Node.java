package io.fieldway.node;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.access.FileAccess;
import io.fieldway.node.broker.Attachments;
import io.fieldway.node.broker.Broker;
import io.fieldway.node.broker.Demand;
import io.fieldway.node.control.ControlConfig;
import io.fieldway.node.control.ControlDesk;
import io.fieldway.node.control.Grants;
import io.fieldway.node.io.AttachConfig;
import io.fieldway.node.io.AttachDialer;
import io.fieldway.node.io.BeaconConfig;
import io.fieldway.node.io.BeaconSocket;
import io.fieldway.node.io.BrokerLoop;
import io.fieldway.node.io.Copier;
import io.fieldway.node.io.Copies;
import io.fieldway.node.io.LinkDialer;
import io.fieldway.node.io.LinkListener;
import io.fieldway.node.io.LinkTls;
import io.fieldway.node.io.Listener;
import io.fieldway.node.io.Returner;
import io.fieldway.node.io.StatusServer;
import io.fieldway.node.journal.FileJournal;
import io.fieldway.node.kept.Ledger;
import io.fieldway.node.kept.Survivors;
import io.fieldway.node.link.Self;
import io.fieldway.node.mesh.Identity;
import io.fieldway.node.mesh.Mesh;
import io.fieldway.node.network.Beacon;
import io.fieldway.node.network.NodeView;
import io.fieldway.node.network.Profile;
import io.fieldway.node.network.Sightings;
import io.fieldway.node.network.Signatures;
import io.fieldway.node.trust.CertifiedSignatures;
import io.fieldway.node.trust.Membership;
import io.fieldway.node.trust.Registrar;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ObjLongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One MQTT broker with its listeners, its journal and its views: what `fieldway node` runs.
public final class Node implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  /// A node whose substitute does not take its sessions so long begins anew, and asks whose they
  /// are.
  private static final Duration GIVING_PATIENCE = Duration.ofSeconds(30);

  private final NodeConfig config;
  private final Optional<Membership> membership;
  private final Profile profile;
  private final SecureRandom random = new SecureRandom();
  private final CompletableFuture<IOException> failed = new CompletableFuture<>();
  private final CompletableFuture<String> fenced = new CompletableFuture<>();
  private final CompletableFuture<String> drained = new CompletableFuture<>();
  private final List<Listener> listeners = new ArrayList<>();
  private final List<InetSocketAddress> addresses = new ArrayList<>();
  private final List<InetSocketAddress> links = new ArrayList<>();

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
  @Var private volatile long sessions;
  @Var private boolean fencing;
  @Var private @Nullable Demand demand;
  @Var private @Nullable Copier copier;
  @Var private @Nullable Copies copies;
  @Var private @Nullable Carrying carried;
  @Var private long epoch;

  private Node(NodeConfig config, Optional<Membership> membership, Profile profile) {
    this.config = config;
    this.membership = membership;
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
    return opened(new Node(settled, membership, Profile.NONE));
  }

  /// Starts a dead node from the copy of its journal, for the node that carries it on.
  ///
  /// @param link where the carrying node has its links
  static Node carry(NodeConfig config, String link) throws IOException {
    config.check();
    return opened(new Node(config, Optional.empty(), Profile.carriedAt(link)));
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
    comeBack(loop);
    FileJournal kept = openJournal(loop);
    journal = kept;
    restore(loop, access, kept);
    List<AttachDialer> attached = attach();
    opened.push(loop::stop);
    for (Listener listener : listeners) {
      opened.push(listener::close);
      addresses.add(listener.bind(loop));
    }
    link(loop, kept);
    attend(loop, kept);
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
    loop.run(now -> loop.tell(tick -> sessions = served.sessionCount()));
    loop.watch(() -> refresh(access));
    LOG.info("node {} is up after {} ms", config.name(), (System.nanoTime() - began) / 1_000_000);
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

  /// Before anything of its own is opened, a node asks those who may carry it on. Meanwhile it can
  /// be asked itself, for where all nodes start together each may wait for the next.
  private void comeBack(BrokerLoop loop) throws IOException {
    if (!config.mesh().isJoined() || profile.carriedAt().isPresent()) {
      return;
    }
    Returner returner =
        Returner.begin(
            loop,
            new Self(config.mesh().name(), config.name(), 0),
            config.data(),
            tls(),
            config.substitution(),
            config.mesh().link());
    if (config.substitution().alone()) {
      LOG.warn("node {} asks nobody whether it is carried on elsewhere", config.name());
      return;
    }
    if (returner.mustAsk()) {
      hold(loop);
      listen(loop);
    }
    returner.ask(config.mesh().peers());
  }

  private Optional<LinkTls> tls() throws IOException {
    return membership.isPresent()
        ? Optional.of(LinkTls.of(membership.get(), System::currentTimeMillis))
        : Optional.empty();
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
    Identity identity = Identity.begin(survivors.ofMesh(), ledger, now);
    epoch = identity.epoch();
    Mesh joined =
        new Mesh(
            config.mesh().name(),
            config.name(),
            identity,
            config.mesh().bounds(),
            signatures(),
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

  /// Hears controllers from now on, where they can connect, and serves only while nobody else may
  /// carry this node on.
  private void attend(BrokerLoop loop, FileJournal kept) {
    if (mesh == null || links.isEmpty()) {
      return;
    }
    Mesh joined = Objects.requireNonNull(mesh);
    Grants granted = Objects.requireNonNull(grants);
    Copier copying = Objects.requireNonNull(copier);
    Copies held = Objects.requireNonNull(copies);
    Carrying carrying = Objects.requireNonNull(carried);
    loop.run(now -> {
      Substitution substitution =
          new Substitution(
              Objects.requireNonNull(broker),
              joined,
              kept,
              this::whereabouts,
              granted,
              copying,
              held,
              carrying,
              config.substitution().lease(),
              () -> drain(loop, copying),
              loop::execute,
              now);
      ControlDesk desk =
          new ControlDesk(
              joined.meshName(), joined.name(), ControlConfig.defaults(), granted, substitution);
      loop.tell(substitution::tick);
      loop.attend(desk);
      loop.heed(time -> substitution.mayServe(time) || fence(loop));
      substitution.resume();
    });
  }

  /// Where the node has its links that carries another one on, as that one tells.
  private Optional<String> movedTo(BrokerLoop loop, String name) {
    Mesh joined = mesh;
    return joined == null
        ? Optional.empty()
        : loop.ask(() ->
            joined.network().views().stream()
                .filter(each -> each.name().equals(name) && each.reachable())
                .findFirst()
                .map(NodeView::profile)
                .flatMap(Profile::carriedAt));
  }

  /// Serves nobody from now on, for somebody else may carry the node on.
  private boolean fence(BrokerLoop loop) {
    String why = "its substitute has said nothing for the lease, nor has the acting controller";
    if (!fencing) {
      fencing = true;
      LOG.warn("node {} is fenced: {}", config.name(), why);
      var _ = loop.abandon().thenRun(() -> fenced.complete(why));
    }
    return false;
  }

  /// Gives the node away to its substitute.
  private void drain(BrokerLoop loop, Copier copier) {
    String substitute = copier.view().substitute();
    LOG.info("node {} gives its sessions to {}", config.name(), substitute);
    var _ =
        CompletableFuture.runAsync(
                () -> listeners.forEach(Listener::close), task -> Thread.ofVirtual().start(task))
            .thenCompose(closed -> loop.move(reference()))
            .thenCompose(moved -> copier.finish())
            .orTimeout(GIVING_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete((given, failure) -> {
              if (failure == null) {
                drained.complete(substitute);
              } else {
                LOG.error("{} has not taken the sessions of {}", substitute, config.name(), failure);
                fenced.complete("it was to give its sessions away, and nobody has taken them");
              }
            });
  }

  /// Where clients find their sessions after a planned move: where they found them before.
  private String reference() {
    return services().getFirst().replaceFirst("^[a-z]+://", "").replaceFirst("/.*$", "");
  }

  private Substitution.Addresses whereabouts() {
    return new Substitution.Addresses(
        links.isEmpty() ? "" : Services.text(links.getFirst()), services(), Services.text(http));
  }

  private Signatures signatures() {
    return membership
        .<Signatures>map(own ->
            new CertifiedSignatures(
                own, config.mesh().trust().maximumCertificates(), System::currentTimeMillis))
        .orElseGet(Signatures::none);
  }

  /// Listens for other nodes and dials those that are named.
  private void link(BrokerLoop loop, FileJournal kept) throws IOException {
    Optional<LinkTls> tls = tls();
    if (config.mesh().isJoined()) {
      if (copies == null) {
        hold(loop);
      }
      copier =
          Copier.start(
              loop,
              kept,
              new Self(config.mesh().name(), config.name(), epoch),
              services(),
              tls,
              config.substitution(),
              config.mesh().link(),
              config.data(),
              new SplittableRandom());
    }
    if (links.isEmpty()) {
      listen(loop);
    }
    for (InetSocketAddress peer : config.mesh().peers()) {
      LinkDialer dialer = LinkDialer.of(peer, config.mesh().link(), tls, new SplittableRandom());
      opened.push(dialer::close);
      dialer.start(loop);
    }
    beacon(loop, tls);
  }

  /// Calls on the local network where it is to, and dials who is heard there.
  private void beacon(BrokerLoop loop, Optional<LinkTls> tls) throws IOException {
    BeaconConfig beacon = config.mesh().beacon();
    if (beacon.group().isEmpty()) {
      return;
    }
    Sightings sightings =
        new Sightings(
            config.mesh().name(),
            config.name(),
            !links.isEmpty(),
            config.insecure() || membership.isPresent(),
            beacon.bounds(),
            signatures());
    Optional<Beacon> own =
        links.stream()
            .findFirst()
            .map(at -> new Beacon(config.mesh().name(), config.name(), at.getPort()));
    BeaconSocket socket =
        BeaconSocket.open(
            beacon,
            beacon.group().get(),
            own,
            signatures(),
            sightings,
            address -> LinkDialer.of(address, config.mesh().link(), tls, new SplittableRandom()),
            loop);
    opened.push(socket::close);
  }

  private void listen(BrokerLoop loop) throws IOException {
    Optional<LinkTls> tls = tls();
    Optional<Registrar> registrar =
        membership.isPresent()
            ? Optional.of(Belonging.registrar(config, membership.get()))
            : Optional.empty();
    for (InetSocketAddress address : config.mesh().listen()) {
      LinkListener listener = LinkListener.of(address, config.mesh().link(), tls, registrar);
      opened.push(listener::close);
      links.add(listener.bind(loop));
    }
  }

  /// Takes copies of others, and gives back what is theirs.
  private void hold(BrokerLoop loop) throws IOException {
    Carrying carrying = new Carrying(config, links::getFirst, at -> movedTo(loop, at));
    carried = carrying;
    Copies held =
        Copies.start(
            loop,
            new Self(config.mesh().name(), config.name(), 0),
            config.substitution(),
            config.data(),
            carrying,
            () -> {});
    afterStop.push(held::close);
    opened.push(carrying::close);
    copies = held;
  }

  /// How this node is copied; empty where it has no mesh.
  public Optional<Copier> copier() {
    return Optional.ofNullable(copier);
  }

  /// Those that are carried on here; empty where it has no mesh.
  Optional<Carrying> carrying() {
    return Optional.ofNullable(carried);
  }

  /// The copies of others that are held here; empty where it has no mesh.
  public Optional<Copies> copies() {
    return Optional.ofNullable(copies);
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
    return List.copyOf(links);
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
    return fenced;
  }

  /// Completes with the name of the substitute where the node has given itself away to it, and is
  /// to be closed.
  public CompletableFuture<String> drained() {
    return drained;
  }

  /// Completes where the node cannot go on, and is to be closed.
  public CompletableFuture<IOException> failed() {
    return failed;
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
