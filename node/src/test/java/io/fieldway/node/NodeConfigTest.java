package io.fieldway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.node.access.AccessConfig;
import io.fieldway.node.access.AccessConfig.Anonymous;
import io.fieldway.node.broker.BrokerConfig;
import io.fieldway.node.copy.SubstitutionConfig;
import io.fieldway.node.io.ListenerConfig;
import io.fieldway.node.io.ListenerConfig.ClientCertificates;
import io.fieldway.node.io.ListenerConfig.Kind;
import io.fieldway.node.io.NetworkConfig;
import io.fieldway.node.journal.JournalConfig;
import io.fieldway.wire.config.Problem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NodeConfigTest {
  private static final InetSocketAddress EVERYWHERE = new InetSocketAddress("0.0.0.0", 1883);

  @TempDir Path directory;

  @Test
  void defaultsAreRecorded() {
    Path data = Path.of("data");
    assertThat(NodeConfig.standard(data))
        .isEqualTo(
            new NodeConfig(
                "node",
                data,
                List.of(
                    new ListenerConfig(
                        Kind.TCP,
                        ListenerConfig.loopback(1883),
                        "/mqtt",
                        Optional.empty(),
                        Optional.empty(),
                        ClientCertificates.NONE,
                        Optional.empty())),
                ListenerConfig.loopback(8403),
                false,
                AccessConfig.defaults(),
                BrokerConfig.defaults(),
                NetworkConfig.defaults(),
                JournalConfig.defaults(),
                MeshConfig.defaults(),
                List.of(),
                SubstitutionConfig.defaults()));
    assertThat(NodeConfig.of(data).listeners().getFirst().address().getPort()).isZero();
    assertThat(NodeConfig.standard(data).problems()).isEmpty();
  }

  @ParameterizedTest(name = "{0}, certificates {1}, anonymous {2}, insecure {3}: {4}")
  @CsvSource({
    "TCP, NONE,     LOOPBACK,   false, expected kind tls or wss",
    "WS,  NONE,     NEVER,      false, expected kind tls or wss",
    "TCP, NONE,     EVERYWHERE, true,  ",
    "TLS, NONE,     LOOPBACK,   false, ",
    "WSS, NONE,     NEVER,      false, ",
    "TLS, NONE,     EVERYWHERE, false, expected access that asks for credentials",
    "TLS, OPTIONAL, EVERYWHERE, false, expected access that asks for credentials",
    "TLS, REQUIRED, EVERYWHERE, false, ",
    "TLS, NONE,     EVERYWHERE, true,  "
  })
  void aListenerBeyondThisMachineNeedsEncryptionAndCredentials(
      Kind kind, ClientCertificates certificates, Anonymous anonymous, boolean insecure, String why)
      throws IOException {
    Path file = Files.createFile(directory.resolve("pem"));
    ListenerConfig plain = ListenerConfig.tcp(EVERYWHERE).withKind(kind);
    ListenerConfig listener =
        kind.isSecure()
            ? plain.withPem(file, file).withClientCertificates(certificates, file)
            : plain;
    NodeConfig config =
        NodeConfig.of(directory)
            .withListeners(List.of(NodeConfig.of(directory).listeners().getFirst(), listener))
            .withAccess(AccessConfig.defaults().withAnonymous(anonymous))
            .withInsecure(insecure);
    if (why == null) {
      assertThat(config.problems()).isEmpty();
      assertThatCode(config::check).doesNotThrowAnyException();
    } else {
      Problem problem = config.problems().getFirst();
      assertThat(problem.key()).isEqualTo("listeners[1].address");
      assertThat(problem.sentence()).contains(why);
    }
  }

  @Test
  void checkTellsEverythingAtOnce() {
    NodeConfig config =
        NodeConfig.of(directory)
            .withHttp(EVERYWHERE)
            .withListeners(
                List.of(
                    ListenerConfig.tcp(EVERYWHERE).withKind(Kind.TLS),
                    ListenerConfig.tcp(InetSocketAddress.createUnresolved("no.such.host", 1)),
                    ListenerConfig.tcp(ListenerConfig.loopback(0))
                        .withKind(Kind.WS)
                        .withPath("mqtt")
                        .withPem(directory, directory)))
            .withAccess(AccessConfig.defaults().withPasswordFile(directory.resolve("none")))
            .withJournal(
                JournalConfig.defaults()
                    .withSegmentBytes(8 << 10)
                    .withMaximumBytes(9 << 10)
                    .withBacklogBytes(7)
                    .withInterval(Duration.ofSeconds(-1))
                    .withPace(Duration.ofSeconds(-2)));
    assertThatThrownBy(config::check)
        .message()
        .isEqualTo(
            """
            listeners[1].address: expected an address of this machine, got the unknown host no.such.host
            http: expected a loopback address, for HTTP here has no credentials, got 0.0.0.0; or set insecure
            listeners[0].certificate: expected a PEM file: kind tls needs one
            listeners[0].key: expected a PEM file: kind tls needs one
            listeners[2].certificate: expected kind tls or wss beside it, got kind ws
            listeners[2].key: expected kind tls or wss beside it, got kind ws
            listeners[2].path: expected a path such as /mqtt, got "mqtt"
            access.password-file: expected a file that can be read at %s/none
            journal.backlog-bytes: expected between 4096 and 1073741824, got 7
            journal.maximum-bytes: expected at least 32768, which is 4 of segment-bytes, got 9216
            journal.interval: expected no less than zero, got PT-1S
            journal.pace: expected no less than zero, got PT-2S\
            """
                .formatted(directory));
    assertThat(NodeConfig.of(directory).withListeners(List.of()).problems())
        .containsExactly(new Problem("listeners", "expected at least one, got none"));
  }
}
