package io.fieldway.trials.bench.mqtt;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Takes what a socket brings. Called on the thread of the loop.
interface Receiver {
  /// A whole packet came.
  ///
  /// @param first the packet's first byte: type and flags
  /// @param bytes where it stands; valid during the call only
  /// @param offset where its variable header begins
  /// @param length its remaining length
  void packet(int first, ByteBuffer bytes, int offset, int length) throws IOException;

  /// The broker closed the connection, or died.
  void closed() throws IOException;
}
