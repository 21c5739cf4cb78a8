package io.fieldway.node.copy;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.journal.Journal;
import io.fieldway.node.link.Guest;
import io.fieldway.node.link.LinkOutbound;
import io.fieldway.node.link.Self;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Pingreq;
import io.fieldway.node.packet.Pingresp;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.ReasonCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The substitute's end of the connection over which another node is copied to it.
public final class Holding implements Guest {
  private final Self self;
  private final LinkOutbound out;
  private final long leaseMillis;
  private final Shelf shelf;
  @Var private @Nullable Taker taker;
  @Var private long heardAt;
  @Var private long lastWordAt;
  @Var private boolean closed;

  /// Where the copy comes to lie.
  public interface Shelf {
    /// Notes on the disk that the copy is whole; [Holding#noted] is called then.
    void whole();

    /// Notes on the disk that the node was given away; [Holding#noted] is called then.
    void yours();

    /// The connection has ended; nothing more is written.
    void ended(String why, long now);
  }

  /// Somebody who has said CONNECT, and is answered by [#welcome] or [#refuse].
  public Holding(Self self, LinkOutbound out, long leaseMillis, Shelf shelf, long now) {
    this.self = self;
    this.out = out;
    this.leaseMillis = leaseMillis;
    this.shelf = shelf;
    this.heardAt = now;
  }

  /// Takes the copy into a journal that is empty.
  public void welcome(Journal journal, long now) {
    if (!closed) {
      Taker.Notes notes =
          new Taker.Notes() {
            @Override
            public void whole() {
              shelf.whole();
            }

            @Override
            public void yours() {
              shelf.yours();
            }
          };
      taker = new Taker(out, journal, notes);
      heardAt = now;
      lastWordAt = now;
      out.send(CopyWords.welcome(self));
    }
  }

  /// Takes no copy.
  public void refuse(ReasonCode reason, String why, long now) {
    if (!closed) {
      out.send(CopyWords.refusal(self, reason, why));
      end(why, now);
    }
  }

  @Override
  public void received(Packet packet, long now) {
    heardAt = now;
    Taker taking = taker;
    if (closed) {
      return;
    }
    if (packet instanceof Disconnect) {
      end("it took its leave", now);
    } else if (taking == null) {
      end("expected nothing before CONNACK", now);
    } else if (packet instanceof Pingreq) {
      lastWordAt = now;
      out.send(new Pingresp());
    } else if (packet instanceof Publish publish) {
      lastWordAt = now;
      Optional<String> fault = taking.received(publish);
      fault.ifPresent(why -> part(ReasonCode.PROTOCOL_ERROR, why, now));
    } else {
      part(ReasonCode.PROTOCOL_ERROR, "expected PUBLISH or PINGREQ", now);
    }
  }

  /// The journal has everything up to a position on its disk.
  public void committed(long position, long now) {
    Taker taking = taker;
    if (taking != null && !closed) {
      lastWordAt = now;
      taking.committed(position);
    }
  }

  /// What was to be noted is on the disk.
  public void noted(long now) {
    Taker taking = taker;
    if (taking != null && !closed) {
      lastWordAt = now;
      taking.noted();
    }
  }

  /// Lets time pass.
  public void tick(long now) {
    if (!closed && now - heardAt >= leaseMillis) {
      part(
          ReasonCode.KEEP_ALIVE_TIMEOUT, "nothing was heard of it for " + leaseMillis + " ms", now);
    }
  }

  /// Ends the connection, and says why.
  public void part(ReasonCode reason, String why, long now) {
    if (!closed) {
      out.send(CopyWords.farewell(reason, why));
      end(why, now);
    }
  }

  /// No later than then the node was last told anything that its lease could count from.
  public long lastWordAt() {
    return lastWordAt;
  }

  @Override
  public void violated(ReasonCode reason, String why, long now) {
    part(ReasonCode.PROTOCOL_ERROR, why, now);
  }

  @Override
  public void drained(long now) {
    // what is sent here is short, and answers something
  }

  @Override
  public void lost(long now) {
    if (!closed) {
      closed = true;
      shelf.ended("the connection was lost", now);
    }
  }

  @Override
  public void leave(long now) {
    part(ReasonCode.SERVER_SHUTTING_DOWN, "the node is shutting down", now);
  }

  private void end(String why, long now) {
    closed = true;
    out.close();
    shelf.ended(why, now);
  }
}
