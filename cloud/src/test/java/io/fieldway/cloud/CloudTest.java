package io.fieldway.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fieldway.cloud.embedded.EmbeddedRedis;
import io.fieldway.cloud.embedded.EmbeddedRedisConfig;
import io.fieldway.cloud.stage.Certificate;
import io.fieldway.cloud.stage.Person;
import io.fieldway.cloud.stage.Rig;
import io.fieldway.cloud.stage.Samples;
import io.fieldway.cloud.stage.TestGateway;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.DataAck;
import io.fieldway.wire.channel.Events;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloudTest {
  @TempDir Path data;

  @Test
  void saysWhichPortIsTakenAndHowToChooseAnother() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());
      InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      assertThatThrownBy(() -> Cloud.start(config(Set.of(Role.values()), address, free, "")))
          .hasMessageContaining("Port " + taken.getLocalPort())
          .hasMessageContaining("--machine");
      assertThatThrownBy(() -> Cloud.start(config(Set.of(Role.values()), free, address, "")))
          .hasMessageContaining("Port " + taken.getLocalPort())
          .hasMessageContaining("--web");
    }
  }

  @Test
  void refusesToListenBeyondThisMachineWithoutTls() {
    InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 0);
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    assertThatThrownBy(() -> Cloud.start(config(Set.of(Role.values()), everywhere, free, "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--machine 0.0.0.0:0")
        .hasMessageContaining("--insecure");
    assertThatThrownBy(() -> Cloud.start(config(Set.of(Role.values()), free, everywhere, "")))
        .hasMessageContaining("--web 0.0.0.0:0");
    assertThat(data).isEmptyDirectory();
  }

  @Test
  void saysThatRedisOrTheDatabaseDoesNotAnswerWithoutShowingPasswords() throws Exception {
    int nobody;
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = probe.getLocalPort();
    }
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    String redis = "redis://:secret@127.0.0.1:" + nobody;
    assertThatThrownBy(() -> Cloud.start(config(Set.of(Role.EVENT), free, free, redis)))
        .hasMessageContaining("127.0.0.1:" + nobody)
        .hasMessageContaining("--redis")
        .hasMessageNotContaining("secret");
    CloudConfig elsewhere =
        CloudConfig.of(data)
            .withListeners(free, free)
            .withServers(
                Optional.empty(),
                Optional.of("jdbc:postgresql://me:secret@127.0.0.1:" + nobody + "/fieldway"));
    assertThatThrownBy(() -> Cloud.start(elsewhere))
        .hasMessageContaining("127.0.0.1:" + nobody)
        .hasMessageContaining("--database")
        .hasMessageNotContaining("secret");
  }

  @Test
  void speaksTlsOnBothListenersWithPemFiles() throws Exception {
    Certificate certificate = Certificate.make(data);
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    CloudConfig config =
        CloudConfig.of(data.resolve("cloud"))
            .withListeners(free, free)
            .withHeartbeat(Duration.ofSeconds(1))
            .withTls(
                Optional.of(new CloudConfig.Tls(certificate.chain(), certificate.key())), false);
    try (Cloud cloud = Cloud.start(config);
        HttpClient client = HttpClient.newBuilder().sslContext(certificate.trust()).build()) {
      for (URI each :
          List.of(
              cloud.web().resolve("/api/health"),
              cloud.machine().resolve("/socket.io/?EIO=4&transport=polling"))) {
        assertThat(each.getScheme()).isEqualTo("https");
        assertThat(
                client
                    .send(
                        HttpRequest.newBuilder(each).build(),
                        HttpResponse.BodyHandlers.discarding())
                    .statusCode())
            .as("%s", each)
            .isEqualTo(200);
      }
      assertThat(Files.getPosixFilePermissions(data.resolve("cloud")))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void eachRoleAloneMeetsTheOthersInRedisAndTheDatabase() throws Exception {
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (EmbeddedRedis redis = EmbeddedRedis.start(EmbeddedRedisConfig.of(data.resolve("redis")));
        Cloud machine = Cloud.start(config(Set.of(Role.MACHINE), free, free, redis.url()));
        Cloud event = Cloud.start(config(Set.of(Role.EVENT), free, free, redis.url()));
        Cloud resource = Cloud.start(config(Set.of(Role.RESOURCE), free, free, redis.url()));
        Cloud user =
            Cloud.start(
                config(Set.of(Role.USER), free, free, redis.url())
                    .withOthers(Optional.empty(), Optional.of(resource.web())));
        Person person = Person.signIn(user.signInLink())) {
      assertThatThrownBy(resource::machine).hasMessageContaining("no machine server");
      assertThatThrownBy(resource::signInLink).hasMessageContaining("no user server");
      Bytes key =
          Bytes.fromHex(
              "userKey",
              person
                  .post("/api/gateways", Json.object().put("id", "gw-1"))
                  .json()
                  .path("userKey")
                  .asString());
      person.put("/api/models/valve", Samples.valve().document());
      person.put("/api/devices/v-1", Json.object().put("gateway", "gw-1").put("model", "valve"));
      try (TestGateway gateway = TestGateway.connect(machine.machine())) {
        gateway.authenticate("gw-1", key);
        assertThat(
                DataAck.read(gateway.ask(Events.DATA, Samples.batch("v-1", 1, 20).json()))
                    .committed())
            .isEqualTo(20);
      }
      Rig.await("the silent gateway is offline")
          .until(() ->
              person.get("/api/gateways/gw-1").json().path("state").asString().equals("offline"));
      assertThat(event.redis()).isEqualTo(redis.url());
      assertThat(person.get("/").status()).isEqualTo(200);
      for (Cloud each : List.of(machine, event, resource, user)) {
        assertThat(person.get(each.web() + "api/health").status()).as("health").isEqualTo(200);
        assertThat(person.get(each.web() + "actuator/prometheus").text())
            .contains("fieldway_redis_lost_total");
      }
      assertThat(person.get(machine.web() + "api/devices").status()).isEqualTo(404);
    }
    assertThat(Files.exists(data.resolve("fieldway.db"))).isTrue();
  }

  @Test
  void whatTheUserServerHandsOnComesBackAsTheResourceServerSaidIt() throws Exception {
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (EmbeddedRedis redis = EmbeddedRedis.start(EmbeddedRedisConfig.of(data.resolve("redis")))) {
      Cloud resource = Cloud.start(config(Set.of(Role.RESOURCE), free, free, redis.url()));
      try (Cloud user =
              Cloud.start(
                  config(Set.of(Role.USER), free, free, redis.url())
                      .withOthers(Optional.empty(), Optional.of(resource.web())));
          Person person = Person.signIn(user.signInLink());
          Person stranger = Person.stranger(user.web())) {
        isHandedOn(person, stranger);
        resource.close();
        Person.Answer away = person.get("/api/devices");
        assertThat(away.status()).isEqualTo(502);
        assertThat(away.json().path("detail").asString()).contains("resource server");
        assertThat(person.get("/").status()).as("pages").isEqualTo(200);
      } finally {
        resource.close();
      }
    }
  }

  private static void isHandedOn(Person person, Person stranger) throws Exception {
    assertThat(person.post("/api/gateways", Json.object().put("id", "gw 1")).status())
        .as("a refusal")
        .isEqualTo(400);
    assertThat(person.post("/api/gateways", Json.object().put("id", "gw-1")).status())
        .isEqualTo(201);
    person.put("/api/models/valve", Samples.valve().document());
    assertThat(person.get("/api/models/valve").header("ETag")).isEqualTo("\"1\"");
    assertThat(person.get("/api/openapi").json().path("paths").has("/api/devices")).isTrue();
    assertThat(stranger.get("/api/devices").status()).isEqualTo(401);
    assertThat(person.get("/api/me").json().path("signedIn").asBoolean()).isTrue();
    String large = "x".repeat(5 << 20);
    assertThat(
            person
                .post("/api/gateways", Json.object().put("id", "gw-2").put("title", large))
                .status())
        .isEqualTo(413);
  }

  @Test
  void aProcessWithAnotherPlatformKeyIsRefused() throws Exception {
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (EmbeddedRedis redis = EmbeddedRedis.start(EmbeddedRedisConfig.of(data.resolve("redis")))) {
      CloudConfig resource = config(Set.of(Role.RESOURCE), free, free, redis.url());
      Cloud.start(resource).close();
      CloudConfig machine =
          config(Set.of(Role.MACHINE), free, free, redis.url())
              .withOthers(Optional.of(data.resolve("other.key")), Optional.empty());
      assertThatThrownBy(() -> Cloud.start(machine))
          .hasMessageContaining("other.key")
          .hasMessageContaining("--platform-key");
      Cloud.start(machine.withOthers(Optional.of(data.resolve("platform.key")), Optional.empty()))
          .close();
    }
  }

  private CloudConfig config(
      Set<Role> roles, InetSocketAddress machine, InetSocketAddress web, String redis) {
    return CloudConfig.of(data)
        .withRoles(roles)
        .withListeners(machine, web)
        .withServers(
            redis.isEmpty() ? Optional.empty() : Optional.of(redis),
            roles.size() == Role.values().length
                ? Optional.empty()
                : Optional.of("jdbc:sqlite:" + data.resolve("fieldway.db")))
        .withHeartbeat(Duration.ofSeconds(1));
  }
}
