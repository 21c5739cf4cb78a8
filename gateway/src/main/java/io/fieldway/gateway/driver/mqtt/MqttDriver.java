package io.fieldway.gateway.driver.mqtt;

import com.google.errorprone.annotations.Var;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.fieldway.gateway.driver.Devices;
import io.fieldway.gateway.driver.Driver;
import io.fieldway.wire.device.GatewayLine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Devices through an MQTT broker. One virtual thread connects, takes what comes and connects
/// again; the client's one event loop stands before it.
public final class MqttDriver implements Driver {
  private static final Logger log = LoggerFactory.getLogger(MqttDriver.class);

  /// How often it looks who has fallen silent, and whether the connection has ended.
  private static final Duration TICK = Duration.ofMillis(200);

  /// How long closing waits for what is under way.
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final MqttConfig config;
  private final InetSocketAddress broker;
  private final String clientId;
  private final InstantSource clock;
  private final RandomGenerator dice;
  private final MqttCounters counters = new MqttCounters();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Executor eventLoop =
      task -> {
        var _ = Thread.ofPlatform().name("gateway-mqtt").daemon().start(task);
      };
  @Var private volatile Optional<MqttConnection> live = Optional.empty();
  @Var private volatile Optional<Speakers> speakers = Optional.empty();

  /// Only the driver's thread.
  @Var private boolean everConnected;

  /// A driver for a broker.
  ///
  /// @param gateway the gateway's id, from which the client has its own where none is configured
  /// @param dice for the jitter of reconnects; only the driver's thread
  public MqttDriver(
      MqttConfig config,
      InetSocketAddress broker,
      String gateway,
      InstantSource clock,
      RandomGenerator dice) {
    this.config = config;
    this.broker = broker;
    this.clientId = config.clientId().orElse("fieldway-gateway-" + gateway);
    this.clock = clock;
    this.dice = dice;
  }

  @Override
  public void start(Devices devices) {
    Speakers present =
        new Speakers(
            devices,
            (speaker, order) -> instruct(speaker, order, devices.platformTime()),
            this::desire);
    Reception reception = new Reception(new Mapping(config.rules()), present, counters, clock);
    speakers = Optional.of(present);
    var _ = Thread.ofVirtual().name("mqtt-driver").start(() -> run(devices, present, reception));
  }

  public MqttStatus status() {
    return counters.status(live.isPresent(), speakers.map(Speakers::present).orElse(0));
  }

  @Override
  public void close() {
    stopping.countDown();
    try {
      if (speakers.isPresent() && !stopped.await(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("what came from {} is still under way", broker);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Devices devices, Speakers present, Reception reception) {
    try {
      awaitRegistrations(devices);
      @Var int failures = 0;
      while (isRunning()) {
        failures = attempt(present, reception, failures) ? 0 : failures + 1;
        pause(present, delay(failures));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("the MQTT driver has failed", e);
    } finally {
      present.leaveAll();
      stopped.countDown();
    }
  }

  /// Before the platform has told which devices there are, each one's readings would be refused.
  private void awaitRegistrations(Devices devices) throws InterruptedException {
    if (isRunning() && !devices.areKnown()) {
      log.info("no device is registered yet; {} waits for that", clientId);
    }
    while (isRunning() && !devices.areKnown()) {
      boolean _ = stopping.await(TICK.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /// Connects and serves until the connection ends.
  ///
  /// @return whether it was good for anything
  private boolean attempt(Speakers present, Reception reception, int failures)
      throws InterruptedException {
    long before = counters.acknowledged.sum();
    try (MqttConnection connection =
        MqttConnection.open(config, broker, clientId, eventLoop, counters)) {
      connected(connection);
      present.expire();
      live = Optional.of(connection);
      serve(connection, present, reception);
      return counters.acknowledged.sum() > before;
    } catch (IOException e) {
      if (failures == 0) {
        log.warn("cannot reach {}: {}; trying again", name(), e.getMessage());
      }
      return false;
    } finally {
      live = Optional.empty();
    }
  }

  private void connected(MqttConnection connection) {
    counters.connections.increment();
    boolean lost = everConnected && !connection.isResumed();
    if (lost) {
      counters.sessionsLost.increment();
      log.warn(
          "connected to {} as {}, which had forgotten the session: what was published since the"
              + " last connection is lost",
          name(),
          clientId);
    } else {
      log.info(
          "connected to {} as {} ({} session)",
          name(),
          clientId,
          connection.isResumed() ? "the kept" : "a new");
    }
    everConnected = true;
  }

  private void serve(MqttConnection connection, Speakers present, Reception reception)
      throws InterruptedException {
    while (isRunning() && connection.ended().isEmpty()) {
      Optional<Mqtt5Publish> next = connection.next(TICK);
      if (next.isPresent() && connection.ended().isEmpty()) {
        reception.take(next.get(), connection);
      }
      present.tick(clock.instant());
    }
    connection.ended().ifPresent(why -> log.info("left {}: {}", name(), why));
  }

  /// Brings an instruction to its device's topic. Where there is no broker now, the device arrives
  /// anew when it is heard next, and is given the instruction again.
  ///
  /// @param now the platform's time
  private void instruct(Speaker speaker, GatewayLine.Instruction instruction, Instant now) {
    Optional<TopicPattern> topic = speaker.rule().instructions();
    Optional<MqttConnection> connection = live;
    if (topic.isEmpty() || !now.isBefore(instruction.deadline())) {
      counters.unpublished.increment();
      return;
    }
    if (connection.isEmpty()) {
      unpublished(speaker);
      return;
    }
    var _ =
        connection
            .get()
            .instruct(
                topic.get().topicOf(speaker.device()),
                speaker.rule().results().map(each -> each.topicOf(speaker.device())),
                instruction,
                now)
            .whenComplete((done, failure) -> {
              if (failure == null) {
                counters.instructions.increment();
              } else {
                unpublished(speaker);
              }
            });
  }

  /// Brings desired values to their device's topic. Where nobody takes them there, the device
  /// arrives anew when it is heard next, and is told again.
  private void desire(Speaker speaker, GatewayLine.Desired desired) {
    Optional<TopicPattern> topic = speaker.rule().desired();
    Optional<MqttConnection> connection = live;
    if (topic.isEmpty() || connection.isEmpty()) {
      unpublished(speaker);
      return;
    }
    JsonNode line = desired.json();
    var _ =
        connection
            .get()
            .desire(
                topic.get().topicOf(speaker.device()),
                speaker.rule().desiredAs() == DesiredForm.LINE ? line : line.path("values"),
                speaker.rule().silentAfter())
            .whenComplete((hasReceiver, failure) -> {
              if (failure == null && hasReceiver) {
                counters.settings.increment();
              } else {
                unpublished(speaker);
              }
            });
  }

  private void unpublished(Speaker speaker) {
    counters.unpublished.increment();
    speaker.expire();
  }

  private void pause(Speakers present, Duration whole) throws InterruptedException {
    @Var long left = whole.toMillis();
    while (left > 0 && isRunning()) {
      boolean _ = stopping.await(Math.min(left, TICK.toMillis()), TimeUnit.MILLISECONDS);
      left -= TICK.toMillis();
      present.tick(clock.instant());
    }
  }

  /// From half to all of a wait that doubles with each failure.
  private Duration delay(int failures) {
    long longest =
        Math.min(
            config.longestDelay().toMillis(),
            config.firstDelay().toMillis() << Math.min(20, failures));
    return Duration.ofMillis((long) (longest * dice.nextDouble(0.5, 1)));
  }

  private boolean isRunning() {
    return stopping.getCount() > 0;
  }

  private String name() {
    return (config.tls() ? "mqtts://" : "mqtt://")
        + broker.getHostString()
        + ":"
        + broker.getPort();
  }
}
