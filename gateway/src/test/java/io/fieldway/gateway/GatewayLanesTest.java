package io.fieldway.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.driver.tcp.RawDevice;
import io.fieldway.gateway.outbox.FullPolicy;
import io.fieldway.gateway.outbox.OutboxConfig;
import io.fieldway.gateway.uplink.BudgetConfig;
import io.fieldway.gateway.uplink.LagConfig;
import io.fieldway.gateway.uplink.Lane;
import io.fieldway.gateway.uplink.UplinkConfig;
import io.fieldway.wire.device.GatewayLine;
import io.fieldway.wire.telemetry.Entry;
import io.fieldway.wire.telemetry.GapReason;
import io.fieldway.wire.telemetry.StreamId;
import io.fieldway.wire.telemetry.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gateway with a backlog, over real sockets.
class GatewayLanesTest {
  private static final int BACKLOG = 3_000;

  private final List<AutoCloseable> opened = new ArrayList<>();
  @TempDir private Path directory;
  @Var private PlatformFixture platform = PlatformFixture.start();

  @BeforeAll
  static void waitLongEnoughForALoadedMachine() {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(2));
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
    platform.close();
  }

  private Gateway start(UplinkConfig uplink, OutboxConfig outbox) throws IOException {
    platform.registrations = PlatformFixture.registrations("valve-1");
    Gateway gateway =
        Gateway.start(
            platform
                .gateway(directory)
                .withOutbox(outbox)
                .withUplink(
                    uplink
                        .withDelays(
                            Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofMillis(400))
                        .withLag(new LagConfig(Duration.ofHours(1), 100, Duration.ZERO))));
    opened.add(gateway);
    await().until(() -> gateway.status().uplink().live());
    await().until(() -> gateway.status().devices().registered() > 0);
    return gateway;
  }

  private RawDevice device(Gateway gateway) {
    RawDevice device = RawDevice.connect(gateway.address()).hello("valve-1", "s");
    opened.add(device);
    assertThat(device.hear()).isInstanceOf(GatewayLine.Welcome.class);
    return device;
  }

  private static void read(RawDevice device, long from, long to) {
    LongStream.rangeClosed(from, to).forEach(n -> device.reading(n, "{\"n\":" + n + "}"));
    while (device.hear(GatewayLine.Ack.class).seq() < to) {
      // Acknowledgements come in order.
    }
  }

  private static long number(Entry entry) {
    Value value = entry.points().getFirst().value();
    return value instanceof Value.Numeric(double number) ? (long) number : -1;
  }

  /// The gateway has a backlog that the platform does not take yet, and a session.
  private RawDevice withBacklog(Gateway gateway) {
    RawDevice device = device(gateway);
    platform.close();
    await().until(() -> !gateway.status().uplink().live());
    read(device, 1, BACKLOG);
    platform = platform.restart();
    return device;
  }

  @Test
  void sendsWhatIsNewBeforeTheBacklog() throws IOException {
    UplinkConfig slow =
        UplinkConfig.DEFAULTS
            .withWindow(50, 100_000, 8)
            .withBudget(new BudgetConfig(20_000, 8_192));
    Gateway gateway = start(slow, OutboxConfig.DEFAULTS);
    RawDevice device = withBacklog(gateway);
    await().until(() -> gateway.status().outbox().streams().size() == 2);
    read(device, BACKLOG + 1, BACKLOG + 5);
    StreamId live = gateway.status().outbox().stream();
    await().until(() -> platform.stored.getOrDefault(live, List.of()).size() == 5);
    assertThat(platform.entries().size()).as("most of the backlog waits").isLessThan(BACKLOG);
    assertThat(gateway.status().uplink().held().get(Lane.BACKLOG)).isPositive();
    await().until(() -> gateway.status().outbox().entries() == 0);
    assertThat(platform.entries().stream().map(GatewayLanesTest::number))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, BACKLOG + 5).boxed().toList());
    assertThat(gateway.status().outbox().streams()).hasSize(1);
    Map<Lane, Long> bytes = gateway.status().uplink().bytesSent();
    assertThat(bytes.get(Lane.BACKLOG)).isGreaterThan(bytes.get(Lane.LIVE));
    assertThat(bytes.get(Lane.URGENT)).isPositive();
  }

  @Test
  void keepsToThePlatformsCredit() throws IOException {
    platform.credit = OptionalLong.of(20);
    Gateway gateway = start(UplinkConfig.DEFAULTS, OutboxConfig.DEFAULTS);
    RawDevice device = withBacklog(gateway);
    platform.credit = OptionalLong.of(20);
    read(device, BACKLOG + 1, BACKLOG + 200);
    await().until(() -> gateway.status().outbox().entries() == 0);
    assertThat(platform.entries().stream().map(GatewayLanesTest::number))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, BACKLOG + 200).boxed().toList());
  }

  @Test
  void tellsThePlatformWhatItHadToDrop() throws IOException {
    OutboxConfig small =
        OutboxConfig.DEFAULTS.withMaxEntries(500).withPolicy(FullPolicy.DROP_OLDEST);
    Gateway gateway = start(UplinkConfig.DEFAULTS, small);
    RawDevice device = device(gateway);
    read(device, 1, 100);
    await().until(() -> platform.entries().size() == 100);
    await().until(() -> gateway.status().outbox().entries() == 0);
    platform.close();
    await().until(() -> !gateway.status().uplink().live());
    read(device, 101, BACKLOG);
    assertThat(gateway.status().outbox().entries()).isEqualTo(500);
    platform = platform.restart();
    await().until(() -> gateway.status().outbox().entries() == 0);
    await().until(() -> platform.entries().size() == 600);
    assertThat(platform.entries().stream().map(GatewayLanesTest::number))
        .containsExactlyElementsOf(
            LongStream.concat(
                    LongStream.rangeClosed(1, 100), LongStream.rangeClosed(BACKLOG - 499, BACKLOG))
                .boxed()
                .toList());
    assertThat(platform.gaps).singleElement().matches(each -> each.reason() == GapReason.FULL);
    assertThat(platform.gaps.getFirst().from()).isEqualTo(101);
    assertThat(platform.gaps.getFirst().to()).isEqualTo(BACKLOG - 500);
  }
}
