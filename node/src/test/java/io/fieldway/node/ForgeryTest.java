package io.fieldway.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fieldway.node.kept.KeptWriter;
import io.fieldway.node.network.Signatures;
import io.fieldway.node.packet.Connack;
import io.fieldway.node.packet.Connect;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.Property;
import io.fieldway.node.packet.Publish;
import io.fieldway.node.packet.QoS;
import io.fieldway.node.packet.ReasonCode;
import io.fieldway.node.packet.Version;
import io.fieldway.node.trust.CertifiedSignatures;
import io.fieldway.node.trust.Membership;
import io.fieldway.wire.Bytes;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A member of a mesh that says what it has no right to say, over the JDK's own TLS.
final class ForgeryTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int ADVERT = 1;
  private static final int LINK_STATE = 2;

  @TempDir Path home;

  private Secured plant;

  @BeforeEach
  void open() {
    plant = new Secured("plant", home);
  }

  @AfterEach
  void close() {
    plant.close();
  }

  private Membership member(Node founder, String name) throws Exception {
    plant.join(name, plant.token("a", Optional.empty(), founder)).close();
    return Membership.read(plant.data(name), System.currentTimeMillis()).orElseThrow();
  }

  private static SSLContext tls(Membership own) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "own", own.identity().key(), new char[0], own.shown().toArray(new X509Certificate[0]));
    KeyManagerFactory shows =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    shows.init(keys, new char[0]);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(shows.getKeyManagers(), trusts(own).getTrustManagers(), null);
    return context;
  }

  private static TrustManagerFactory trusts(Membership own) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", own.trust().authority());
    TrustManagerFactory trusts =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusts.init(trusted);
    return trusts;
  }

  private static Connack introduced(Peer peer, String name) throws Exception {
    peer.send(
        new Connect(
            Version.MQTT_5,
            true,
            0,
            name,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Properties.builder()
                .user("fieldway-mesh", "plant")
                .user("fieldway-epoch", "7")
                .build()));
    return (Connack) peer.next();
  }

  /// What a node says of its links, of which it has none.
  private static Publish state(String node, long sequence, Signatures signer) {
    KeptWriter advert = new KeptWriter();
    advert.number(ADVERT);
    advert.text(node);
    advert.number(7);
    advert.number(sequence);
    advert.number(0);
    advert.text("");
    advert.number(0);
    KeptWriter message = new KeptWriter();
    message.number(LINK_STATE);
    message.binary(advert.bytes());
    message.binary(signer.sign(advert.bytes()));
    message.number(0);
    return Peer.message("$fieldway/state", QoS.AT_MOST_ONCE, message.bytes());
  }

  private static String metric(Node node, String name) throws Exception {
    return Status.get(node, "/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("fieldway_" + name + " "))
        .map(line -> line.substring(line.indexOf(' ') + 1))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no metric " + name));
  }

  @Test
  void whatAMemberTellsInAnothersNameIsRefusedAndCounted() throws Exception {
    Node a = plant.founder("a");
    Membership rogue = member(a, "m");
    Signatures own = new CertifiedSignatures(rogue, 1, System::currentTimeMillis);
    try (Peer peer = Peer.tls(a.links().getFirst(), tls(rogue))) {
      assertThat(introduced(peer, "m").reason()).isEqualTo(ReasonCode.SUCCESS);

      peer.send(state("victim", 1, own));
      peer.send(state("victim", 2, Signatures.none()));
      peer.send(state("m", 1, own));

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(metric(a, "network_refused_forged_total")).isEqualTo("2"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(Status.get(a, "/mesh").body()).contains("\"m\""));
      assertThat(Status.get(a, "/mesh").body()).doesNotContain("victim");
    }
  }

  @Test
  void aMemberThatCallsItselfByAnothersNameIsRefused() throws Exception {
    Node a = plant.founder("a");
    Membership rogue = member(a, "m");
    try (Peer peer = Peer.tls(a.links().getFirst(), tls(rogue))) {
      Connack answer = introduced(peer, "victim");

      assertThat(answer.reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
      assertThat(answer.properties().text(Property.REASON_STRING).orElse(""))
          .contains("expected the node \"m\", which its certificate names, got \"victim\"");
      assertThat(peer.closes()).isTrue();
    }
  }

  @Test
  void whoShowsNoCertificateCanDoNothingButJoin() throws Exception {
    Node a = plant.founder("a");
    Membership own = Membership.read(plant.data("a"), System.currentTimeMillis()).orElseThrow();
    SSLContext bare = SSLContext.getInstance("TLSv1.3");
    bare.init(null, trusts(own).getTrustManagers(), null);
    try (Peer peer = Peer.tls(a.links().getFirst(), bare)) {
      Connack answer = introduced(peer, "m");

      assertThat(answer.reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
      assertThat(answer.properties().text(Property.REASON_STRING))
          .contains("expected the certificate of a node of this mesh, got none");
    }
    try (Peer peer = Peer.tls(a.links().getFirst(), bare)) {
      peer.send(
          new Connect(
              Version.MQTT_5,
              true,
              0,
              "m",
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Properties.builder()
                  .put(Property.AUTHENTICATION_METHOD, "fieldway-join")
                  .put(Property.AUTHENTICATION_DATA, Bytes.utf8("no request"))
                  .build()));
      assertThat(((Connack) peer.next()).reason()).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
      assertThat(peer.closes()).isTrue();
    }
    assertThat(metric(a, "links_joins_refused_total")).isEqualTo("1");
  }
}
