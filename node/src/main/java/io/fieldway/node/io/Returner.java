package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.copy.Returning;
import io.fieldway.node.copy.SubstitutionConfig;
import io.fieldway.node.journal.FileJournal;
import io.fieldway.node.journal.JournalConfig;
import io.fieldway.node.link.LinkConfig;
import io.fieldway.node.link.LinkOutbound;
import io.fieldway.node.link.Self;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a node does when it starts, before it serves anyone: asks those who may carry it on, and
/// where one does, gets itself back. Whoever may hold a copy must have answered before the node
/// goes on from its own disk; of a node without anything on its disk the peers are asked, as far as
/// they are there.
public final class Returner {
  private static final Logger LOG = LoggerFactory.getLogger(Returner.class);
  private static final String JOURNAL = "journal";
  private static final String FORMER = "journal.former";
  private static final String RETURNING = "returning";
  private static final String YOURS = "yours";
  private static final long TICK_MILLIS = 100;
  private static final long AGAIN_MILLIS = 500;
  private static final long SAID_MILLIS = 10_000;

  /// Peers of a node that is new are not waited for any longer.
  private static final int PEER_MILLIS = 2_000;

  private static final int MOST_MOVES = 8;

  /// To a peer that cannot say yet.
  private static final int MOST_QUESTIONS = 60;

  private final BrokerLoop loop;
  private final Self self;
  private final Path data;
  private final Remembered remembered;
  private final CopyDialer dialer;
  private final long silenceMillis;
  private final boolean isDiskNew;
  @Var private boolean isSettled;

  private Returner(
      BrokerLoop loop,
      Self self,
      Path data,
      Optional<LinkTls> tls,
      SubstitutionConfig config,
      LinkConfig link)
      throws IOException {
    this.loop = loop;
    this.self = self;
    this.data = data;
    this.remembered = Remembered.in(data);
    this.isDiskNew = !Files.exists(data.resolve(JOURNAL));
    int timeout = (int) link.connectTimeout().toMillis();
    this.dialer = new CopyDialer(loop, tls, isDiskNew ? Math.min(PEER_MILLIS, timeout) : timeout);
    this.silenceMillis = config.lease().toMillis();
  }

  /// Finishes a return that was cut off behind its last word.
  ///
  /// @param tls of a member of a mesh; empty where links are not encrypted
  public static Returner begin(
      BrokerLoop loop,
      Self self,
      Path data,
      Optional<LinkTls> tls,
      SubstitutionConfig config,
      LinkConfig link)
      throws IOException {
    Returner returner = new Returner(loop, self, data, tls, config, link);
    returner.settle();
    return returner;
  }

  /// Whether somebody may carry the node on, who must be heard.
  public boolean mustAsk() throws IOException {
    return !isSettled && !remembered.read().isEmpty();
  }

  /// Asks, and returns when the journal that is to be opened lies where it belongs.
  ///
  /// @param peers of the configuration
  /// @throws IOException where the disk fails, or the wait is interrupted
  public void ask(List<InetSocketAddress> peers) throws IOException {
    if (isSettled) {
      return;
    }
    List<Remembered.Substitute> known = remembered.read();
    if (!known.isEmpty()) {
      askUntilHeard(known);
    } else if (isDiskNew) {
      for (InetSocketAddress peer : peers) {
        if (askPeer(peer) instanceof Returning.Answer.Yours) {
          return;
        }
      }
    }
  }

  private Returning.Answer askPeer(InetSocketAddress peer) throws IOException {
    @Var Returning.Answer answer = follow(peer, silenceMillis);
    for (@Var int i = 0; i < MOST_QUESTIONS && isLater(answer); i++) {
      pause();
      answer = follow(peer, silenceMillis);
    }
    if (answer instanceof Returning.Answer.Later(String why)) {
      throw new IOException(
          "cannot begin with an empty disk: "
              + why
              + "; give this node another name, or end that one");
    }
    return answer;
  }

  private static boolean isLater(Returning.Answer answer) {
    return answer instanceof Returning.Answer.Later;
  }

  private void askUntilHeard(List<Remembered.Substitute> known) throws IOException {
    long began = System.nanoTime();
    @Var long said = 0;
    Set<String> heard = new HashSet<>();
    while (heard.size() < known.size()) {
      for (Remembered.Substitute each : known) {
        if (heard.contains(each.name())) {
          continue;
        }
        Returning.Answer answer = follow(each.address(), silenceMillis);
        if (answer instanceof Returning.Answer.Yours) {
          return;
        }
        if (answer instanceof Returning.Answer.NotHere) {
          LOG.info("{} does not carry this node on", each.name());
          heard.add(each.name());
        } else {
          String why = why(answer);
          long now = System.nanoTime();
          if (said == 0 || now - said >= TimeUnit.MILLISECONDS.toNanos(SAID_MILLIS)) {
            said = now;
            LOG.warn(
                "waiting for {} at {}, which may carry this node on: {}; if it is gone for good,"
                    + " start with --alone ({} s so far)",
                each.name(),
                each.address(),
                why,
                TimeUnit.NANOSECONDS.toSeconds(now - began));
          }
          pause();
        }
      }
    }
    remembered.clear();
  }

  private static String why(Returning.Answer answer) {
    return switch (answer) {
      case Returning.Answer.None(String why) -> why;
      case Returning.Answer.Later(String why) -> why;
      default -> "it has not settled that";
    };
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(AGAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the node was stopped while it waited for its substitute", e);
    }
  }

  /// Asks at an address, and where that says somebody else, there.
  private Returning.Answer follow(InetSocketAddress first, long silence) throws IOException {
    @Var InetSocketAddress address = first;
    for (@Var int i = 0; i < MOST_MOVES; i++) {
      Returning.Answer answer = new Question(silence).ask(address);
      if (answer instanceof Returning.Answer.Yours) {
        settle();
        return answer;
      }
      if (!(answer instanceof Returning.Answer.Moved(String where))) {
        return answer;
      }
      int colon = where.lastIndexOf(':');
      if (colon < 0 || !where.substring(colon + 1).matches("[0-9]{1,5}")) {
        return new Returning.Answer.None("it names " + where + ", which is no address");
      }
      LOG.info("this node is said to be carried on at {}", where);
      address =
          InetSocketAddress.createUnresolved(
              where.substring(0, colon), Integer.parseInt(where.substring(colon + 1)));
    }
    return new Returning.Answer.None("one names the other, and nobody carries it on");
  }

  /// Puts what was got in the place of what was there, where the last word has been said; what was
  /// not got to its end is deleted.
  private void settle() throws IOException {
    Path got = data.resolve(RETURNING);
    Path marker = got.resolve(YOURS);
    Path journal = data.resolve(JOURNAL);
    if (Files.exists(marker)) {
      Path come = got.resolve(JOURNAL);
      if (Files.exists(come)) {
        CopyShelf.delete(data.resolve(FORMER));
        if (Files.exists(journal)) {
          Files.move(journal, data.resolve(FORMER), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(come, journal, StandardCopyOption.ATOMIC_MOVE);
        LastingFiles.forceDirectory(data);
      }
      remembered.clear();
      Files.delete(marker);
      isSettled = true;
      LOG.info("node {} goes on from what its substitute gave back", self.name());
    }
    CopyShelf.delete(got);
    CopyShelf.delete(data.resolve(FORMER));
  }

  /// One question to one address. Its core belongs to the loop.
  private final class Question implements Returning.Shelf, FileJournal.Listener, CopyDialer.Caller {
    private final CompletableFuture<Returning.Answer> answer = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final Returning returning;
    @Var private @Nullable FileJournal journal;

    Question(long silence) {
      this.returning = new Returning(self, isDiskNew, silence, this);
    }

    /// Blocks until there is an answer.
    Returning.Answer ask(InetSocketAddress address) throws IOException {
      dialer.dial(address, returning, this);
      loop.later(this::tick, TICK_MILLIS);
      try {
        Returning.Answer found = answer.get();
        closed.get();
        return found;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("the node was stopped while it asked for itself", e);
      } catch (ExecutionException e) {
        throw new IOException("cannot keep what is given back: " + e.getCause(), e);
      }
    }

    private void tick() {
      returning.tick(loop.now());
      if (!answer.isDone()) {
        loop.later(this::tick, TICK_MILLIS);
      }
    }

    @Override
    public void opened(LinkOutbound connection) {
      returning.connected(connection, loop.now());
    }

    @Override
    public void failed(String why, boolean isGone) {
      returning.unreached(why);
    }

    @Override
    public void closed() {
      returning.unreached("the connection was closed");
    }

    @Override
    public void open() {
      var _ =
          CompletableFuture.supplyAsync(this::make, loop.handshakes())
              .whenCompleteAsync(
                  (made, failure) -> {
                    if (made == null) {
                      answer.completeExceptionally(
                          failure == null ? new IOException("no journal") : failure);
                      closed.complete(null);
                    } else {
                      journal = made;
                      returning.opened(made, loop.now());
                    }
                  },
                  loop::later);
    }

    /// Blocks.
    private FileJournal make() {
      Path got = data.resolve(RETURNING);
      try {
        CopyShelf.delete(got);
        return FileJournal.open(got.resolve(JOURNAL), JournalConfig.defaults(), this);
      } catch (IOException e) {
        throw new CompletionException(e);
      }
    }

    @Override
    public void committed(long position) {
      loop.later(() -> returning.committed(position));
    }

    @Override
    public void failed(IOException cause) {
      loop.later(() -> answer.completeExceptionally(cause));
    }

    /// Closes the journal before it is noted, so that nothing of it is written after.
    @Override
    public void yours() {
      FileJournal got = journal;
      var _ =
          CompletableFuture.runAsync(
                  () -> {
                    try {
                      if (got != null) {
                        got.close();
                      }
                      Path directory = data.resolve(RETURNING);
                      LastingFiles.replace(directory.resolve(YOURS), "");
                      LastingFiles.forceDirectory(data);
                    } catch (IOException e) {
                      throw new CompletionException(e);
                    }
                  },
                  loop.handshakes())
              .whenCompleteAsync(
                  (done, failure) -> {
                    if (failure == null) {
                      returning.notedYours();
                    } else {
                      answer.completeExceptionally(failure);
                    }
                  },
                  loop::later);
    }

    @Override
    public void answered(Returning.Answer found) {
      answer.complete(found);
      FileJournal got = journal;
      var _ =
          CompletableFuture.runAsync(
                  () -> {
                    if (got != null) {
                      got.close();
                    }
                  },
                  loop.handshakes())
              .whenComplete((done, failure) -> closed.complete(null));
    }
  }
}
