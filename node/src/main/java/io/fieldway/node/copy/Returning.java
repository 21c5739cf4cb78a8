package io.fieldway.node.copy;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.journal.Journal;
import io.fieldway.node.link.Guest;
import io.fieldway.node.link.LinkOutbound;
import io.fieldway.node.link.Self;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Pingreq;
import io.fieldway.node.packet.Pingresp;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.ReasonCode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The end of a node that starts, and asks somebody whether it is carried on there before it serves
/// anyone; where it is, it gets itself back over the same connection.
public final class Returning implements Guest {
  private final Self self;
  private final boolean isDiskNew;
  private final long silenceMillis;
  private final Shelf shelf;

  /// What came before there was a journal; no more than the window that was announced.
  private final Deque<Publish> waiting = new ArrayDeque<>();

  @Var private @Nullable LinkOutbound out;
  @Var private @Nullable Taker taker;
  @Var private long heardAt;
  @Var private long pingedAt;
  @Var private boolean isDone;

  /// What comes of the question.
  public sealed interface Answer {
    /// The node is this one's again, as it was there.
    record Yours() implements Answer {}

    /// Somebody else carries it on.
    ///
    /// @param address where it has its links, as host:port
    record Moved(String address) implements Answer {}

    /// Who was asked does not carry it on.
    record NotHere(String why) implements Answer {}

    /// Who was asked cannot say yet.
    record Later(String why) implements Answer {}

    /// There was no answer, or not to its end.
    record None(String why) implements Answer {}
  }

  /// Where what comes is put.
  public interface Shelf {
    /// An empty journal, as something is to come; [Returning#opened] is called then.
    void open();

    /// Notes on the disk that the node is this one's; [Returning#noted] is called then.
    void yours();

    /// The question has its answer; called once.
    void answered(Answer answer);
  }

  /// Somebody who is about to ask.
  ///
  /// @param isDiskNew whether nothing of the node is here
  /// @param silenceMillis how long the other may say nothing
  public Returning(Self self, boolean isDiskNew, long silenceMillis, Shelf shelf) {
    this.self = self;
    this.isDiskNew = isDiskNew;
    this.silenceMillis = silenceMillis;
    this.shelf = shelf;
  }

  /// The connection is there.
  public void connected(LinkOutbound connection, long now) {
    out = connection;
    heardAt = now;
    pingedAt = now;
    connection.send(CopyWords.question(self, isDiskNew));
  }

  /// The connection cannot be had.
  public void unreached(String why) {
    answer(new Answer.None(why));
  }

  /// There is an empty journal.
  public void opened(Journal journal, long now) {
    LinkOutbound connection = out;
    if (!isDone && connection != null) {
      Taker.Notes notes =
          new Taker.Notes() {
            @Override
            public void whole() {
              noted();
            }

            @Override
            public void yours() {
              shelf.yours();
            }
          };
      taker = new Taker(connection, journal, notes);
      waiting.forEach(each -> received(each, now));
      waiting.clear();
    }
  }

  @Override
  public void received(Packet packet, long now) {
    heardAt = now;
    if (isDone) {
      return;
    }
    switch (packet) {
      case Connack connack -> answered(connack);
      case Publish publish -> {
        Taker taking = taker;
        if (taking == null) {
          waiting.add(publish);
        } else {
          taking.received(publish).ifPresent(this::fail);
        }
      }
      case Pingresp _ -> {}
      case Disconnect disconnect -> {
        String why = CopyWords.reason(disconnect.properties(), disconnect.reason());
        if (disconnect.reason() == ReasonCode.SERVER_BUSY) {
          close();
          answer(new Answer.Later(why));
        } else {
          fail(why);
        }
      }
      default -> fail("expected PUBLISH or PINGRESP");
    }
  }

  private void answered(Connack connack) {
    Optional<String> moved = CopyWords.user(connack.properties(), CopyWords.MOVED);
    if (connack.reason() == ReasonCode.SUCCESS) {
      shelf.open();
    } else if (moved.isPresent()) {
      close();
      answer(new Answer.Moved(moved.get()));
    } else if (CopyWords.user(connack.properties(), CopyWords.NODE).isPresent()) {
      close();
      answer(new Answer.NotHere(CopyWords.reason(connack.properties(), connack.reason())));
    } else {
      fail("it is no node that knows of copies");
    }
  }

  /// The journal has everything up to a position on its disk.
  public void committed(long position) {
    Taker taking = taker;
    if (taking != null && !isDone) {
      taking.committed(position);
    }
  }

  /// What was to be noted is on the disk: the node is this one's from now on.
  public void notedYours() {
    if (!isDone) {
      noted();
      answer(new Answer.Yours());
      LinkOutbound connection = out;
      if (connection != null) {
        connection.send(new Disconnect(ReasonCode.SUCCESS, Properties.NONE));
      }
      close();
    }
  }

  private void noted() {
    Taker taking = taker;
    if (taking != null) {
      taking.noted();
    }
  }

  /// Lets time pass.
  public void tick(long now) {
    LinkOutbound connection = out;
    if (isDone || connection == null) {
      return;
    }
    if (now - heardAt >= silenceMillis) {
      fail("nothing was heard of it for " + silenceMillis + " ms");
    } else if (taker != null && now - pingedAt >= silenceMillis / 3) {
      pingedAt = now;
      connection.send(new Pingreq());
    }
  }

  @Override
  public void violated(ReasonCode reason, String why, long now) {
    fail(why);
  }

  @Override
  public void drained(long now) {
    // what is sent here is short
  }

  @Override
  public void lost(long now) {
    answer(new Answer.None("the connection was lost"));
  }

  @Override
  public void leave(long now) {
    fail("the node is shutting down");
  }

  private void fail(String why) {
    close();
    answer(new Answer.None(why));
  }

  private void close() {
    LinkOutbound connection = out;
    if (connection != null) {
      connection.close();
    }
  }

  private void answer(Answer answer) {
    if (!isDone) {
      isDone = true;
      shelf.answered(answer);
    }
  }
}
