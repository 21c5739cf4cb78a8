package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.copy.CopyCounts;
import io.fieldway.node.copy.CopyRequest;
import io.fieldway.node.copy.HeldCopy;
import io.fieldway.node.copy.Holding;
import io.fieldway.node.copy.SubstitutionConfig;
import io.fieldway.node.journal.FileJournal;
import io.fieldway.node.journal.JournalConfig;
import io.fieldway.node.link.Guest;
import io.fieldway.node.link.LinkOutbound;
import io.fieldway.node.link.Self;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.trust.Delegations;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The copies of other nodes that this one holds. A new copy of a node lies beside the one before
/// until it is whole. What is public may be called from any thread; the rest belongs to the
/// broker's event loop.
public final class Copies implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Copies.class);

  private final BrokerLoop loop;
  private final Self self;
  private final SubstitutionConfig config;
  private final CopyShelf shelf;
  private final ServiceCheck services;
  private final Carried carried;
  private final Optional<Delegations> delegations;
  private final Runnable changed;
  private final Map<String, Held> whole = new TreeMap<>();
  private final Map<String, Held> coming = new TreeMap<>();
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Handback> returning = new TreeMap<>();
  private final Held.Keeper keeping = new Keeping();
  @Var private long lastNumber;
  @Var private long refused;

  private Copies(
      BrokerLoop loop,
      Self self,
      SubstitutionConfig config,
      Path data,
      Carried carried,
      Optional<Delegations> delegations,
      Runnable changed) {
    this.loop = loop;
    this.self = self;
    this.config = config;
    this.shelf = CopyShelf.in(data);
    this.services = new ServiceCheck(!config.takeOver().isEmpty());
    this.carried = carried;
    this.delegations = delegations;
    this.changed = changed;
  }

  /// Takes up the copies that were whole, and takes others from now on.
  ///
  /// @param data the node's directory
  /// @param carried the nodes that are carried on here
  /// @param delegations of a mesh with certificates: who is copied here must let this node speak
  ///   for it; empty where everybody is believed
  /// @param changed is run on the loop when what is held is not what it was
  public static Copies start(
      BrokerLoop loop,
      Self self,
      SubstitutionConfig config,
      Path data,
      Carried carried,
      Optional<Delegations> delegations,
      Runnable changed)
      throws IOException {
    Copies copies = new Copies(loop, self, config, data, carried, delegations, changed);
    List<CopyShelf.Found> found = copies.shelf.open();
    loop.run(now -> {
      found.forEach(copies::takeUp);
      loop.company().admit(copies::received);
      loop.company().tell(copies::tick);
      loop.company().holds(copies);
    });
    return copies;
  }

  private void takeUp(CopyShelf.Found found) {
    Held held =
        new Held(loop, keeping, found.node(), found.directory(), found.services(), found.word());
    held.bytes = found.bytes();
    held.isReleased = found.isReleased();
    held.isGiven = found.isGiven();
    whole.put(found.node(), held);
    lastNumber = Math.max(lastNumber, found.number());
    if (found.isTaken()) {
      taken.add(found.node());
    }
    LOG.info("holds a copy of {} that was whole, of {} bytes", found.node(), found.bytes());
  }

  /// Who has dialled for the sake of a copy.
  private Optional<Guest> received(Connect connect, LinkOutbound out, long now) {
    return CopyRequest.of(connect, self, out.certified()).map(each -> answer(each, out, now));
  }

  private Guest answer(CopyRequest request, LinkOutbound out, long now) {
    return switch (request) {
      case CopyRequest.To to -> take(to, out, now);
      case CopyRequest.Return(String node, boolean isDiskNew) ->
          giveBack(node, isDiskNew, out, now);
      case CopyRequest.Refused(String node, ReasonCode reason, String why) ->
          refuse(node, out, reason, why, now);
    };
  }

  private Guest refuse(String node, LinkOutbound out, ReasonCode reason, String why, long now) {
    Holding holding = new Holding(self, out, config.lease().toMillis(), nobody(node), now);
    refuse(node, holding, reason, why, now);
    return holding;
  }

  private Held nobody(String node) {
    return new Held(loop, keeping, node, shelf.root(), List.of(), Bytes.EMPTY);
  }

  private void refuse(String node, Holding holding, ReasonCode reason, String why, long now) {
    refused++;
    LOG.info("a copy of {} is refused: {}", node, why);
    holding.refuse(reason, why, now);
  }

  private Guest take(CopyRequest.To to, LinkOutbound out, long now) {
    String node = to.node();
    Optional<String> speechless = delegations.flatMap(each -> each.fault(node, to.word(), now));
    if (speechless.isPresent()) {
      return refuse(node, out, ReasonCode.NOT_AUTHORIZED, speechless.get(), now);
    }
    Held before = coming.get(node);
    if (before != null && before.holding != null) {
      before.holding.part(ReasonCode.UNSPECIFIED_ERROR, "the node has connected again", now);
    }
    Held held =
        new Held(
            loop,
            keeping,
            node,
            shelf.directory(node, ++lastNumber),
            to.services(),
            delegations.isPresent() ? to.word() : Bytes.EMPTY);
    Holding holding = new Holding(self, out, config.lease().toMillis(), held, now);
    held.holding = holding;
    Optional<String> full = full(node);
    if (full.isPresent()) {
      refuse(node, holding, ReasonCode.QUOTA_EXCEEDED, full.get(), now);
      return holding;
    }
    coming.put(node, held);
    var _ =
        CompletableFuture.supplyAsync(() -> open(held), loop.handshakes())
            .whenCompleteAsync((journal, failure) -> opened(held, journal, failure), loop::later);
    return holding;
  }

  /// A node that starts asks for itself. Where it goes on from its own disk, what is held of it is
  /// of the past from now on, and nobody must carry it on from that.
  private Guest giveBack(String node, boolean isDiskNew, LinkOutbound out, long now) {
    Held kept = whole.get(node);
    boolean carries = taken.contains(node) || carried.journal(node).isPresent();
    Handback former = returning.get(node);
    if (former != null) { // it asks again once that is settled
      former.end().giveUp("the node asks again");
      return turnAway(node, out, now);
    }
    if (isDiskNew && isConnected(node)) { // another one of its name, or not known to be dead yet
      return turnAway(node, out, now);
    }
    Handback handback =
        new Handback(
            loop,
            self,
            node,
            config,
            carried,
            out,
            new Handback.Outcome() {
              @Override
              public void given() {
                release(node);
              }

              @Override
              public void ended(Handback ended, boolean mayHaveItself) {
                if (returning.remove(node, ended)) {
                  left(kept, mayHaveItself);
                }
              }
            });
    if (kept != null && (carries || isDiskNew || kept.isGiven)) {
      taken.add(node);
      returning.put(node, handback);
      handback.begin(kept.directory);
    } else {
      Optional<String> moved = carried.movedTo(node);
      if (moved.isEmpty()) {
        drop(node);
      }
      handback.end().refuse(node + " is not carried on here", moved, now);
    }
    return handback.end();
  }

  private boolean isConnected(String node) {
    return Stream.of(whole.get(node), coming.get(node))
        .flatMap(Stream::ofNullable)
        .anyMatch(each -> each.holding != null);
  }

  private Guest turnAway(String node, LinkOutbound out, long now) {
    Holding holding = new Holding(self, out, config.lease().toMillis(), nobody(node), now);
    holding.part(
        ReasonCode.SERVER_BUSY,
        "a node named " + node + " is connected, or about to have itself back",
        now);
    return holding;
  }

  private void left(@Nullable Held kept, boolean mayHaveItself) {
    if (kept != null) {
      kept.isGiven = mayHaveItself;
    }
    changed.run();
  }

  private Optional<String> full(String node) {
    Set<String> nodes = new HashSet<>(whole.keySet());
    nodes.addAll(coming.keySet());
    nodes.add(node);
    if (nodes.size() > config.maximumCopies()) {
      return Optional.of(
          "it holds copies of " + config.maximumCopies() + " nodes, as many as it may");
    }
    if (bytes() >= config.maximumCopiedBytes()) {
      return Optional.of("its copies take " + bytes() + " bytes, and no more may be taken");
    }
    return carried.journal(node).isPresent()
        ? Optional.of(node + " is carried on here")
        : Optional.empty();
  }

  private long bytes() {
    return Stream.concat(whole.values().stream(), coming.values().stream())
        .mapToLong(Held::bytes)
        .sum();
  }

  /// Blocks.
  private FileJournal open(Held held) {
    Optional<String> fault = services.fault(held.services);
    if (fault.isPresent()) {
      throw new CompletionException(new IOException(fault.get()));
    }
    try {
      CopyShelf.delete(held.directory);
      return FileJournal.open(CopyShelf.journal(held.directory), journalConfig(), held);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private JournalConfig journalConfig() {
    return JournalConfig.defaults().withMaximumBytes(config.maximumCopiedBytes() + (1L << 30));
  }

  private void opened(Held held, @Nullable FileJournal journal, @Nullable Throwable failure) {
    Holding holding = held.holding;
    held.journal = journal;
    if (holding == null) {
      discard(held);
      return;
    }
    long now = loop.now();
    if (journal == null) {
      String why =
          failure == null || failure.getCause() == null
              ? "its disk failed"
              : String.valueOf(failure.getCause().getMessage());
      coming.remove(held.node, held);
      refuse(held.node, holding, ReasonCode.UNSPECIFIED_ERROR, why, now);
      return;
    }
    if (coming.get(held.node) == held) {
      LOG.info("takes a copy of {}", held.node);
      holding.welcome(journal, now);
      changed.run();
    } else {
      discard(held);
    }
  }

  private void tick(long now) {
    for (Held each : all()) {
      Holding holding = each.holding;
      if (holding != null) {
        holding.tick(now);
      }
    }
    List.copyOf(returning.values()).forEach(each -> each.end().tick(now));
    if (bytes() > config.maximumCopiedBytes() && !coming.isEmpty()) {
      Held last = coming.values().iterator().next();
      Holding holding = last.holding;
      if (holding != null) {
        holding.part(
            ReasonCode.QUOTA_EXCEEDED,
            "its copies take more than " + config.maximumCopiedBytes() + " bytes",
            now);
      }
    }
  }

  private List<Held> all() {
    return Stream.concat(whole.values().stream(), coming.values().stream()).toList();
  }

  /// What is held.
  public List<HeldCopy> held() {
    return loop.ask(this::views);
  }

  private List<HeldCopy> views() {
    Set<String> nodes = new TreeSet<>(whole.keySet());
    nodes.addAll(coming.keySet());
    return nodes.stream().map(this::view).toList();
  }

  private HeldCopy view(String node) {
    Held kept = whole.get(node);
    Held next = coming.get(node);
    List<Held> both = Stream.of(kept, next).flatMap(Stream::ofNullable).toList();
    Held first = both.getFirst();
    return new HeldCopy(
        node,
        kept != null && !kept.isGiven,
        both.stream().mapToLong(Held::bytes).sum(),
        both.stream().anyMatch(each -> each.holding != null),
        both.stream().mapToLong(each -> each.closedAt).max().orElse(0),
        both.stream().mapToLong(Held::lastWordAt).max().orElse(0),
        first.services,
        first.word,
        kept != null && kept.isReleased,
        taken.contains(node) && (kept == null || !kept.isGiven));
  }

  /// Adds what is held here, and was refused.
  CopyCounts counts(CopyCounts own) {
    return own.withHeld(views().size(), bytes(), refused);
  }

  /// Closes the copy of a node, to be carried on from it. Blocks, and so is not for the loop.
  ///
  /// @return what is to be opened as the node's directory
  /// @throws IOException with a sentence, where no whole copy is there
  public Path take(String node) throws IOException {
    Optional<Held> held = loop.call(() -> Optional.ofNullable(leave(node))).join();
    if (held.isPresent() && held.get().isGiven) {
      throw new IOException(node + " has come back and may have itself again");
    }
    if (held.isEmpty()) {
      throw new IOException(
          "no whole copy of " + node + " is held here, so it cannot be carried on");
    }
    try {
      held.get().closed.join();
    } catch (CompletionException e) {
      throw new IOException("the copy of " + node + " cannot be closed: " + e.getCause(), e);
    }
    CopyShelf.taken(held.get().directory);
    return held.get().directory;
  }

  private @Nullable Held leave(String node) {
    Held next = coming.get(node);
    if (next != null && next.holding != null) {
      next.holding.part(ReasonCode.UNSPECIFIED_ERROR, node + " is carried on here", loop.now());
    }
    Held kept = whole.get(node);
    if (returning.containsKey(node)) {
      return null;
    }
    if (kept != null && !kept.isGiven) {
      taken.add(node);
      Holding holding = kept.holding;
      if (holding != null) {
        holding.part(ReasonCode.UNSPECIFIED_ERROR, node + " is carried on here", loop.now());
      }
      var _ = kept.close();
      changed.run();
    }
    return kept;
  }

  /// Holds nothing of a node any more; what was taken is deleted as well.
  public void release(String node) {
    loop.later(() -> drop(node));
  }

  private void drop(String node) {
    taken.remove(node);
    for (Held each :
        Stream.of(whole.remove(node), coming.remove(node)).flatMap(Stream::ofNullable).toList()) {
      Holding holding = each.holding;
      if (holding != null) {
        holding.part(ReasonCode.UNSPECIFIED_ERROR, "the copy is not wanted any more", loop.now());
      }
      discard(each);
    }
    changed.run();
  }

  /// Closes the journal and deletes it.
  private void discard(Held held) {
    var _ =
        held.close()
            .thenRunAsync(
                () -> {
                  try {
                    CopyShelf.delete(held.directory);
                  } catch (IOException e) {
                    LOG.warn("cannot delete a copy of {}: {}", held.node, e.getMessage());
                  }
                },
                loop.handshakes());
  }

  /// Leaves all copies as they are on the disk, as where the process is killed; to be closed then.
  public void abandon() {
    loop.run(now -> all().forEach(Held::abandon));
  }

  /// Takes leave of those who are copied here, and closes all journals; before the loop stops.
  @Override
  public void close() {
    List<CompletableFuture<Void>> closing = new ArrayList<>();
    loop.run(now -> {
      List.copyOf(returning.values()).forEach(each -> each.end().leave(now));
      for (Held each : all()) {
        Holding holding = each.holding;
        if (holding != null) {
          holding.leave(now);
        }
        closing.add(each.close());
      }
    });
    closing.forEach(CompletableFuture::join);
  }

  /// Where the copies stand.
  private final class Keeping implements Held.Keeper {
    @Override
    public boolean isWhole(Held held) {
      if (!coming.remove(held.node, held)) {
        return false;
      }
      taken.remove(held.node);
      Held former = whole.put(held.node, held);
      if (former != null) {
        discard(former);
      }
      return true;
    }

    @Override
    public void ended(Held held, boolean isOpening) {
      if (coming.remove(held.node, held) && !isOpening) {
        discard(held);
      } else if (!isOpening) {
        var _ = held.close();
      }
      changed.run();
    }

    @Override
    public void changed() {
      changed.run();
    }
  }
}
