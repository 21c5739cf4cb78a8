package io.fieldway.trials.bench.mqtt;

import com.google.errorprone.annotations.Var;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// As much of a broker as carries messages to whoever subscribed, and does wrong what it is told
/// to, so that the load generator is seen to notice.
final class Relay implements AutoCloseable {
  /// What it does with the message of number [#CHOSEN].
  enum Mischief {
    NONE,
    LOSE,
    REPEAT,
    SWAP
  }

  static final int CHOSEN = 500;

  private final Mischief mischief;
  private final ServerSocket server;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<OutputStream> subscribers = new ArrayList<>();
  @Var private int messages;
  @Var private byte[] heldBack = {};

  Relay(Mischief mischief) throws IOException {
    this.mischief = mischief;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  InetSocketAddress address() {
    return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) { // closed
      return;
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
      OutputStream out = new BufferedOutputStream(socket.getOutputStream());
      while (true) {
        int first = in.readUnsignedByte();
        byte[] body = in.readNBytes(length(in));
        lock.lock();
        try {
          answer(first, body, out);
          if (in.available() == 0) {
            out.flush();
            for (OutputStream subscriber : subscribers) {
              subscriber.flush();
            }
          }
        } finally {
          lock.unlock();
        }
      }
    } catch (IOException e) { // the client has gone
      return;
    }
  }

  private void answer(int first, byte[] body, OutputStream out) throws IOException {
    switch (first >> 4) {
      case 1 -> out.write(new byte[] {0x20, 3, 0, 0, 0});
      case 8 -> {
        subscribers.add(out);
        out.write(new byte[] {(byte) 0x90, 4, body[0], body[1], 0, 0});
      }
      case 3 -> {
        relay(first, body);
        int qos = (first >> 1) & 3;
        int id = 2 + ByteBuffer.wrap(body).getShort();
        if (qos > 0) {
          out.write(new byte[] {(byte) (qos == 1 ? 0x40 : 0x50), 2, body[id], body[id + 1]});
        }
      }
      case 6 -> out.write(new byte[] {0x70, 2, body[0], body[1]});
      case 5 -> out.write(new byte[] {0x62, 2, body[0], body[1]});
      default -> {} // PUBACK and PUBCOMP of subscribers
    }
  }

  private void relay(int first, byte[] body) throws IOException {
    ByteBuffer packet = ByteBuffer.allocate(body.length + 5).put((byte) first);
    MqttBytes.putVariable(packet, body.length);
    byte[] bytes = new byte[packet.put(body).position()];
    packet.get(0, bytes);
    messages++;
    if (messages != CHOSEN || mischief == Mischief.NONE) {
      send(bytes);
      send(heldBack);
      heldBack = new byte[0];
    } else if (mischief == Mischief.REPEAT) {
      send(bytes);
      send(bytes);
    } else if (mischief == Mischief.SWAP) {
      heldBack = bytes;
    }
  }

  private void send(byte[] bytes) throws IOException {
    for (OutputStream subscriber : subscribers) {
      subscriber.write(bytes);
    }
  }

  private static int length(DataInputStream in) throws IOException {
    @Var int value = 0;
    for (int shift = 0; ; shift += 7) {
      int digit = in.readUnsignedByte();
      value |= (digit & 0x7f) << shift;
      if (digit < 0x80) {
        return value;
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
