package io.fieldway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fieldway.node.access.AccessConfig;
import io.fieldway.node.io.ListenerConfig;
import io.fieldway.node.io.ListenerConfig.ClientCertificates;
import io.fieldway.node.io.ListenerConfig.Kind;
import io.fieldway.node.io.NetworkConfig;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Certificates of servers and of clients.
final class CertificatesTest {
  @TempDir static Path made;
  private static PemFiles first;
  private static PemFiles renewed;
  private static PemFiles meter;

  @TempDir Path data;
  private PemFiles server;

  @BeforeAll
  static void make() throws Exception {
    first = PemFiles.make(made, "server");
    renewed = PemFiles.make(made, "renewed");
    meter = PemFiles.make(made, "meter-7");
  }

  @BeforeEach
  void copy() throws IOException {
    server = first.copyTo(data);
  }

  private ListenerConfig tls() {
    return ListenerConfig.tcp(ListenerConfig.loopback(0))
        .withKind(Kind.TLS)
        .withPem(server.certificate(), server.key());
  }

  private Node start(ListenerConfig listener) throws IOException {
    NodeConfig config = NodeConfig.of(data.resolve("data")).withListeners(List.of(listener));
    return Node.start(
        config.withNetwork(NetworkConfig.defaults().withFileCheck(Duration.ofMillis(50))));
  }

  private static String shown(Node node) throws Exception {
    try (Peer peer = Peer.tls(node.addresses().getFirst(), PemFiles.anonymous())) {
      SSLSocket socket = (SSLSocket) peer.socket();
      X509Certificate own = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return own.getSubjectX500Principal().getName();
    }
  }

  @Test
  void areReadAgainWhenTheyChange() throws Exception {
    try (Node node = start(tls());
        Peer before = Peer.tls(node.addresses().getFirst(), PemFiles.anonymous())) {
      before.connected("before", false);
      assertThat(shown(node)).isEqualTo("CN=server");
      server.replaceWith(renewed);
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(() -> assertThat(shown(node)).isEqualTo("CN=renewed"));
      assertThat(before.subscribed("a", QoS.AT_MOST_ONCE).reasons())
          .as("who was connected stays connected")
          .containsExactly(ReasonCode.SUCCESS);
    }
  }

  @Test
  void stayWhereTheNewOnesAreBroken() throws Exception {
    try (Node node = start(tls())) {
      Files.writeString(server.certificate(), "no certificate");
      assertThat(shown(node)).isEqualTo("CN=server");
      server.replaceWith(renewed);
      await()
          .atMost(Duration.ofMinutes(2))
          .untilAsserted(() -> assertThat(shown(node)).isEqualTo("CN=renewed"));
    }
  }

  @Test
  void areRefusedWhereTheKeyIsAnother() throws Exception {
    assertThatThrownBy(() -> start(tls().withPem(server.certificate(), renewed.key())))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("expected the key of the certificate in ")
        .hasMessageEndingWith("renewed.key");
  }

  @Test
  void areRefusedWhereTheFileIsSomethingElse() {
    assertThatThrownBy(() -> start(tls().withPem(server.key(), server.key())))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("expected certificates in PEM, got ")
        .hasMessageEndingWith("server.key");
    assertThatThrownBy(() -> start(tls().withPem(server.certificate(), server.certificate())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("PKCS #8")
        .hasMessageContaining("server.crt");
  }

  @Test
  void areRequiredOfClientsWhereThatIsSaid() throws Exception {
    ListenerConfig listener =
        tls().withClientCertificates(ClientCertificates.REQUIRED, meter.certificate());
    try (Node node = start(listener)) {
      InetSocketAddress address = node.addresses().getFirst();
      try (Peer peer = Peer.tls(address, meter.asClient())) {
        assertThat(peer.connected("meter", false).reason()).isEqualTo(ReasonCode.SUCCESS);
      }
      for (var context : List.of(PemFiles.anonymous(), renewed.asClient())) {
        assertThatThrownBy(() -> Peer.tls(address, context).connected("stranger", false))
            .isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void nameTheirClient() throws Exception {
    ListenerConfig listener =
        tls().withClientCertificates(ClientCertificates.OPTIONAL, meter.certificate());
    NodeConfig config =
        NodeConfig.of(data.resolve("data"))
            .withListeners(List.of(listener))
            .withAccess(AccessConfig.defaults().withCertificateUsers(true));
    try (Node node = Node.start(config);
        Peer known = Peer.tls(node.addresses().getFirst(), meter.asClient());
        Peer unknown = Peer.tls(node.addresses().getFirst(), PemFiles.anonymous())) {
      known.connected("known", false);
      unknown.connected("unknown", false);
      String sessions = Status.get(node, "/sessions").body();
      assertThat(sessions)
          .containsPattern("\"clientId\":\"known\",[^}]*\"user\":\"meter-7\"")
          .doesNotContainPattern("\"clientId\":\"unknown\",[^}]*\"user\"");
    }
  }
}
