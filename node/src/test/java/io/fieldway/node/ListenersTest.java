package io.fieldway.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fieldway.node.io.ListenerConfig;
import io.fieldway.node.io.ListenerConfig.Kind;
import io.fieldway.node.packet.Disconnect;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Puback;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One node that listens in all four ways at once.
final class ListenersTest {
  private static final List<Kind> KINDS = Arrays.asList(Kind.values());

  @TempDir static Path directory;
  private static Node node;

  @BeforeAll
  static void start() throws Exception {
    PemFiles server = PemFiles.make(directory, "server");
    List<ListenerConfig> listeners =
        KINDS.stream()
            .map(kind -> {
              ListenerConfig plain = ListenerConfig.tcp(ListenerConfig.loopback(0)).withKind(kind);
              return kind.isSecure() ? plain.withPem(server.certificate(), server.key()) : plain;
            })
            .toList();
    node = Node.start(NodeConfig.of(directory.resolve("data")).withListeners(listeners));
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  static Peer peer(Kind kind) throws IOException, GeneralSecurityException {
    InetSocketAddress address = node.addresses().get(KINDS.indexOf(kind));
    return switch (kind) {
      case TCP -> Peer.tcp(address);
      case TLS -> Peer.tls(address, PemFiles.anonymous());
      case WS -> Peer.webSocket(address);
      case WSS -> Peer.webSocket(address, PemFiles.anonymous());
    };
  }

  @ParameterizedTest
  @EnumSource
  void carriesMessagesBothWays(Kind kind) throws Exception {
    try (Peer peer = peer(kind)) {
      assertThat(peer.connected("both-ways-" + kind, false).reason()).isEqualTo(ReasonCode.SUCCESS);
      assertThat(peer.subscribed("both/" + kind, QoS.AT_LEAST_ONCE).reasons())
          .containsExactly(ReasonCode.GRANTED_QOS_1);
      peer.send(Peer.message("both/" + kind, QoS.AT_LEAST_ONCE, "hello"));
      List<Class<?>> came = List.of(peer.next().getClass(), peer.next().getClass());
      assertThat(came).containsExactlyInAnyOrder(Puback.class, Publish.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void carriesMessagesThatAreLargerThanItsBuffers(Kind kind) throws Exception {
    Bytes large = Bytes.copyOf(new byte[900_000]);
    try (Peer peer = peer(kind)) {
      peer.connected("large-" + kind, false);
      peer.subscribed("large/" + kind, QoS.AT_MOST_ONCE);
      for (int i = 0; i < 3; i++) {
        peer.send(Peer.message("large/" + kind, QoS.AT_MOST_ONCE, large));
        assertThat(((Publish) peer.next()).payload()).isEqualTo(large);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void keepsTheOrderOfManyMessagesInOneBurst(Kind kind) throws Exception {
    int count = 5_000;
    try (Peer subscriber = peer(kind);
        Peer publisher = peer(kind)) {
      subscriber.connected("in-" + kind, false);
      subscriber.subscribed("burst/" + kind, QoS.AT_MOST_ONCE);
      publisher.connected("out-" + kind, false);
      Thread sending =
          Thread.startVirtualThread(() -> {
            try {
              for (int i = 0; i < count; i++) {
                publisher.send(
                    Peer.message("burst/" + kind, QoS.AT_MOST_ONCE, Integer.toString(i)));
              }
            } catch (IOException e) {
              throw new IllegalStateException(e);
            }
          });
      for (int i = 0; i < count; i++) {
        assertThat(((Publish) subscriber.next()).payload())
            .isEqualTo(Bytes.utf8(Integer.toString(i)));
      }
      sending.join();
    }
  }

  @ParameterizedTest
  @EnumSource
  void closesAfterDisconnect(Kind kind) throws Exception {
    try (Peer peer = peer(kind)) {
      peer.connected("leaves-" + kind, false);
      peer.send(new Disconnect(ReasonCode.SUCCESS, Properties.NONE));
      assertThat(peer.closes()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void takesConnectByteForByte(Kind kind) throws Exception {
    byte[] connect = {0x10, 0x10, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 0, 0, 0, 3, 'd', 'r', 'i'};
    try (Peer peer = peer(kind)) {
      for (byte each : connect) {
        peer.raw(new byte[] {each});
      }
      assertThat(peer.next().getClass().getSimpleName()).isEqualTo("Connack");
    }
  }

  @Test
  void carriesMessagesFromEachKindToEveryOther() throws Exception {
    for (Kind from : KINDS) {
      for (Kind to : KINDS) {
        try (Peer subscriber = peer(to);
            Peer publisher = peer(from)) {
          subscriber.connected("to", false);
          subscriber.subscribed("across/#", QoS.AT_MOST_ONCE);
          publisher.connected("from", false);
          publisher.send(Peer.message("across/" + from, QoS.AT_MOST_ONCE, to.name()));
          assertThat(((Publish) subscriber.next()).topic()).isEqualTo("across/" + from);
        }
      }
    }
  }

  /// What the peer sends after the last packet must not reset the connection before it is read.
  @ParameterizedTest
  @EnumSource
  void isHeardToTheLastWordEvenWhereMoreComes(Kind kind) throws Exception {
    try (Peer peer = peer(kind)) {
      peer.connected("talks-on-" + kind, false);
      byte[] noise = new byte[100_000];
      noise[0] = (byte) 0xF0; // AUTH, which is not expected here
      noise[1] = 0;
      peer.raw(noise);
      assertThat(((Disconnect) peer.next()).reason().isRefusal()).isTrue();
      assertThat(peer.closes()).isTrue();
    }
  }
}
