package io.fieldway.trials.stage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Ports that were free a moment ago, for processes that must come back on the same one.
public final class FreePorts {
  private FreePorts() {}

  public static int next() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
