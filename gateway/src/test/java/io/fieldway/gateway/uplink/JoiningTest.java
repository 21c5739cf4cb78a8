package io.fieldway.gateway.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.gateway.uplink.Joining.Joined;
import io.fieldway.socketio.Ack;
import io.fieldway.socketio.Socket;
import io.fieldway.socketio.SocketIoConfig;
import io.fieldway.socketio.io.SocketIoServer;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.channel.AuthChallenge;
import io.fieldway.wire.channel.Digests;
import io.fieldway.wire.channel.Events;
import io.fieldway.wire.channel.JoinAccepted;
import io.fieldway.wire.channel.JoinCode;
import io.fieldway.wire.channel.JoinDigests;
import io.fieldway.wire.channel.JoinProof;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Joining over real TLS, with a certificate that no authority has issued.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JoiningTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Bytes SECRET = Bytes.utf8("32 bytes that nobody else knows.");
  private static final Bytes OTHER = Bytes.utf8("32 bytes that somebody has made.");

  private SocketIoServer server = SocketIoServer.builder().build();
  private URI platform = URI.create("");
  private Bytes fingerprint = Bytes.EMPTY;
  private Path certificate = Path.of("");

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    KeyStore store = keys(directory);
    X509Certificate own = (X509Certificate) store.getCertificate("platform");
    fingerprint = Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(own.getEncoded()));
    certificate = directory.resolve("ca.pem");
    Files.writeString(
        certificate,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(own.getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    PrivateKey key = (PrivateKey) store.getKey("platform", "change-it".toCharArray());
    server =
        SocketIoServer.builder()
            .config(
                SocketIoConfig.defaults()
                    .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
            .ssl(SslContextBuilder.forServer(key, own).build())
            .build();
    server.of(Events.NAMESPACE).onConnection(JoiningTest::connected);
    platform = URI.create("https://127.0.0.1:" + server.start().getPort());
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void derivesTheKeyThatThePlatformDerives() throws Exception {
    Joined joined = join(SECRET, PlatformTls.defaults().withFingerprint(fingerprint));
    assertThat(joined.gatewayId()).isEqualTo("gw-1");
    Joined by = join(SECRET, PlatformTls.defaults().withCaFile(certificate));
    assertThat(by.key()).as("new numbers, a new key").isNotEqualTo(joined.key());
    assertThat(joined.toString()).doesNotContain(joined.key().hex());
  }

  @Test
  void leavesAPlatformWithAnotherCertificateOrAnotherSecret() {
    assertThatThrownBy(() -> join(SECRET, PlatformTls.defaults())).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> join(SECRET, PlatformTls.defaults().withFingerprint(OTHER)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> join(OTHER, PlatformTls.defaults().withFingerprint(fingerprint)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is no such join code");
  }

  @Test
  void believesNobodyWhoDoesNotKnowTheCode() {
    JoinCode code = new JoinCode(platform, "gw-liar", SECRET, Optional.of(fingerprint));
    assertThatThrownBy(() -> Joining.with(code, Joining.trust(code), PATIENCE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not the platform that made the join code");
  }

  private Joined join(Bytes secret, PlatformTls tls) throws IOException {
    return Joining.with(new JoinCode(platform, "gw-1", secret, Optional.empty()), tls, PATIENCE);
  }

  private static void connected(Socket socket) {
    socket.on(Events.JOIN, (args, ack) -> joined(socket, args, ack));
  }

  private static void joined(Socket socket, List<JsonNode> args, Ack ack) {
    JsonNode body = args.getFirst();
    if (!body.has("proof")) {
      ack.send(new AuthChallenge("0123").json());
      return;
    }
    JoinProof proof = JoinProof.read(body);
    Bytes key = JoinDigests.proofKey(SECRET);
    for (String gateway : List.of("gw-1", "gw-liar")) {
      Bytes expected = JoinDigests.ofGateway(key, "0123", proof.own(), gateway, socket.id());
      if (Digests.equal(expected, proof.proof())) {
        Bytes ours =
            gateway.equals("gw-1")
                ? JoinDigests.ofPlatform(key, "0123", proof.own(), gateway, socket.id())
                : proof.proof();
        ack.send(new JoinAccepted(gateway, ours).json());
        return;
      }
    }
    ack.send(Refusal.of(RefusalCode.NOT_AUTHENTIC, "there is no such join code").json());
  }

  private static KeyStore keys(Path directory) throws Exception {
    Path file = directory.resolve("platform.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "platform",
                "-keyalg",
                "EC",
                "-dname",
                "CN=platform",
                "-ext",
                "san=ip:127.0.0.1",
                "-storepass",
                "change-it",
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return KeyStore.getInstance(file.toFile(), "change-it".toCharArray());
  }
}
