package io.fieldway.node;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.io.ListenerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A way between two nodes that can be cut, and that can be left with nothing passing on it.
final class Wire implements AutoCloseable {
  private final ServerSocket server = new ServerSocket();
  private final InetSocketAddress far;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  @Var private volatile boolean stalled;

  Wire(InetSocketAddress far) throws IOException {
    this.far = far;
    server.bind(ListenerConfig.loopback(0));
    Thread.startVirtualThread(this::accept);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  /// Ends all connections that there are; new ones may come.
  void cut() throws IOException {
    List<Socket> all = List.copyOf(sockets);
    sockets.removeAll(all);
    for (Socket each : all) {
      each.close();
    }
  }

  /// From now on nothing arrives any more, and nothing is closed.
  void stall() {
    stalled = true;
  }

  private void accept() {
    try {
      while (!server.isClosed()) {
        Socket near = server.accept();
        Socket on = new Socket();
        on.connect(far);
        sockets.add(near);
        sockets.add(on);
        Thread.startVirtualThread(() -> carry(near, on));
        Thread.startVirtualThread(() -> carry(on, near));
      }
    } catch (IOException e) {
      // It was closed.
    }
  }

  private void carry(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[64 << 10];
      @Var int size = in.read(buffer);
      while (size >= 0) {
        if (!stalled) {
          out.write(buffer, 0, size);
        }
        size = in.read(buffer);
      }
      if (!stalled) {
        to.shutdownOutput();
      }
    } catch (IOException e) {
      // It was cut.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}
