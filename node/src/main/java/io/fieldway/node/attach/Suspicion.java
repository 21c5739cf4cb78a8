package io.fieldway.node.attach;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.ReasonCode;
import java.util.EnumSet;
import java.util.Set;

/// Which message the other broker cannot bear. A broker may end the connection over a message
/// instead of refusing it, and the message would come again with every connection. So after such an
/// end what is to be sent again goes one by one; where the connection ends again, the one message
/// that is unacknowledged is to blame, and is refused in the other broker's place.
///
/// It lasts across connections.
final class Suspicion {
  /// Why a broker may end a connection over a message.
  private static final Set<ReasonCode> OVER_A_MESSAGE =
      EnumSet.of(
          ReasonCode.MALFORMED_PACKET,
          ReasonCode.PROTOCOL_ERROR,
          ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
          ReasonCode.NOT_AUTHORIZED,
          ReasonCode.TOPIC_NAME_INVALID,
          ReasonCode.PACKET_TOO_LARGE,
          ReasonCode.PAYLOAD_FORMAT_INVALID,
          ReasonCode.RETAIN_NOT_SUPPORTED,
          ReasonCode.QOS_NOT_SUPPORTED);

  @Var private boolean careful;
  @Var private int guilty;
  @Var private ReasonCode reason = ReasonCode.SUCCESS;

  /// Whether messages go one by one.
  boolean isCareful() {
    return careful;
  }

  /// The other broker has ended the connection while these packet ids were unacknowledged.
  void ended(ReasonCode why, Set<Integer> unanswered) {
    if (!OVER_A_MESSAGE.contains(why) || unanswered.isEmpty()) {
      return;
    }
    if (careful && unanswered.size() == 1) {
      guilty = unanswered.iterator().next();
      reason = why;
    }
    careful = true;
  }

  /// Whether a message is to blame, which is asked once.
  boolean isGuilty(Publish publish) {
    boolean found = guilty != 0 && publish.packetId() == guilty && publish.dup();
    if (found) {
      guilty = 0;
    }
    return found;
  }

  ReasonCode reason() {
    return reason;
  }

  /// All that was unacknowledged is acknowledged.
  void over() {
    careful = false;
    guilty = 0;
  }
}
