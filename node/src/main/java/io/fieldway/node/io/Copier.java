package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.copy.CopyCounts;
import io.fieldway.node.copy.CopyDurability;
import io.fieldway.node.copy.CopyView;
import io.fieldway.node.copy.Copying;
import io.fieldway.node.copy.SubstitutionConfig;
import io.fieldway.node.copy.Supply;
import io.fieldway.node.journal.FileJournal;
import io.fieldway.node.journal.JournalCopy;
import io.fieldway.node.link.Backoff;
import io.fieldway.node.link.LinkConfig;
import io.fieldway.node.link.LinkOutbound;
import io.fieldway.node.link.Self;
import io.fieldway.node.trust.Delegations;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.control.CopyState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Copies this node to its substitute. What is public may be called from any thread; the rest
/// belongs to the broker's event loop.
public final class Copier {
  private static final Logger LOG = LoggerFactory.getLogger(Copier.class);

  private final BrokerLoop loop;
  private final FileJournal journal;
  private final SubstitutionConfig config;
  private final CopyDialer dialer;
  private final Backoff backoff;
  private final Remembered remembered;
  private final Optional<Delegations> delegations;
  private final Copying copying;
  private final CompletableFuture<Void> given = new CompletableFuture<>();

  @Var private InetSocketAddress address = InetSocketAddress.createUnresolved("", 0);
  @Var private @Nullable JournalCopy copy;

  /// Counts the substitutes that were named: what was begun for an earlier one comes to nothing.
  @Var private long plan;

  @Var private boolean dialling;
  @Var private long openedAt;
  @Var private long dialAt;
  @Var private boolean prepared;

  private Copier(
      BrokerLoop loop,
      FileJournal journal,
      Self self,
      List<String> services,
      Optional<LinkTls> tls,
      Optional<Delegations> delegations,
      SubstitutionConfig config,
      LinkConfig link,
      Path data,
      RandomGenerator random) {
    this.loop = loop;
    this.journal = journal;
    this.config = config;
    this.dialer = new CopyDialer(loop, tls, (int) link.connectTimeout().toMillis());
    this.backoff = new Backoff(link, random);
    this.delegations = delegations;
    this.remembered = Remembered.in(data);
    this.copying = new Copying(config, self, services, new Tap());
  }

  /// Copies nothing yet.
  ///
  /// @param services where clients find this node
  /// @param tls of a member of a mesh; empty where links are not encrypted
  /// @param delegations with which it lets the substitute speak for it
  /// @param data the node's directory
  /// @param random says when to dial again; used on the event loop alone
  public static Copier start(
      BrokerLoop loop,
      FileJournal journal,
      Self self,
      List<String> services,
      Optional<LinkTls> tls,
      Optional<Delegations> delegations,
      SubstitutionConfig config,
      LinkConfig link,
      Path data,
      RandomGenerator random) {
    Copier copier =
        new Copier(loop, journal, self, services, tls, delegations, config, link, data, random);
    loop.run(now -> {
      loop.company().tell(copier::tick);
      loop.company().copied(copier);
    });
    if (config.durability() == CopyDurability.SUBSTITUTE) {
      LOG.warn("unprotected: acknowledgements follow the own disk alone until there is a copy");
    }
    return copier;
  }

  /// Copies the node to a substitute from now on. What was said already may be said again.
  ///
  /// @param to where it has its links
  /// @param number of the order, which rises
  public void copyTo(String substitute, InetSocketAddress to, long number) {
    loop.later(() -> {
      boolean same =
          copying.view().substitute().equals(substitute)
              && address.getHostString().equals(to.getHostString())
              && address.getPort() == to.getPort();
      if (same) {
        copying.renumber(number);
      } else {
        begin(substitute, to, number);
      }
    });
  }

  private void begin(String substitute, InetSocketAddress to, long number) {
    long planned = ++plan;
    address = to;
    prepared = false;
    copying.begin(substitute, number, loop.now());
    Remembered.Substitute noted = new Remembered.Substitute(substitute, to);
    var _ =
        note(() -> remembered.add(noted))
            .thenRunAsync(
                () -> {
                  if (planned == plan) {
                    prepared = true;
                    dialAt = loop.now();
                    dial();
                  }
                },
                loop::later);
  }

  private CompletableFuture<Void> note(Noting noting) {
    return CompletableFuture.runAsync(
            () -> {
              try {
                noting.run();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            loop.handshakes())
        .whenComplete((done, failure) -> {
          if (failure != null && !loop.isClosed()) {
            LOG.error("cannot note to whom this node is copied, so it is not", failure);
          }
        });
  }

  private interface Noting {
    void run() throws IOException;
  }

  /// Copies the node to nobody from now on.
  public void stop() {
    loop.later(() -> {
      plan++;
      copying.stop("no substitute is named");
    });
  }

  /// See [Copying#leaseUntil]; to be asked on the loop.
  public long leaseUntil() {
    return copying.leaseUntil();
  }

  /// How it stands.
  public CopyView view() {
    return loop.ask(copying::view);
  }

  /// What came of it.
  public CopyCounts counts() {
    return loop.ask(copying::counts).withStalls(journal.copyStalls());
  }

  /// Gives the node away, after which it must not be served here: completes when all that was put
  /// is on the substitute's disk and the substitute has noted that the node is its own.
  public CompletableFuture<Void> finish() {
    loop.later(() -> copying.finish(loop.now()));
    return given;
  }

  private void tick(long now) {
    copying.tick(now);
    if (prepared && now >= dialAt) {
      dial();
    }
  }

  private void dial() {
    if (dialling || loop.isStopping() || !copying.wantsConnection()) {
      return;
    }
    dialling = true;
    long planned = plan;
    dialer.dial(
        address,
        copying,
        new CopyDialer.Caller() {
          @Override
          public void opened(LinkOutbound connection) {
            openedAt = loop.now();
            if (planned == plan) {
              copying.opened(connection, openedAt);
            } else {
              connection.close();
            }
          }

          @Override
          public void failed(String why, boolean refused) {
            dialling = false;
            dialAt = loop.now() + backoff.next(0);
            if (planned == plan) {
              copying.unreached(why, refused);
            }
          }

          @Override
          public void closed() {
            dialling = false;
            dialAt = loop.now() + backoff.next(Math.max(1, loop.now() - openedAt));
          }
        });
  }

  /// The journal, to the core.
  private final class Tap implements Copying.Tap {
    @Override
    public Supply begin() {
      JournalCopy begun = journal.copy(config.pendingBytes(), this::stirred);
      copy = begun;
      return new JournalSupply(begun);
    }

    private void stirred() {
      try {
        loop.later(() -> copying.more(loop.now()));
      } catch (RejectedExecutionException e) {
        LOG.debug("the loop has ended, and with it the copy");
      }
    }

    @Override
    public void end() {
      JournalCopy ended = copy;
      if (ended != null) {
        ended.end();
        copy = null;
      }
    }

    @Override
    public void copied(long position) {
      journal.copied(position);
    }

    @Override
    public void hold(boolean wanted) {
      journal.holdForCopy(wanted);
    }

    @Override
    public long position() {
      return journal.position();
    }

    @Override
    public Bytes word(String substitute) {
      return delegations.map(each -> each.to(substitute)).orElse(Bytes.EMPTY);
    }

    @Override
    public void whole(String substitute) {
      var _ = note(() -> remembered.keepOnly(substitute));
    }

    @Override
    public void given() {
      given.complete(null);
    }

    @Override
    public void changed(CopyState state, String substitute, String why) {
      if (state == CopyState.NONE) {
        LOG.info("this node is copied to nobody: {}", why);
      } else {
        LOG.info("copy of this node at {}: {} {}", substitute, state, why);
      }
    }

    @Override
    public void protects(boolean wanted, String why) {
      if (wanted) {
        LOG.info("protected: acknowledgements wait for the substitute, for {}", why);
      } else {
        LOG.warn("unprotected: acknowledgements follow the own disk alone, for {}", why);
      }
    }
  }
}
