package io.fieldway.node.link;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.packet.Publish;

/// The messages of clients that have passed over a link since it is up, both ways; what the mesh
/// says of itself is not among them.
public final class Flow {
  @Var private long messagesIn;
  @Var private long messagesOut;
  @Var private long bytesIn;
  @Var private long bytesOut;

  /// Counts a message that has come.
  public void received(Publish message) {
    messagesIn++;
    bytesIn += message.payload().size();
  }

  /// Counts a message that goes.
  public void sent(Publish message) {
    messagesOut++;
    bytesOut += message.payload().size();
  }

  public long messagesIn() {
    return messagesIn;
  }

  public long messagesOut() {
    return messagesOut;
  }

  /// Bytes of the payloads that have come.
  public long bytesIn() {
    return bytesIn;
  }

  /// Bytes of the payloads that went.
  public long bytesOut() {
    return bytesOut;
  }
}
