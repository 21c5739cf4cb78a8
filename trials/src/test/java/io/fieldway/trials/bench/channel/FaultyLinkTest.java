package io.fieldway.trials.bench.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class FaultyLinkTest {
  private static final int BYTES = 200_000;

  @Test
  void carriesEverythingInOrderThoughSegmentsAreLost() throws Exception {
    byte[] sent = new byte[BYTES];
    new Random(1).nextBytes(sent);

    assertThat(carried(sent, Duration.ofMillis(1), 0.02)).isEqualTo(sent);
  }

  @Test
  void bringsNothingBeforeItsTime() throws Exception {
    long begin = System.nanoTime();

    assertThat(carried(new byte[1], Duration.ofMillis(80), 0)).hasSize(1);

    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(Duration.ofMillis(80).toNanos());
  }

  private static byte[] carried(byte[] sent, Duration delay, double loss) throws Exception {
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ServerSocket server = new ServerSocket(0, 1, here);
        FaultyLink link =
            new FaultyLink(new InetSocketAddress(here, server.getLocalPort()), delay, loss, 7);
        Socket socket = new Socket(here, link.port());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<byte[]> arrived = threads.submit(() -> all(server));
      socket.getOutputStream().write(sent);
      socket.shutdownOutput();
      return arrived.get();
    }
  }

  private static byte[] all(ServerSocket server) throws IOException {
    try (Socket socket = server.accept()) {
      return socket.getInputStream().readAllBytes();
    }
  }
}
