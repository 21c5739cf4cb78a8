package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.copy.Holding;
import io.fieldway.node.journal.FileJournal;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One copy of another node, and where it lies. Belongs to the broker's event loop.
final class Held implements Holding.Shelf, FileJournal.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Held.class);

  final String node;
  final Path directory;
  final List<String> services;
  final Bytes word;
  final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final BrokerLoop loop;
  private final Keeper keeper;

  /// The connection over which it comes, as long as that is there.
  @Var @Nullable Holding holding;

  /// Where it is written, as long as that is open.
  @Var @Nullable FileJournal journal;

  @Var long bytes;
  @Var long closedAt;
  @Var private long lastWordAt;

  /// The node has given itself away.
  @Var boolean isReleased;

  /// The node may have itself back.
  @Var boolean isGiven;

  @Var private boolean isClosing;

  /// Who keeps all copies.
  interface Keeper {
    /// A copy has come to be whole; whether it is one that is waited for.
    boolean isWhole(Held held);

    /// The connection of a copy has ended.
    ///
    /// @param isOpening whether its journal is still to be opened
    void ended(Held held, boolean isOpening);

    /// What is held is not what it was.
    void changed();
  }

  private interface Noting {
    void run() throws IOException;
  }

  Held(
      BrokerLoop loop,
      Keeper keeper,
      String node,
      Path directory,
      List<String> services,
      Bytes word) {
    this.loop = loop;
    this.keeper = keeper;
    this.node = node;
    this.directory = directory;
    this.services = services;
    this.word = word;
  }

  long bytes() {
    FileJournal open = journal;
    return open == null ? bytes : open.counts().diskBytes();
  }

  long lastWordAt() {
    Holding open = holding;
    return open == null ? lastWordAt : open.lastWordAt();
  }

  /// Leaves what is on the disk as it is.
  void abandon() {
    FileJournal open = journal;
    if (open != null) {
      open.abandon();
    }
  }

  @Override
  public void committed(long position) {
    loop.later(() -> {
      Holding open = holding;
      if (open != null) {
        open.committed(position, loop.now());
      }
    });
  }

  @Override
  public void failed(IOException cause) {
    loop.later(() -> {
      Holding open = holding;
      if (open != null) {
        open.part(ReasonCode.UNSPECIFIED_ERROR, "its disk failed", loop.now());
      }
    });
  }

  @Override
  public void whole() {
    note(() -> CopyShelf.whole(directory, services, word), this::isWhole);
  }

  private void isWhole() {
    if (keeper.isWhole(this)) {
      LOG.info("holds a whole copy of {}", node);
    }
  }

  @Override
  public void yours() {
    note(
        () -> CopyShelf.released(directory),
        () -> {
          isReleased = true;
          LOG.info("{} has given itself away to this node", node);
        });
  }

  private void note(Noting noting, Runnable done) {
    var _ =
        CompletableFuture.runAsync(
                () -> {
                  try {
                    noting.run();
                  } catch (IOException e) {
                    throw new CompletionException(e);
                  }
                },
                loop.handshakes())
            .whenCompleteAsync(
                (nothing, failure) -> {
                  Holding open = holding;
                  if (failure != null && (isClosing || loop.isClosed())) {
                    LOG.debug("a copy of {} was given up before it was noted", node, failure);
                  } else if (failure != null) {
                    LOG.error("cannot note what the copy of {} has come to", node, failure);
                  } else if (open != null) {
                    done.run();
                    open.noted(loop.now());
                    keeper.changed();
                  }
                },
                loop::later);
  }

  @Override
  public void ended(String why, long now) {
    Holding open = holding;
    if (open == null) {
      return;
    }
    lastWordAt = open.lastWordAt();
    closedAt = now;
    holding = null;
    LOG.info("the connection for the copy of {} has ended: {}", node, why);
    keeper.ended(this, journal == null);
  }

  /// Closes the journal on a virtual thread.
  CompletableFuture<Void> close() {
    FileJournal open = journal;
    if (isClosing) {
      return closed;
    }
    isClosing = true;
    if (open == null) {
      closed.complete(null);
      return closed;
    }
    var _ =
        CompletableFuture.runAsync(open::close, loop.handshakes())
            .whenComplete((done, failure) -> closed.complete(null));
    return closed;
  }
}
