package io.fieldway.node.copy;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.journal.Journal;
import io.fieldway.node.link.LinkOutbound;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// The end of a connection that takes a copy: writes it to a journal of its own, and acknowledges
/// what is on its disk, in order.
final class Taker {
  /// Notes on the disk what the copy has come to; [Taker#noted] is called when that is done.
  interface Notes {
    /// It is whole.
    void whole();

    /// The node is this one's.
    void yours();
  }

  private enum Note {
    NONE,
    WHOLE,
    YOURS
  }

  private final LinkOutbound out;
  private final Journal journal;
  private final Notes notes;
  private final EntryStream entries;
  private final Deque<Due> due = new ArrayDeque<>();
  @Var private long bounded;
  @Var private long committed;
  @Var private boolean whole;
  @Var private boolean yours;
  @Var private boolean noting;
  @Var private boolean noted;

  private record Due(int packetId, long position, Note note) {}

  Taker(LinkOutbound out, Journal journal, Notes notes) {
    this.out = out;
    this.journal = journal;
    this.notes = notes;
    this.entries = new EntryStream(journal);
  }

  /// Takes what comes.
  ///
  /// @return what is wrong with it; empty where nothing is
  Optional<String> received(Publish publish) {
    if (publish.qos() != QoS.AT_LEAST_ONCE || !publish.topic().equals(CopyMessage.TOPIC)) {
      return Optional.of("expected " + CopyMessage.TOPIC + " at QoS 1");
    }
    Optional<CopyMessage> message = CopyMessage.read(publish.payload());
    if (message.isEmpty() || yours) {
      return Optional.of("expected entries of a journal");
    }
    return switch (message.get()) {
      case CopyMessage.Entries some -> take(some, publish.packetId());
      case CopyMessage.Yours() -> {
        if (!whole || bounded != journal.position()) {
          yield Optional.of("expected a whole copy before the node is given away");
        }
        yours = true;
        due.add(new Due(publish.packetId(), bounded, Note.YOURS));
        answer();
        yield Optional.empty();
      }
    };
  }

  private Optional<String> take(CopyMessage.Entries some, int packetId) {
    if (!entries.feed(some.bytes()) || (some.boundary() && entries.isWithin())) {
      return Optional.of("expected entries of a journal");
    }
    if (some.boundary() && bounded != journal.position()) {
      journal.boundary();
      bounded = journal.position();
    }
    boolean becomes = some.whole() && !whole;
    whole |= some.whole();
    due.add(new Due(packetId, bounded, becomes ? Note.WHOLE : Note.NONE));
    answer();
    return Optional.empty();
  }

  /// The journal has everything up to a position on its disk.
  void committed(long position) {
    committed = position;
    answer();
  }

  /// What was to be noted is on the disk.
  void noted() {
    noting = false;
    noted = true;
    answer();
  }

  private void answer() {
    while (!due.isEmpty() && due.getFirst().position <= committed && !noting) {
      Due first = due.getFirst();
      if (first.note != Note.NONE && !noted) {
        noting = true;
        if (first.note == Note.WHOLE) {
          notes.whole();
        } else {
          notes.yours();
        }
        return;
      }
      noted = false;
      due.removeFirst();
      out.send(Puback.of(first.packetId));
    }
  }
}
