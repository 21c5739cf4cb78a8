package io.fieldway.node.copy;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.link.Guest;
import io.fieldway.node.link.LinkOutbound;
import io.fieldway.node.link.Self;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Packet;
import io.fieldway.node.packet.Pingreq;
import io.fieldway.node.packet.Pingresp;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.ReasonCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The substitute's end of the connection over which a node that it carries on gets itself back:
/// everything while it is still served here; then it is closed; then the rest, and the word that it
/// is its own again. Before it is closed the node is only here, and after the word only there;
/// between them it is nowhere, until the node asks again.
public final class GivingBack implements Guest {
  private final Self self;
  private final LinkOutbound out;
  private final long leaseMillis;
  private final long pendingBytes;
  private final Desk desk;
  @Var private @Nullable Giver giver;
  @Var private long heardAt;
  @Var private boolean isClosing;
  @Var private boolean ended;

  /// Who serves the node, until it is given back.
  public interface Desk {
    /// Serves the node no more; [GivingBack#closed] is called then.
    void close();

    /// The node has itself back, and nothing is kept of it.
    void given();

    /// The connection has ended, with [#given] before or without.
    void ended(String why);
  }

  /// Somebody who has said CONNECT, and is answered by [#welcome] or [#refuse].
  public GivingBack(
      Self self, LinkOutbound out, long leaseMillis, long pendingBytes, Desk desk, long now) {
    this.self = self;
    this.out = out;
    this.leaseMillis = leaseMillis;
    this.pendingBytes = pendingBytes;
    this.desk = desk;
    this.heardAt = now;
  }

  /// Begins to give what is there.
  public void welcome(Supply supply, long now) {
    if (!ended) {
      giver = new Giver(out, supply, CopyWords.WINDOW, pendingBytes);
      heardAt = now;
      out.send(CopyWords.welcome(self));
      pump(now);
    }
  }

  /// Has nothing to give.
  ///
  /// @param movedTo where the node is carried on, as host:port; empty where that is not known
  public void refuse(String why, Optional<String> movedTo, long now) {
    if (!ended) {
      out.send(CopyWords.notHere(self, why, movedTo));
      end(why);
    }
  }

  /// Cannot say anything now; the node asks again.
  public void giveUp(String why) {
    if (!ended) {
      end(why);
    }
  }

  /// There is more to give.
  public void more(long now) {
    pump(now);
  }

  /// The node is closed, and everything of it waits to be given.
  public void closed(long now) {
    Giver giving = giver;
    if (!ended && giving != null) {
      giving.finish(0);
      pump(now);
    }
  }

  private void pump(long now) {
    Giver giving = giver;
    if (ended || giving == null) {
      return;
    }
    giving.pump(now);
    if (giving.isBehind()) {
      part(ReasonCode.UNSPECIFIED_ERROR, "what is written came faster than it was taken");
    } else if (giving.isCaughtUp() && !isClosing) {
      isClosing = true;
      desk.close();
    }
  }

  @Override
  public void received(Packet packet, long now) {
    heardAt = now;
    Giver giving = giver;
    if (ended) {
      return;
    }
    switch (packet) {
      case Pingreq _ -> out.send(new Pingresp());
      case Disconnect _ -> end("it took its leave");
      case Puback puback when giving != null -> {
        Optional<String> fault = giving.acknowledged(puback, now);
        if (fault.isPresent()) {
          part(ReasonCode.PROTOCOL_ERROR, fault.get());
        } else if (giving.isYoursTaken()) {
          desk.given();
          part(ReasonCode.SUCCESS, "the node has itself back");
        } else {
          pump(now);
        }
      }
      default -> part(ReasonCode.PROTOCOL_ERROR, "expected PUBACK or PINGREQ");
    }
  }

  /// Whether the node has been told that it is its own again, and may have heard it.
  public boolean isSaid() {
    Giver giving = giver;
    return giving != null && giving.isYoursSent();
  }

  /// Lets time pass.
  public void tick(long now) {
    if (!ended && now - heardAt >= leaseMillis) {
      part(ReasonCode.KEEP_ALIVE_TIMEOUT, "nothing was heard of it for " + leaseMillis + " ms");
    }
    pump(now);
  }

  @Override
  public void violated(ReasonCode reason, String why, long now) {
    part(ReasonCode.PROTOCOL_ERROR, why);
  }

  @Override
  public void drained(long now) {
    pump(now);
  }

  @Override
  public void lost(long now) {
    if (!ended) {
      ended = true;
      desk.ended("the connection was lost");
    }
  }

  @Override
  public void leave(long now) {
    part(ReasonCode.SERVER_SHUTTING_DOWN, "the node is shutting down");
  }

  private void part(ReasonCode reason, String why) {
    if (!ended) {
      out.send(CopyWords.farewell(reason, why));
      end(why);
    }
  }

  private void end(String why) {
    ended = true;
    out.close();
    desk.ended(why);
  }
}
