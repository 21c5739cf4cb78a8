package io.fieldway.node.copy;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.journal.JournalCopy;
import io.fieldway.node.link.LinkOutbound;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.wire.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The end of a connection that gives a copy away: publishes it at QoS 1, and knows by the
/// acknowledgements what is on the other's disk.
final class Giver {
  /// No packet carries more of a piece.
  static final int CHUNK = 64 << 10;

  private static final int IDS = 65_535;

  private final LinkOutbound out;
  private final Supply supply;
  private final int window;
  private final long pendingBytes;
  private final Deque<Sent> sent = new ArrayDeque<>();

  @Var private byte[] piece = new byte[0];
  @Var private int pieceAt;
  @Var private JournalCopy.@Nullable Piece current;
  @Var private int nextId = 1;
  @Var private long inFlight;
  @Var private long givenBytes;
  @Var private long groups;
  @Var private long confirmed = -1;
  @Var private boolean whole;
  @Var private long answeredAt;

  /// The position up to which everything is given, before "yours" is said; -1 where it is not.
  @Var private long finishAt = -1;

  @Var private long taken = -1;
  @Var private boolean yoursSent;
  @Var private boolean yoursTaken;

  /// Something that was sent and not acknowledged.
  ///
  /// @param position that the other has with it; -1 where it is part of a piece
  private record Sent(
      int packetId, int bytes, long position, boolean whole, boolean yours, long at) {}

  /// @param window how much may be unacknowledged
  /// @param pendingBytes what the connection need not have taken
  Giver(LinkOutbound out, Supply supply, int window, long pendingBytes) {
    this.out = out;
    this.supply = supply;
    this.window = window;
    this.pendingBytes = pendingBytes;
  }

  /// Sends what there is and what may be sent.
  void pump(long now) {
    while (sent.size() < window && !yoursSent && out.pendingBytes() <= pendingBytes) {
      if (current == null && !turn()) {
        if (finishAt >= 0 && taken >= finishAt && whole) {
          yoursSent = true;
          send(new CopyMessage.Yours(), 0, -1, false, now);
        }
        return;
      }
      chunk(now);
    }
  }

  private boolean turn() {
    Optional<JournalCopy.Piece> next = supply.take();
    next.ifPresent(each -> {
      current = each;
      piece = each.entries().toArray();
      pieceAt = 0;
    });
    return next.isPresent();
  }

  private void chunk(long now) {
    JournalCopy.Piece from = current;
    if (from == null) {
      return;
    }
    int size = Math.min(CHUNK, piece.length - pieceAt);
    boolean last = pieceAt + size == piece.length;
    Bytes bytes = Bytes.copyOf(piece, pieceAt, size);
    pieceAt += size;
    if (last) {
      current = null;
      taken = from.position();
    }
    send(
        new CopyMessage.Entries(last, last && from.whole(), bytes),
        size,
        last ? from.position() : -1,
        last && from.whole(),
        now);
  }

  private void send(CopyMessage message, int bytes, long position, boolean isWhole, long now) {
    boolean yours = message instanceof CopyMessage.Yours;
    sent.add(new Sent(nextId, bytes, position, isWhole, yours, now));
    inFlight += bytes;
    givenBytes += bytes;
    out.send(
        new Publish(
            CopyMessage.TOPIC,
            message.write(),
            QoS.AT_LEAST_ONCE,
            false,
            false,
            nextId,
            Properties.NONE));
    nextId = nextId % IDS + 1;
  }

  /// The other has something on its disk.
  ///
  /// @return what is wrong with that; empty where nothing is
  Optional<String> acknowledged(Puback puback, long now) {
    Sent first = sent.poll();
    if (first == null || first.packetId != puback.packetId()) {
      return Optional.of("PUBACK in the order of PUBLISH was expected [MQTT-4.6.0-2]");
    }
    if (puback.reason() != ReasonCode.SUCCESS) {
      return Optional.of("the copy was not taken: " + puback.reason());
    }
    answeredAt = first.at;
    inFlight -= first.bytes;
    whole |= first.whole;
    yoursTaken |= first.yours;
    if (first.position >= 0) {
      groups++;
      confirmed = first.position;
    }
    pump(now);
    return Optional.empty();
  }

  /// Gives everything up to a position, and then says that the node is the other's.
  void finish(long position) {
    finishAt = position;
  }

  /// Whether the other has everything that was there when the copy began, and what has followed up
  /// to [#confirmed].
  boolean isWhole() {
    return whole;
  }

  /// Whether everything that could be taken is on the other's disk.
  boolean isCaughtUp() {
    return whole && sent.isEmpty() && current == null && supply.waitingBytes() == 0;
  }

  /// The position that the other has on its disk; -1 where none.
  long confirmed() {
    return confirmed;
  }

  /// Whether what it gives has ended before its time.
  boolean isBehind() {
    return supply.isBehind();
  }

  /// Whether the other has taken the node.
  boolean isYoursTaken() {
    return yoursTaken;
  }

  /// Whether the other was told that the node is its own.
  boolean isYoursSent() {
    return yoursSent;
  }

  /// When that was sent which was answered last.
  long answeredAt() {
    return answeredAt;
  }

  long groups() {
    return groups;
  }

  long givenBytes() {
    return givenBytes;
  }

  /// What the other has not acknowledged.
  long lagBytes() {
    return inFlight + piece.length - pieceAt + supply.waitingBytes();
  }
}
