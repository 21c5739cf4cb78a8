package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.copy.GivingBack;
import io.fieldway.node.copy.SubstitutionConfig;
import io.fieldway.node.journal.FileJournal;
import io.fieldway.node.journal.JournalConfig;
import io.fieldway.node.journal.JournalCopy;
import io.fieldway.node.link.LinkOutbound;
import io.fieldway.node.link.Self;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives a node that asks for it what was carried on of it here: from the journal of the node that
/// serves for it, or from where that has left it. Belongs to the broker's event loop.
final class Handback implements GivingBack.Desk {
  private static final Logger LOG = LoggerFactory.getLogger(Handback.class);

  private final BrokerLoop loop;
  private final String node;
  private final Carried carried;
  private final Outcome outcome;
  private final GivingBack giving;
  private final SubstitutionConfig config;
  @Var private @Nullable JournalCopy copy;
  @Var private @Nullable Path source;
  @Var private boolean isGiven;

  /// Opened here, where nobody serves the node.
  @Var private @Nullable FileJournal own;

  /// What comes of it, told on the loop.
  interface Outcome {
    /// Nothing need be kept of the node any more.
    void given();

    /// The connection has ended.
    ///
    /// @param ended what has ended
    /// @param mayHaveItself whether the node was told that it is its own again, and it is not known
    ///   whether it has heard
    void ended(Handback ended, boolean mayHaveItself);
  }

  /// Whoever has asked, and is answered by [#begin] or by its end.
  Handback(
      BrokerLoop loop,
      Self self,
      String node,
      SubstitutionConfig config,
      Carried carried,
      LinkOutbound out,
      Outcome outcome) {
    this.loop = loop;
    this.node = node;
    this.config = config;
    this.carried = carried;
    this.outcome = outcome;
    this.giving =
        new GivingBack(
            self, out, config.lease().toMillis(), config.pendingBytes(), this, loop.now());
  }

  GivingBack end() {
    return giving;
  }

  /// Begins with the journal of the node that serves, or with what lies in a directory.
  void begin(Path directory) {
    source = directory;
    Optional<FileJournal> serving = carried.journal(node);
    if (serving.isPresent()) {
      copy(serving.get());
      return;
    }
    var _ =
        CompletableFuture.supplyAsync(() -> open(directory), loop.handshakes())
            .whenCompleteAsync((journal, failure) -> opened(journal, failure), loop::later);
  }

  /// Blocks.
  private static FileJournal open(Path directory) {
    FileJournal.Listener nobody =
        new FileJournal.Listener() {
          @Override
          public void committed(long position) {
            // nothing is put
          }

          @Override
          public void failed(IOException cause) {
            LOG.error("the copy in {} cannot be read: {}", directory, cause.getMessage());
          }
        };
    try {
      return FileJournal.open(CopyShelf.journal(directory), JournalConfig.defaults(), nobody);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  private void opened(@Nullable FileJournal journal, @Nullable Throwable failure) {
    if (journal == null) {
      LOG.warn("cannot give {} back now: {}", node, String.valueOf(failure));
      giving.giveUp("its journal cannot be opened now");
      return;
    }
    own = journal;
    copy(journal);
  }

  private void copy(FileJournal journal) {
    LOG.info("{} has come back, and is given what was carried on here", node);
    JournalCopy begun = journal.copy(config.pendingBytes(), this::stirred);
    copy = begun;
    giving.welcome(new JournalSupply(begun), loop.now());
  }

  private void stirred() {
    try {
      loop.later(() -> giving.more(loop.now()));
    } catch (RejectedExecutionException e) {
      LOG.debug("the loop has ended, and with it the copy");
    }
  }

  @Override
  public void close() {
    var _ =
        CompletableFuture.runAsync(this::closeServing, loop.handshakes())
            .whenCompleteAsync(
                (done, failure) -> {
                  if (failure == null) {
                    giving.closed(loop.now());
                  } else {
                    LOG.error("cannot close {}, which is carried on here", node, failure);
                    giving.giveUp("the node could not be closed");
                  }
                },
                loop::later);
  }

  /// Closes it, and notes that the node may have itself back before anybody says so. Blocks.
  private void closeServing() {
    FileJournal opened = own;
    if (opened == null) {
      carried.close(node);
    } else {
      opened.close();
    }
    note(true);
  }

  private void note(boolean wanted) {
    Path noted = source;
    try {
      if (noted != null && wanted) {
        CopyShelf.given(noted);
      } else if (noted != null) {
        CopyShelf.notGiven(noted);
      }
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  @Override
  public void given() {
    LOG.info("{} has itself back", node);
    isGiven = true;
    outcome.given();
  }

  @Override
  public void ended(String why) {
    LOG.info("the connection that gives {} back has ended: {}", node, why);
    JournalCopy begun = copy;
    if (begun != null) {
      begun.end();
    }
    FileJournal opened = own;
    boolean mayHaveItself = giving.isSaid() && !isGiven;
    var _ =
        CompletableFuture.runAsync(
                () -> {
                  if (opened != null) {
                    opened.close();
                  }
                  if (!mayHaveItself && !isGiven) {
                    note(false);
                  }
                },
                loop.handshakes())
            .whenCompleteAsync((done, failure) -> outcome.ended(this, mayHaveItself), loop::later);
  }
}
