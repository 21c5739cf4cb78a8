package io.fieldway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fieldway.node.link.LinkConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Links whose ends show each other certificates.
final class LinksOverTlsTest {
  private static final LinkConfig CONFIG =
      LinkConfig.defaults()
          .withHello(Duration.ofMillis(200), 1_000)
          .withBackoff(Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofHours(1));

  @TempDir static Path made;
  private static PemFiles pemOfA;
  private static PemFiles pemOfB;
  private static PemFiles pemOfStranger;

  @TempDir Path data;

  @BeforeAll
  static void make() throws Exception {
    pemOfA = PemFiles.make(made, "a");
    pemOfB = PemFiles.make(made, "b");
    pemOfStranger = PemFiles.make(made, "stranger");
  }

  private static void eventually(ThrowingRunnable assertion) {
    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(assertion);
  }

  /// Dials with a certificate and trusts another.
  private static SslContext dialling(PemFiles own, PemFiles trusted) throws IOException {
    return SslContextBuilder.forClient()
        .keyManager(own.certificate().toFile(), own.key().toFile())
        .trustManager(trusted.certificate().toFile())
        .build();
  }

  /// Answers with a certificate, and wants to see another.
  private static SslContext answering(PemFiles own, PemFiles trusted) throws IOException {
    return SslContextBuilder.forServer(own.certificate().toFile(), own.key().toFile())
        .trustManager(trusted.certificate().toFile())
        .clientAuth(ClientAuth.REQUIRE)
        .build();
  }

  private Neighbour neighbour(String name, SslContext context) throws IOException {
    return new Neighbour("plant", name, data, CONFIG, Optional.of(() -> context));
  }

  @Test
  void carryABurstBothWays() throws Exception {
    int messages = 10_000;
    try (Neighbour a = neighbour("a", dialling(pemOfA, pemOfB));
        Neighbour b = neighbour("b", answering(pemOfB, pemOfA))) {
      a.sendsWhenUp(messages);
      b.sendsWhenUp(messages);
      a.dials(b.listens());
      eventually(() -> {
        assertThat(a.progress().received()).isEqualTo(messages);
        assertThat(b.progress().received()).isEqualTo(messages);
        assertThat(a.progress().acknowledged()).isEqualTo(messages);
      });
      assertThat(a.heard).doesNotContain("out of order");
      assertThat(b.heard).doesNotContain("out of order");
    }
  }

  @Test
  void doNotComeUpWithACertificateThatIsNotTrusted() throws Exception {
    try (Neighbour a = neighbour("a", dialling(pemOfStranger, pemOfB));
        Neighbour b = neighbour("b", answering(pemOfB, pemOfA))) {
      a.dials(b.listens());
      eventually(() -> assertThat(b.counts().refusedHandshake()).isGreaterThanOrEqualTo(2));
      assertThat(a.heard).isEmpty();
      assertThat(b.heard).isEmpty();
      assertThat(a.counts().failed() + b.counts().failed())
          .as("a peer that refuses is no error of ours")
          .isZero();
    }
  }

  @Test
  void doNotComeUpWhereThePeerIsNotTrusted() throws Exception {
    try (Neighbour a = neighbour("a", dialling(pemOfA, pemOfStranger));
        Neighbour b = neighbour("b", answering(pemOfB, pemOfA))) {
      a.dials(b.listens());
      eventually(() -> assertThat(a.counts().refusedHandshake()).isGreaterThanOrEqualTo(2));
      assertThat(b.heard).isEmpty();
    }
  }

  @Test
  void doNotComeUpUnderAnotherNameThanThatOfTheCertificate() throws Exception {
    try (Neighbour c = neighbour("c", dialling(pemOfA, pemOfB));
        Neighbour b = neighbour("b", answering(pemOfB, pemOfA))) {
      c.dials(b.listens());
      eventually(() -> {
        assertThat(b.counts().refused()).isGreaterThanOrEqualTo(2);
        assertThat(c.counts().turnedAway()).isGreaterThanOrEqualTo(2);
      });
      assertThat(b.heard).isEmpty();
    }
  }
}
