package io.fieldway.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.command.CommandConfig;
import io.fieldway.gateway.driver.tcp.RawDevice;
import io.fieldway.gateway.outbox.OutboxConfig;
import io.fieldway.gateway.uplink.LagConfig;
import io.fieldway.gateway.uplink.UplinkConfig;
import io.fieldway.socketio.Transport;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Json;
import io.fieldway.wire.channel.Command;
import io.fieldway.wire.channel.CommandCancel;
import io.fieldway.wire.channel.CommandReport;
import io.fieldway.wire.channel.CommandState;
import io.fieldway.wire.channel.Done;
import io.fieldway.wire.channel.Events;
import io.fieldway.wire.channel.Heartbeat;
import io.fieldway.wire.channel.Refusal;
import io.fieldway.wire.channel.RefusalCode;
import io.fieldway.wire.channel.Registrations;
import io.fieldway.wire.device.ErrorCode;
import io.fieldway.wire.device.GatewayLine;
import io.fieldway.wire.model.QueuePolicy;
import io.fieldway.wire.telemetry.Entry;
import io.fieldway.wire.telemetry.Point;
import io.fieldway.wire.telemetry.Value;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// The whole gateway between raw device sockets and a platform that speaks the channel over a real
/// Socket.IO server.
class GatewayTest {
  @TempDir private Path directory;

  private final List<AutoCloseable> opened = new ArrayList<>();

  /// New readings never go past those that wait.
  private static final LagConfig ONE_STREAM =
      new LagConfig(Duration.ofHours(1), Integer.MAX_VALUE, Duration.ofHours(1));

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

  private GatewayConfig config() {
    platform.registrations = PlatformFixture.registrations("valve-1", "valve-2");
    return config(PlatformFixture.KEY, platform.uri());
  }

  private GatewayConfig config(Bytes key, URI uri) {
    InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    UplinkConfig uplink =
        UplinkConfig.DEFAULTS
            .withDelays(Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofMillis(400))
            .withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(300))
            .withLag(ONE_STREAM);
    return GatewayConfig.of("gw-1", key, uri, listen, directory)
        .withUplink(uplink)
        .withCommands(CommandConfig.DEFAULTS.withReportTimeout(Duration.ofMillis(300)));
  }

  private Gateway start(GatewayConfig config) {
    try {
      Gateway gateway = Gateway.start(config);
      opened.add(gateway);
      return gateway;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Gateway startLinked() {
    Gateway gateway = start(config());
    await().until(() -> gateway.status().uplink().live());
    await().until(() -> gateway.status().devices().registered() > 0);
    return gateway;
  }

  private RawDevice device(Gateway gateway, String id, String session) {
    RawDevice device = RawDevice.connect(gateway.address()).hello(id, session);
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

  private void awaitNumbers(long to) {
    await()
        .untilAsserted(() -> assertThat(platform.entries()).hasSizeGreaterThanOrEqualTo((int) to));
    assertThat(platform.entries().stream().map(GatewayTest::number))
        .containsExactlyElementsOf(LongStream.rangeClosed(1, to).boxed().toList());
  }

  private static long number(Entry entry) {
    Value value = entry.points().getFirst().value();
    return value instanceof Value.Numeric(double number) ? (long) number : -1;
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void bringsReadingsToThePlatform(Transport transport) {
    platform.close();
    platform = PlatformFixture.startWith(transport);
    Gateway gateway = startLinked();
    RawDevice device = device(gateway, "valve-1", "s");
    read(device, 1, 1_000);
    awaitNumbers(1_000);
    await().until(() -> gateway.status().outbox().entries() == 0);
    assertThat(platform.transports).containsExactly(transport);
    assertThat(gateway.status().faults()).isZero();
    assertThat(gateway.status().readings().stored()).isEqualTo(1_000);
  }

  @Test
  void putsReadingsIntoTheModelsWordsAndQuarantinesWhatItRefuses() {
    Gateway gateway = startLinked();
    RawDevice device = device(gateway, "valve-1", "s");
    device.reading(1, "{\"p\":1234,\"vibration\":3}");
    GatewayLine.Ack ack = device.hear(GatewayLine.Ack.class);
    assertThat(ack.quarantined())
        .extracting(GatewayLine.Quarantined::property)
        .containsExactly("pressure", "vibration");
    await().until(() -> !platform.entries().isEmpty());
    assertThat(platform.entries().getFirst().points())
        .extracting(Point::property, Point::value, Point::unit)
        .containsExactly(
            tuple("pressure", new Value.Numeric(12.34), "bar"),
            tuple("vibration", new Value.Numeric(3), ""));
    assertThat(gateway.status().readings().quarantined()).isEqualTo(2);
  }

  @Test
  void keepsReadingsWhileThereIsNoPlatformAndHealsWhenItComesBack() {
    Gateway gateway = startLinked();
    RawDevice device = device(gateway, "valve-1", "s");
    read(device, 1, 100);
    awaitNumbers(100);
    platform.close();
    await().until(() -> !gateway.status().uplink().live());
    read(device, 101, 400);
    assertThat(gateway.status().outbox().entries()).isGreaterThanOrEqualTo(300);
    platform = platform.restart();
    awaitNumbers(400);
    await().until(() -> gateway.status().outbox().entries() == 0);
  }

  @Test
  void servesItsDevicesWithoutAPlatformAfterARestart() {
    Gateway first = startLinked();
    read(device(first, "valve-1", "s"), 1, 5);
    awaitNumbers(5);
    GatewayConfig config = config();
    platform.close();
    first.close();
    Gateway second = start(config);
    RawDevice device = RawDevice.connect(second.address()).hello("valve-1", "s");
    opened.add(device);
    assertThat(device.hear())
        .isEqualTo(new GatewayLine.Welcome("valve-1", Duration.ofSeconds(30), 5));
    device.reading(5, "{\"n\":5}");
    assertThat(device.hear(GatewayLine.Ack.class).seq()).isEqualTo(5);
    read(device, 6, 10);
    platform = platform.restart();
    awaitNumbers(10);
    assertThat(second.status().readings().replayed()).isOne();
  }

  @Test
  void sendsAgainWhatWasLostOrNotAnswered() {
    Gateway gateway = startLinked();
    RawDevice device = device(gateway, "valve-1", "s");
    platform.loseData.set(3);
    read(device, 1, 300);
    awaitNumbers(300);
    platform.loseAcks.set(3);
    read(device, 301, 600);
    awaitNumbers(600);
    await().until(() -> gateway.status().outbox().entries() == 0);
    assertThat(gateway.status().uplink().batchesResent()).isPositive();

    // Nothing follows that could tell of this one: only time does.
    platform.loseAcks.set(1);
    read(device, 601, 601);
    await().until(() -> gateway.status().outbox().entries() == 0);
    assertThat(gateway.status().uplink().batchesTimedOut()).isPositive();
  }

  @Test
  void rewindsWhereThePlatformMissesSomethingAndWaitsWhileItIsBusy() {
    Gateway gateway = startLinked();
    platform.refuseData.add(
        Refusal.retryAfter(RefusalCode.BUSY, "no room", Duration.ofMillis(100)));
    platform.refuseData.add(Refusal.of(RefusalCode.INTERNAL, "a fault"));
    RawDevice device = device(gateway, "valve-1", "s");
    read(device, 1, 300);
    awaitNumbers(300);
    platform.loseData.set(1);
    read(device, 301, 1_500);
    awaitNumbers(1_500);
    assertThat(gateway.status().uplink().batchesRefused()).isGreaterThanOrEqualTo(2);
  }

  @Test
  void connectsAgainAfterACut() {
    Gateway gateway = startLinked();
    RawDevice device = device(gateway, "valve-1", "s");
    for (int round = 0; round < 5; round++) {
      int sessions = platform.sessions.get();
      platform.takeData = false;
      read(device, 100L * round + 1, 100L * round + 100);
      platform.cut();
      platform.takeData = true;
      await().until(() -> platform.sessions.get() > sessions);
    }
    awaitNumbers(500);
    assertThat(gateway.status().uplink().sessions()).isGreaterThanOrEqualTo(6);
  }

  @Test
  void keepsTryingWithAWrongKeyAndSendsNothing() {
    platform.registrations = PlatformFixture.registrations("valve-1");
    Gateway gateway = start(config(Bytes.utf8("another key"), platform.uri()));
    await().until(() -> platform.tries.get() >= 6);
    assertThat(platform.sessions).hasValue(0);
    assertThat(platform.batches).hasValue(0);
    assertThat(gateway.status().uplink().live()).isFalse();
  }

  @Test
  void leavesAPlatformThatCannotProveItselfAndComesBackWhenItCan() {
    platform.proofKey = Bytes.utf8("not the key");
    Gateway gateway = start(config());
    await().until(() -> platform.sessions.get() >= 2);
    assertThat(gateway.status().uplink().sessions()).isZero();
    assertThat(gateway.status().devices().registered()).as("nothing is believed").isZero();
    platform.proofKey = PlatformFixture.KEY;
    await().until(() -> gateway.status().uplink().live());
  }

  @Test
  void obeysARefusedAuthentication() {
    platform.refuseAuth.add(
        Refusal.retryAfter(RefusalCode.LOCKED_OUT, "too often", Duration.ofMillis(50)));
    platform.refuseAuth.add(Refusal.of(RefusalCode.STALE_NONCE, "too old"));
    platform.refuseAuth.add(Refusal.of(RefusalCode.FENCED, "a newer session"));
    Gateway gateway = startLinked();
    assertThat(gateway.status().uplink().failures()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void beginsANewEpochWhereThePlatformHasLostItsDatabase() {
    Gateway gateway = startLinked();
    RawDevice device = device(gateway, "valve-1", "s");
    read(device, 1, 50);
    awaitNumbers(50);
    await().until(() -> gateway.status().outbox().entries() == 0);
    platform.close();
    platform.stored.clear();
    read(device, 51, 80);
    platform = platform.restart();
    await().until(() -> platform.entries().size() == 30);
    assertThat(platform.entries().stream().map(GatewayTest::number))
        .containsExactlyElementsOf(LongStream.rangeClosed(51, 80).boxed().toList());
    await().until(() -> gateway.status().outbox().entries() == 0);
  }

  @Test
  void losesNothingWhereItsOwnDiskWasPutBack() throws IOException {
    Path copy = directory.resolve("copy.db");
    Gateway first = startLinked();
    RawDevice device = device(first, "valve-1", "s");
    read(device, 1, 20);
    awaitNumbers(20);
    await().until(() -> first.status().outbox().entries() == 0);
    first.close();
    Files.copy(directory.resolve("outbox.db"), copy);
    Gateway second = startLinked();
    read(device(second, "valve-1", "s"), 21, 60);
    awaitNumbers(60);
    second.close();
    Files.move(copy, directory.resolve("outbox.db"), StandardCopyOption.REPLACE_EXISTING);
    GatewayConfig config = config();
    platform.close();
    Gateway third = start(config);
    read(device(third, "valve-1", "s2"), 1, 100);
    platform = platform.restart();
    await().until(() -> platform.entries().size() == 160);
    assertThat(platform.stored).hasSize(2);
  }

  @Test
  void tellsThePlatformWhichDevicesAreThere() {
    Gateway gateway = startLinked();
    await().until(() -> !platform.heartbeats.isEmpty());
    RawDevice device = device(gateway, "valve-1", "s");
    read(device, 1, 1);
    await().until(() -> isOnline(platform.heartbeats.getLast(), "valve-1"));
    assertThat(isOnline(platform.heartbeats.getLast(), "valve-2")).isFalse();
    device.close();
    await().until(() -> !isOnline(platform.heartbeats.getLast(), "valve-1"));
    Heartbeat last = platform.heartbeats.getLast();
    assertThat(last.streams()).singleElement().satisfies(it -> assertThat(it.last()).isOne());
    await().until(() -> platform.heartbeats.size() >= 10);
  }

  private static boolean isOnline(Heartbeat heartbeat, String device) {
    return heartbeat.devices().stream()
        .anyMatch(each -> each.device().equals(device) && each.online());
  }

  @Test
  void turnsADeviceAwayThatIsNotRegisteredAnyMore() {
    Gateway gateway = startLinked();
    RawDevice kept = device(gateway, "valve-1", "s");
    RawDevice removed = device(gateway, "valve-2", "s");
    assertThat(platform.model(PlatformFixture.registrations("valve-1")))
        .isEqualTo(new Done().json());
    assertThat(removed.hear(GatewayLine.Failure.class).code()).isEqualTo(ErrorCode.UNKNOWN_DEVICE);
    read(kept, 1, 1);
    RawDevice stranger = RawDevice.connect(gateway.address()).hello("valve-2", "s");
    opened.add(stranger);
    assertThat(stranger.hear(GatewayLine.Failure.class).code()).isEqualTo(ErrorCode.UNKNOWN_DEVICE);
  }

  private static Command open(String id, String device, Duration time) {
    return new Command(
        id, device, "open", Json.object().put("minutes", 2), Instant.now().plus(time));
  }

  private List<CommandState> reported(String id) {
    return platform.reports.stream()
        .filter(each -> each.id().equals(id))
        .map(CommandReport::state)
        .distinct()
        .toList();
  }

  @Test
  void givesACommandToItsDeviceAndReportsUntilThePlatformHasHeard() {
    Gateway gateway = startLinked();
    RawDevice device = device(gateway, "valve-1", "s");
    platform.loseReports.set(2);
    Command command = open("c-1", "valve-1", Duration.ofSeconds(60));
    assertThat(platform.command(command)).isEqualTo(new Done().json());
    assertThat(platform.command(command)).as("again").isEqualTo(new Done().json());
    GatewayLine.Instruction instruction = device.hear(GatewayLine.Instruction.class);
    assertThat(instruction.action()).isEqualTo("OPEN");
    assertThat(instruction.input()).isEqualTo(Json.object().put("sec", 120.0));
    device.result("c-1");
    await()
        .untilAsserted(() ->
            assertThat(reported("c-1"))
                .containsExactly(CommandState.AT_DEVICE, CommandState.EXECUTED));
    await().until(() -> gateway.status().commands().unreported() == 0);
    assertThat(gateway.status().commands().executed()).isOne();
    device.result("c-1").result("c-2");
    assertThat(device.hear(GatewayLine.Failure.class).code())
        .isEqualTo(ErrorCode.UNKNOWN_INSTRUCTION);
  }

  @Test
  void expiresACommandWhoseDeviceDoesNotCome() {
    startLinked();
    assertThat(platform.command(open("c-1", "valve-1", Duration.ofMillis(500))))
        .isEqualTo(new Done().json());
    await().untilAsserted(() -> assertThat(reported("c-1")).containsExactly(CommandState.EXPIRED));
  }

  @Test
  void holdsACommandByThePlatformsClockThoughItsOwnIsHoursBehind() {
    Duration ahead = Duration.ofHours(5);
    platform.ahead = Optional.of(ahead);
    Gateway gateway = startLinked();
    RawDevice device = device(gateway, "valve-1", "s");
    Command open = open("c-1", "valve-1", ahead.plusSeconds(60));
    Instant time = Instant.now().plus(ahead).plusSeconds(1);
    Command held =
        new Command(
            open.id(),
            open.deviceId(),
            open.action(),
            open.input(),
            new Command.Place(time, 1),
            QueuePolicy.FIFO,
            Optional.of(time),
            open.deadline());
    assertThat(platform.command(held)).isEqualTo(new Done().json());
    assertThat(device.hear(GatewayLine.Instruction.class).id()).isEqualTo("c-1");
    assertThat(Instant.now().plus(ahead)).isAfterOrEqualTo(time);
    assertThat(refusal(open("c-2", "valve-1", Duration.ofHours(1))))
        .as("it is long past at the platform")
        .isEqualTo(RefusalCode.EXPIRED);
  }

  @Test
  void cancelsACommandThatItsDeviceDoesNotHave() {
    Gateway gateway = startLinked();
    Command first = open("c-1", "valve-1", Duration.ofMinutes(5));
    assertThat(platform.command(first)).isEqualTo(new Done().json());
    for (int i = 0; i < 2; i++) {
      assertThat(cancelled(first)).isEqualTo(CommandState.CANCELLED);
    }
    await()
        .untilAsserted(() -> assertThat(reported("c-1")).containsExactly(CommandState.CANCELLED));
    Command second = open("c-2", "valve-1", Duration.ofMinutes(5));
    assertThat(platform.command(second)).isEqualTo(new Done().json());
    RawDevice device = device(gateway, "valve-1", "s");
    assertThat(device.hear(GatewayLine.Instruction.class).id()).isEqualTo("c-2");
    assertThat(cancelled(second)).isEqualTo(CommandState.AT_DEVICE);
    device.result("c-2");
    await().until(() -> gateway.status().commands().executed() == 1);
    assertThat(gateway.status().commands().cancelled()).isOne();
  }

  private CommandState cancelled(Command command) {
    JsonNode answer =
        platform.emit(Events.COMMAND_CANCEL, new CommandCancel(command, "not wanted").json());
    return CommandCancel.Answer.read(answer).state();
  }

  @Test
  void refusesACommandItCannotServe() {
    startLinked();
    assertThat(refusal(open("c-1", "stranger", Duration.ofSeconds(60))))
        .isEqualTo(RefusalCode.UNKNOWN_DEVICE);
    assertThat(refusal(open("c-2", "valve-1", Duration.ofSeconds(-1))))
        .isEqualTo(RefusalCode.EXPIRED);
    assertThat(Refusal.read(platform.emit("command", Json.object().put("id", 7))).code())
        .isEqualTo(RefusalCode.MALFORMED);
  }

  private RefusalCode refusal(Command command) {
    return Refusal.read(platform.command(command)).code();
  }

  @Test
  void givesACommandAgainAfterARestartAndReportsItsResult() {
    Gateway first = startLinked();
    RawDevice device = device(first, "valve-1", "s");
    platform.command(open("c-1", "valve-1", Duration.ofSeconds(60)));
    device.hear(GatewayLine.Instruction.class);
    first.close();
    Gateway second = startLinked();
    RawDevice again = device(second, "valve-1", "s");
    assertThat(again.hear(GatewayLine.Instruction.class).id()).isEqualTo("c-1");
    again.result("c-1");
    await().untilAsserted(() -> assertThat(reported("c-1")).endsWith(CommandState.EXECUTED));
  }

  @Test
  void tellsItsDevicesThatTheDiskIsFullAndTakesTheRestLater() {
    Registrations registrations = PlatformFixture.registrations("valve-1");
    platform.registrations = registrations;
    platform.takeData = false;
    Gateway gateway = start(config().withOutbox(OutboxConfig.DEFAULTS.withMaxEntries(10)));
    await().until(() -> gateway.status().devices().registered() > 0);
    RawDevice device = device(gateway, "valve-1", "s");
    read(device, 1, 10);
    device.reading(11, "{\"n\":11}");
    GatewayLine.Failure full = device.hear(GatewayLine.Failure.class);
    assertThat(full.code()).isEqualTo(ErrorCode.OUTBOX_FULL);
    assertThat(full.closed()).isFalse();
    platform.takeData = true;
    await().until(() -> gateway.status().outbox().entries() == 0);
    read(device, 11, 20);
    awaitNumbers(20);
  }

  @Test
  void startsOnlyOnceInOneDirectory() {
    startLinked();
    assertThatThrownBy(() -> Gateway.start(config()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("in use by another gateway");
  }

  @Test
  void letsGoOfItsDirectoryWhereItsPortIsTaken() {
    Gateway gateway = startLinked();
    Path other = directory.resolve("other");
    GatewayConfig taken =
        GatewayConfig.of("gw-1", PlatformFixture.KEY, platform.uri(), gateway.address(), other);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> Gateway.start(taken))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot listen for devices");
    }
  }

  @Test
  void listensOnItsOwnMachineOnlyUnlessAllowed() {
    GatewayConfig open =
        GatewayConfig.of(
            "gw-1",
            PlatformFixture.KEY,
            platform.uri(),
            new InetSocketAddress("0.0.0.0", 0),
            directory);
    assertThatThrownBy(() -> Gateway.start(open))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("--insecure");
    assertThat(directory).isEmptyDirectory();
  }
}
