package io.fieldway.node;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.broker.Broker;
import io.fieldway.node.control.ControlConfig;
import io.fieldway.node.control.ControlDesk;
import io.fieldway.node.control.Grants;
import io.fieldway.node.io.BrokerLoop;
import io.fieldway.node.io.Copier;
import io.fieldway.node.io.Copies;
import io.fieldway.node.io.Returner;
import io.fieldway.node.journal.FileJournal;
import io.fieldway.node.link.Self;
import io.fieldway.node.mesh.Mesh;
import io.fieldway.node.network.NodeView;
import io.fieldway.node.network.Profile;
import io.fieldway.node.trust.Delegations;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a node needs so that others can replace it, and it others, put together: who comes back
/// asks first ([Returner]), copies of others are held ([Copies]) and carried on ([Carrying]), the
/// node is copied ([Copier]), and hears controllers ([ControlDesk], [Substitution]).
final class Replacement {
  private static final Logger LOG = LoggerFactory.getLogger(Replacement.class);

  /// A node whose substitute does not take its sessions so long begins anew, and asks whose they
  /// are.
  private static final Duration GIVING_PATIENCE = Duration.ofSeconds(30);

  private final NodeConfig config;
  private final BrokerLoop loop;
  private final Neighbourhood neighbourhood;
  private final Closing closing;
  private final CompletableFuture<String> fenced = new CompletableFuture<>();
  private final CompletableFuture<String> drained = new CompletableFuture<>();

  @Var private @Nullable Mesh mesh;
  @Var private @Nullable Carrying carrying;
  @Var private @Nullable Copies copies;
  @Var private @Nullable Copier copier;
  @Var private boolean fencing;

  /// Is told how what was opened is closed.
  ///
  /// @param atOnce before the loop stops
  /// @param afterStop what connections still use while it does
  record Closing(Consumer<Runnable> atOnce, Consumer<Runnable> afterStop) {}

  /// The node that is copied and ordered about.
  ///
  /// @param addresses where it is found
  /// @param stopListening lets no more clients in; blocks
  record Served(
      Broker broker,
      Mesh mesh,
      Grants grants,
      FileJournal journal,
      Supplier<Substitution.Addresses> addresses,
      Runnable stopListening) {}

  Replacement(NodeConfig config, BrokerLoop loop, Neighbourhood neighbourhood, Closing closing) {
    this.config = config;
    this.loop = loop;
    this.neighbourhood = neighbourhood;
    this.closing = closing;
  }

  /// Before anything of its own is opened, a node asks those who may carry it on. Meanwhile it can
  /// be asked itself, for where all nodes start together each may wait for the next.
  void comeBack() throws IOException {
    Returner returner =
        Returner.begin(
            loop,
            new Self(config.mesh().name(), config.name(), 0),
            config.data(),
            neighbourhood.tls(),
            config.substitution(),
            config.mesh().link());
    if (config.substitution().alone()) {
      LOG.warn("node {} asks nobody whether it is carried on elsewhere", config.name());
      return;
    }
    if (returner.mustAsk()) {
      hold();
      neighbourhood.listen();
    }
    returner.ask(config.mesh().peers());
  }

  /// Takes copies of others from now on, and gives back what is theirs.
  void hold() throws IOException {
    if (copies != null) {
      return;
    }
    Carrying begun =
        new Carrying(
            config,
            neighbourhood.membership(),
            () -> neighbourhood.links().getFirst(),
            this::movedTo);
    Copies held =
        Copies.start(
            loop,
            new Self(config.mesh().name(), config.name(), 0),
            config.substitution(),
            config.data(),
            begun,
            delegations(),
            () -> {});
    closing.afterStop().accept(held::close);
    closing.atOnce().accept(begun::close);
    carrying = begun;
    copies = held;
  }

  /// Can be copied to another node from now on.
  ///
  /// @param services where clients find this node
  void copy(Mesh joined, FileJournal journal, List<String> services) throws IOException {
    mesh = joined;
    copier =
        Copier.start(
            loop,
            journal,
            joined.self(),
            services,
            neighbourhood.tls(),
            delegations(),
            config.substitution(),
            config.mesh().link(),
            config.data(),
            new SplittableRandom());
  }

  private Optional<Delegations> delegations() {
    return neighbourhood.membership().map(Delegations::new);
  }

  /// Hears controllers from now on, and serves only while nobody else may carry this node on.
  void attend(Served served) {
    Copier copying = Objects.requireNonNull(copier);
    loop.run(now -> {
      Substitution substitution =
          new Substitution(
              served.broker(),
              served.mesh(),
              served.journal(),
              served.addresses(),
              served.grants(),
              copying,
              Objects.requireNonNull(copies),
              Objects.requireNonNull(carrying),
              config.substitution().lease(),
              () -> drain(served, copying),
              loop::later,
              now);
      ControlDesk desk =
          new ControlDesk(
              served.mesh().meshName(),
              served.mesh().name(),
              ControlConfig.defaults(),
              served.grants(),
              substitution);
      loop.company().tell(substitution::tick);
      loop.company().attend(desk);
      loop.heed(time -> substitution.mayServe(time) || fence());
      substitution.resume();
    });
  }

  /// Where the node has its links that carries another one on, as that one tells.
  private Optional<String> movedTo(String name) {
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
  private boolean fence() {
    String why = "its substitute has said nothing for the lease, nor has the acting controller";
    if (!fencing) {
      fencing = true;
      LOG.warn("node {} is fenced: {}", config.name(), why);
      var _ = loop.abandon().thenRun(() -> fenced.complete(why));
    }
    return false;
  }

  /// Gives the node away to its substitute.
  private void drain(Served served, Copier copying) {
    String substitute = copying.view().substitute();
    LOG.info("node {} gives its sessions to {}", config.name(), substitute);
    var _ =
        CompletableFuture.runAsync(served.stopListening(), task -> Thread.ofVirtual().start(task))
            .thenCompose(closed -> loop.move(reference(served.addresses().get())))
            .thenCompose(moved -> copying.finish())
            .orTimeout(GIVING_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete((given, failure) -> given(substitute, failure));
  }

  private void given(String substitute, @Nullable Throwable failure) {
    if (failure == null) {
      drained.complete(substitute);
    } else {
      LOG.error("{} has not taken the sessions of {}", substitute, config.name(), failure);
      fenced.complete("it was to give its sessions away, and nobody has taken them");
    }
  }

  /// Where clients find their sessions after a planned move: where they found them before.
  private static String reference(Substitution.Addresses addresses) {
    return addresses.service().getFirst().replaceFirst("^[a-z]+://", "").replaceFirst("/.*$", "");
  }

  /// How the node is copied; empty where it is not.
  Optional<Copier> copier() {
    return Optional.ofNullable(copier);
  }

  /// The copies of others that are held; empty where none can be.
  Optional<Copies> copies() {
    return Optional.ofNullable(copies);
  }

  /// Those that are carried on here; empty where none can be.
  Optional<Carrying> carrying() {
    return Optional.ofNullable(carrying);
  }

  /// See [Node#fenced].
  CompletableFuture<String> fenced() {
    return fenced;
  }

  /// See [Node#drained].
  CompletableFuture<String> drained() {
    return drained;
  }
}
