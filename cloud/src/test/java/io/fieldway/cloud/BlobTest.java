package io.fieldway.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.cloud.stage.Person;
import io.fieldway.cloud.stage.Person.Answer;
import io.fieldway.cloud.stage.Rig;
import io.fieldway.cloud.stage.Samples;
import io.fieldway.cloud.stage.TestGateway;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.BlobBegin;
import io.fieldway.wire.channel.BlobChunk;
import io.fieldway.wire.channel.BlobEnd;
import io.fieldway.wire.channel.Events;
import io.fieldway.wire.channel.Heartbeat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Pictures and other blobs of a whole running cloud, between a gateway and REST.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BlobTest {
  private static final Instant AT = Instant.parse("2026-11-22T08:30:00Z");

  private Cloud cloud;
  private Person person;
  private String gateway = "";
  private String device = "";
  private Bytes key = Bytes.EMPTY;
  private TestGateway socket;

  @BeforeAll
  void start(@TempDir Path data) throws Exception {
    cloud = Cloud.start(CloudConfig.of(data));
    person = Person.signIn(cloud.signInLink());
  }

  @AfterAll
  void stop() {
    person.close();
    cloud.close();
  }

  @BeforeEach
  void connect() throws Exception {
    gateway = "gw-" + UUID.randomUUID();
    device = "cam-" + UUID.randomUUID();
    Answer created = person.post("/api/gateways", Json.object().put("id", gateway));
    key = Bytes.fromHex("userKey", created.json().path("userKey").asString());
    person.put("/api/models/valve", Samples.valve().document());
    register(device, gateway);
    socket = TestGateway.connect(cloud.machine());
    socket.authenticate(gateway, key);
  }

  @AfterEach
  void disconnect() {
    socket.close();
  }

  @Test
  void storesAPictureAndServesItWithAThumbnail() throws Exception {
    Bytes jpeg = picture(800, 600);
    send("p-1", "image/jpeg", jpeg, 10_000);

    JsonNode listed = person.get("/api/devices/" + device + "/blobs").json();
    assertThat(listed).hasSize(1);
    assertThat(listed.path(0).path("id").asString()).isEqualTo("p-1");
    assertThat(listed.path(0).path("sha256").asString()).isEqualTo(sha256(jpeg).hex());
    assertThat(listed.path(0).path("at").asString()).isEqualTo(AT.toString());
    assertThat(person.get("/api/pictures").json().valueStream())
        .anyMatch(each -> each.path("device").asString().equals(device));

    Answer whole = person.get(path("p-1"));
    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.header("Content-Type")).isEqualTo("image/jpeg");
    assertThat(whole.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(whole.header("Content-Length")).isEqualTo(String.valueOf(jpeg.size()));
    assertThat(whole.header("ETag")).isEqualTo("\"" + sha256(jpeg).hex() + "\"");
    assertThat(person.bytes(path("p-1"))).isEqualTo(jpeg);
    assertThat(person.send("GET", path("p-1"), "", "If-None-Match", whole.header("ETag")).status())
        .isEqualTo(304);

    Answer part = person.send("GET", path("p-1"), "", "Range", "bytes=2-5");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.header("Content-Range")).isEqualTo("bytes 2-5/" + jpeg.size());

    BufferedImage small =
        ImageIO.read(new ByteArrayInputStream(person.bytes(path("p-1") + "/thumbnail").toArray()));
    assertThat(small.getWidth()).isEqualTo(320);
    assertThat(small.getHeight()).isEqualTo(240);
  }

  @Test
  void goesOnInANewSessionWhereTheOldOneWasCut() throws Exception {
    Bytes content = Bytes.utf8("0123456789".repeat(5_000));
    assertThat(begin("p-2", "text/plain", content).path("offset").asLong()).isZero();
    assertThat(chunk("p-2", content, 0, 20_000).path("offset").asLong()).isEqualTo(20_000);
    socket.close();

    socket = TestGateway.connect(cloud.machine());
    socket.authenticate(gateway, key);
    assertThat(begin("p-2", "text/plain", content).path("offset").asLong()).isEqualTo(20_000);
    assertThat(chunk("p-2", content, 20_000, 30_000).path("offset").asLong()).isEqualTo(50_000);
    assertThat(end("p-2").path("ok").asBoolean()).isTrue();
    assertThat(end("p-2").path("ok").asBoolean()).as("asked again").isTrue();
    assertThat(person.bytes(path("p-2"))).isEqualTo(content);
  }

  @Test
  void refusesWhatIsWrongAndGoesOnWithTheRest() throws Exception {
    Bytes content = Bytes.utf8("0123456789");
    assertCode(chunk("p-3", content, 0, 10), "unknown-blob");
    assertCode(end("p-3"), "unknown-blob");
    begin("p-3", "text/plain", content);
    JsonNode wrong = chunk("p-3", content, 4, 6);
    assertCode(wrong, "wrong-offset");
    assertThat(wrong.path("expected").asLong(-1)).isZero();
    chunk("p-3", content, 0, 4);
    assertCode(end("p-3"), "wrong-offset");
    assertCode(chunk("p-3", Bytes.utf8("01234567890"), 4, 7), "too-large");
    assertThat(chunk("p-3", content, 0, 4).path("offset").asLong()).as("again").isEqualTo(4);
    assertCode(begin("p-3", "text/html", content), "conflict");
    chunk("p-3", Bytes.utf8("0123abcdef"), 4, 6);
    assertCode(end("p-3"), "wrong-hash");
    assertThat(begin("p-3", "text/plain", content).path("offset").asLong(-1))
        .as("begins again")
        .isZero();
    assertCode(
        socket.say(
            Events.BLOB_BEGIN,
            new BlobBegin("big", device, "image/jpeg", 1L << 40, sha256(content), AT)),
        "too-large");
    assertThat(chunk("p-3", content, 0, 10).path("offset").asLong()).isEqualTo(10);
    assertThat(end("p-3").path("ok").asBoolean()).isTrue();
    assertThat(person.bytes(path("p-3"))).isEqualTo(content);
  }

  @Test
  void refusesABlobOfAnotherGatewaysDeviceAndWritesItDown() throws Exception {
    String other = "gw-" + UUID.randomUUID();
    person.post("/api/gateways", Json.object().put("id", other));
    register("cam-of-" + other, other);
    Bytes content = Bytes.utf8("forged");
    assertCode(
        socket.say(
            Events.BLOB_BEGIN,
            new BlobBegin("p-4", "cam-of-" + other, "text/plain", 6, sha256(content), AT)),
        "unknown-device");
    assertCode(
        socket.say(Events.BLOB_CHUNK, new BlobChunk("p-4", "cam-of-" + other, 0, content)),
        "unknown-device");
    assertCode(
        socket.ask(Events.BLOB_CHUNK, Json.object().put("id", "p-4").put("data", "text")),
        "malformed");
    assertThat(person.get("/api/devices/cam-of-" + other + "/blobs").json()).isEmpty();
    assertThat(beats()).as("the session goes on").isTrue();
  }

  @Test
  void isGoneForGoodWhenSomebodyRemovesIt() throws Exception {
    Bytes content = Bytes.utf8("a secret");
    send("p-5", "text/plain", content, 3);
    assertThat(person.send("DELETE", path("p-5"), "").status()).isEqualTo(204);
    assertThat(person.send("DELETE", path("p-5"), "").status()).isEqualTo(404);
    assertThat(person.get(path("p-5")).status()).isEqualTo(404);
    assertThat(begin("p-5", "text/plain", content).path("offset").asLong()).isEqualTo(8);
    assertThat(end("p-5").path("ok").asBoolean()).isTrue();
    assertThat(person.get(path("p-5")).status()).isEqualTo(404);
  }

  @Test
  void handsOutWhatCouldRunOnlyToBeSaved() throws Exception {
    Bytes html = Bytes.utf8("<script>alert(1)</script>");
    send("page", "text/html", html, 100);
    send("drawing", "image/svg+xml", html, 100);
    for (String id : List.of("page", "drawing")) {
      Answer answer = person.get(path(id));
      assertThat(answer.header("Content-Disposition")).startsWith("attachment");
      assertThat(answer.header("Content-Security-Policy")).contains("sandbox");
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(person.get(path(id) + "/thumbnail").status()).isEqualTo(404);
    }
    assertThat(Person.stranger(cloud.web()).get(path("page")).status()).isEqualTo(401);
  }

  @Test
  void aPictureThatIsNoneHasNoThumbnail() throws Exception {
    send("p-6", "image/jpeg", Bytes.utf8("no picture at all"), 100);
    assertThat(person.get(path("p-6")).status()).isEqualTo(200);
    assertThat(person.get(path("p-6") + "/thumbnail").status()).isEqualTo(404);
  }

  @Test
  void pagesHearOfIt() throws Exception {
    send("p-7", "image/jpeg", picture(64, 48), 1_000);
    Rig.await("the metrics count it")
        .untilAsserted(() ->
            assertThat(person.get("/actuator/prometheus").text())
                .contains("fieldway_blobs_stored_total")
                .contains("fieldway_blobs_bytes"));
  }

  private void send(String id, String type, Bytes content, int chunk) throws Exception {
    @Var long at = begin(id, type, content).path("offset").asLong(-1);
    while (at < content.size()) {
      at =
          chunk(id, content, (int) at, (int) Math.min(chunk, content.size() - at))
              .path("offset")
              .asLong(-1);
    }
    assertThat(end(id).path("ok").asBoolean()).isTrue();
  }

  private JsonNode begin(String id, String type, Bytes content) throws Exception {
    return socket.say(
        Events.BLOB_BEGIN, new BlobBegin(id, device, type, content.size(), sha256(content), AT));
  }

  private JsonNode chunk(String id, Bytes content, int offset, int size) throws Exception {
    return socket.say(
        Events.BLOB_CHUNK,
        new BlobChunk(id, device, offset, Bytes.copyOf(content.toArray(), offset, size)));
  }

  private JsonNode end(String id) throws Exception {
    return socket.say(Events.BLOB_END, new BlobEnd(id, device));
  }

  private boolean beats() throws Exception {
    Heartbeat heartbeat =
        new Heartbeat(AT, List.of(), new Heartbeat.Outbox(0, 0, Duration.ZERO), List.of());
    return socket.ask(Events.HEARTBEAT, heartbeat.json()).path("ok").asBoolean();
  }

  private static void assertCode(JsonNode answer, String code) {
    assertThat(answer.path("ok").asBoolean(true)).isFalse();
    assertThat(answer.path("code").asString()).isEqualTo(code);
  }

  private String path(String id) {
    return "/api/devices/" + device + "/blobs/" + id;
  }

  private void register(String id, String at) throws Exception {
    person.put(
        "/api/devices/" + id,
        Json.object().put("title", id).put("gateway", at).put("model", "valve"));
  }

  private static Bytes picture(int width, int height) throws Exception {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < width; x++) {
      for (int y = 0; y < height; y++) {
        image.setRGB(x, y, x * 251 + y * 83_777);
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", bytes);
    return Bytes.copyOf(bytes.toByteArray());
  }

  private static Bytes sha256(Bytes content) throws Exception {
    return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(content.toArray()));
  }
}
