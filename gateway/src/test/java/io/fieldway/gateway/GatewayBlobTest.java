package io.fieldway.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.blob.BlobConfig;
import io.fieldway.gateway.driver.tcp.RawDevice;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.blob.Sending;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pictures from a raw device socket through the gateway's disk to a platform that speaks the
/// channel over a real Socket.IO server.
class GatewayBlobTest {
  private static final Instant AT = Instant.parse("2026-11-22T08:30:00Z");
  private static final int CHUNK = 20_000;

  @TempDir private Path directory;

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final PlatformFixture platform = PlatformFixture.start();

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
    platform.close();
  }

  @Test
  void bringsAPictureOfManyChunksToThePlatform() throws Exception {
    Gateway gateway = start(BlobConfig.DEFAULTS);
    Bytes picture = content(300_000, 1);
    GatewayLine last = send(device(gateway), "p-1", picture);
    assertThat(last).isEqualTo(new GatewayLine.Blob("p-1", 300_000, true));
    await("the platform has it")
        .untilAsserted(() -> assertThat(platform.blobs.stored("valve-1", "p-1")).contains(picture));
    await("and the gateway forgets it")
        .untilAsserted(() -> assertThat(gateway.status().blobs().sent()).isEqualTo(1));
    assertThat(gateway.status().blobs().kept()).isZero();
    await("its files are gone").until(() -> files() == 0);
  }

  @Test
  void goesOnWhereTheConnectionWasCut() throws Exception {
    platform.blobs.cutAfter.set(2);
    Gateway gateway = start(BlobConfig.DEFAULTS);
    Bytes picture = content(300_000, 2);
    send(device(gateway), "p-2", picture);
    await("the platform has it")
        .untilAsserted(() -> assertThat(platform.blobs.stored("valve-1", "p-2")).contains(picture));
    assertThat(platform.blobs.offsets())
        .as("what it had was not sent again")
        .containsExactly(0L, 65_536L, 131_072L, 131_072L, 196_608L, 262_144L);
  }

  @Test
  void keepsItOverARestartAndWithoutAPlatform() throws Exception {
    platform.close();
    Bytes picture = content(100_000, 3);
    Gateway first = start(BlobConfig.DEFAULTS, platform, true);
    send(device(first), "p-3", picture);
    assertThat(first.status().blobs().kept()).isEqualTo(1);
    first.close();
    PlatformFixture again = platform.restart();
    opened.add(again);
    Gateway second = start(BlobConfig.DEFAULTS, again, false);
    await("the platform has it")
        .untilAsserted(() -> assertThat(again.blobs.stored("valve-1", "p-3")).contains(picture));
    await("the gateway hears it").until(() -> second.status().blobs().sent() == 1);
  }

  @Test
  void refusesADeviceWhatIsWrong() throws Exception {
    RawDevice device = device(start(BlobConfig.DEFAULTS));
    Bytes right = content(50, 4);
    assertRefused(device, chunk("p-4", right, 0, 10), ErrorCode.UNKNOWN_BLOB);
    assertThat(answer(device, blob("p-4", right))).isEqualTo(new GatewayLine.Blob("p-4", 0, false));
    assertRefused(device, chunk("p-4", right, 10, 10), ErrorCode.WRONG_OFFSET);
    assertThat(answer(device, chunk("p-4", right, 0, 10)))
        .isEqualTo(new GatewayLine.Blob("p-4", 10, false));
    assertRefused(device, blob("p-4", content(50, 5)), ErrorCode.CONFLICT);
    assertRefused(device, chunk("p-4", content(60, 4), 10, 50), ErrorCode.TOO_LARGE);
    assertRefused(device, chunk("p-4", content(50, 6), 10, 40), ErrorCode.WRONG_HASH);
    assertRefused(
        device,
        new DeviceLine.Blob("big", "image/jpeg", 1L << 30, BlobFixture.sha256(new byte[0]), AT),
        ErrorCode.TOO_LARGE);
    device.say("{\"type\":\"chunk\",\"id\":\"p-4\",\"offset\":0,\"data\":\"no base64!\"}");
    assertThat(device.hear(GatewayLine.Failure.class).code()).isEqualTo(ErrorCode.MALFORMED);
    assertThat(send(device, "p-4", right))
        .as("begun again, it is taken")
        .isEqualTo(new GatewayLine.Blob("p-4", 50, true));
  }

  @Test
  void goesOnWithADeviceThatComesAgain() throws Exception {
    Gateway gateway = start(BlobConfig.DEFAULTS);
    Bytes picture = content(50_000, 7);
    RawDevice device = device(gateway);
    answer(device, blob("p-5", picture));
    answer(device, chunk("p-5", picture, 0, CHUNK));
    device.close();
    RawDevice again = device(gateway);
    assertThat(answer(again, blob("p-5", picture)))
        .isEqualTo(new GatewayLine.Blob("p-5", CHUNK, false));
    assertThat(answer(again, chunk("p-5", picture, CHUNK, 30_000)))
        .isEqualTo(new GatewayLine.Blob("p-5", 50_000, true));
  }

  @Test
  void dropsTheOldestAtTheBoundOrRefusesTheNewAsThePolicySays() throws Exception {
    platform.close();
    Gateway dropping =
        start(
            BlobConfig.DEFAULTS.withStore(1_000, 10, 2_500, BlobConfig.Full.DROP_OLDEST),
            platform,
            true);
    RawDevice device = device(dropping);
    for (int i = 0; i < 4; i++) {
      send(device, "d-" + i, content(1_000, i));
    }
    assertThat(dropping.status().blobs().kept()).isEqualTo(2);
    assertThat(dropping.status().blobs().dropped()).isEqualTo(2);
    dropping.close();

    Gateway refusing =
        start(
            BlobConfig.DEFAULTS.withStore(1_000, 2, 10_000, BlobConfig.Full.REFUSE),
            platform,
            true);
    assertThat(refusing.status().blobs().kept()).isEqualTo(2);
    assertRefused(device(refusing), blob("d-9", content(10, 9)), ErrorCode.NO_ROOM);
  }

  @Test
  void givesUpWhatThePlatformNeverTakesAndGoesOnWithTheNext() throws Exception {
    platform.blobs.refuse.add(Refusal.of(RefusalCode.TOO_LARGE, "too large"));
    Gateway gateway = start(BlobConfig.DEFAULTS);
    RawDevice device = device(gateway);
    send(device, "p-6", content(100, 1));
    await("it is given up").until(() -> gateway.status().blobs().givenUp() == 1);
    send(device, "p-7", content(100, 2));
    await("the next one is there").until(() -> platform.blobs.stored("valve-1", "p-7").isPresent());
  }

  @Test
  void waitsWhereThePlatformHasNoRoom() throws Exception {
    platform.blobs.refuse.add(
        Refusal.retryAfter(RefusalCode.NO_ROOM, "no room", Duration.ofMillis(50)));
    Gateway gateway = start(BlobConfig.DEFAULTS);
    send(device(gateway), "p-8", content(100, 1));
    await("it goes up later").until(() -> platform.blobs.stored("valve-1", "p-8").isPresent());
    assertThat(gateway.status().blobs().givenUp()).isZero();
  }

  private Gateway start(BlobConfig blobs) throws Exception {
    return start(blobs, platform, false);
  }

  /// @param alone whether there is no platform: devices are known from an earlier session
  private Gateway start(BlobConfig blobs, PlatformFixture its, boolean alone) throws Exception {
    its.registrations = PlatformFixture.registrations("valve-1");
    if (alone) {
      Files.writeString(
          directory.resolve("registrations.json"),
          Json.write(PlatformFixture.registrations("valve-1").json()));
    }
    Sending.Limits limits =
        new Sending.Limits(
            64 * 1024, 1, Duration.ofSeconds(20), Duration.ofMillis(50), Duration.ofSeconds(1), 8);
    Gateway gateway = Gateway.start(its.gateway(directory).withBlobs(blobs.withSending(limits)));
    opened.add(gateway);
    await("it knows its devices").until(() -> gateway.status().devices().registered() > 0);
    return gateway;
  }

  private RawDevice device(Gateway gateway) {
    RawDevice device = RawDevice.connect(gateway.address()).hello("valve-1", "s-1");
    opened.add(device);
    device.hear(GatewayLine.Welcome.class);
    return device;
  }

  private static GatewayLine send(RawDevice device, String id, Bytes content) {
    @Var GatewayLine answer = answer(device, blob(id, content));
    while (answer instanceof GatewayLine.Blob(String _, long offset, boolean stored) && !stored) {
      int size = (int) Math.min(CHUNK, content.size() - offset);
      answer = answer(device, chunk(id, content, (int) offset, size));
    }
    return answer;
  }

  private static void assertRefused(RawDevice device, DeviceLine line, ErrorCode code) {
    assertThat(answer(device, line))
        .isInstanceOfSatisfying(
            GatewayLine.BlobRefused.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }

  /// What the gateway says of blobs next; other lines are passed over.
  private static GatewayLine answer(RawDevice device, DeviceLine line) {
    device.say(Json.write(line.json()));
    while (true) {
      GatewayLine heard = device.hear();
      if (heard instanceof GatewayLine.Blob || heard instanceof GatewayLine.BlobRefused) {
        return heard;
      }
    }
  }

  private static DeviceLine.Blob blob(String id, Bytes content) {
    return new DeviceLine.Blob(
        id, "image/jpeg", content.size(), BlobFixture.sha256(content.toArray()), AT);
  }

  private static DeviceLine.Chunk chunk(String id, Bytes content, int offset, int size) {
    return new DeviceLine.Chunk(id, offset, Bytes.copyOf(content.toArray(), offset, size));
  }

  private static Bytes content(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return Bytes.copyOf(bytes);
  }

  private long files() throws Exception {
    try (var all = Files.list(directory.resolve("blobs"))) {
      return all.count();
    }
  }

  private static ConditionFactory await(String what) {
    return Awaitility.await(what).atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(20));
  }
}
