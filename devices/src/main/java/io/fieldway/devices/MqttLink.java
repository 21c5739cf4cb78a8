package io.fieldway.devices;

import com.google.errorprone.annotations.Var;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.fieldway.devices.client.RememberedResults;
import io.fieldway.devices.client.Results;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.GatewayLine;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// One simulated device that publishes to a node: a virtual thread that measures when it is time,
/// publishes one reading after the other, the next once the last is acknowledged, and obeys.
final class MqttLink implements Worker {
  private static final Logger LOG = LoggerFactory.getLogger(MqttLink.class);

  private final Station station;
  private final InstantSource clock;
  private final FieldConfig config;
  private final LiveWorld world;
  private final FieldListener listener;
  private final MqttPeer peer;
  private final String session = UUID.randomUUID().toString();
  private final LinkCounters counters = new LinkCounters();
  private final BlockingQueue<Event> inbox;
  private final Settings settings;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile boolean measuring = true;
  private volatile long waiting;

  // Owned by the device's thread.
  private final Deque<Reading> unacknowledged = new ArrayDeque<>();
  private final RememberedResults results;
  private Instant measureAt;
  private Instant publishAt = Instant.MIN;
  private boolean inFlight;
  private long lastSeq;
  private long highestSent;

  /// A reading as it is published.
  private record Reading(long seq, String payload) {}

  /// What the node reports, from the client's thread.
  sealed interface Event {
    record Connected() implements Event {}

    record Lost(String why) implements Event {}

    record Published(boolean taken) implements Event {}

    record Told(Mqtt5Publish message) implements Event {}
  }

  MqttLink(
      Station station,
      InetSocketAddress node,
      MqttThread loop,
      FieldConfig config,
      LiveWorld world,
      InstantSource clock,
      FieldListener listener) {
    this.station = station;
    this.clock = clock;
    this.config = config;
    this.world = world;
    this.listener = listener;
    this.inbox = new ArrayBlockingQueue<>(config.maxInbox());
    this.results = new RememberedResults(config.client().maxRemembered());
    this.settings = new Settings(station, station.period(config));
    this.measureAt = clock.instant();
    this.peer = new MqttPeer(station.id(), node, loop, config, this::hear);
    this.thread = Thread.ofVirtual().name(station.id()).unstarted(this::run);
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public void stopMeasuring() {
    measuring = false;
  }

  @Override
  public void stop() {
    stopped = true;
    thread.interrupt();
  }

  @Override
  public void join() throws InterruptedException {
    thread.join();
  }

  @Override
  public FieldStatus.DeviceStatus status() {
    return new FieldStatus.DeviceStatus(
        station.id(),
        session,
        counters.live,
        counters.measured.get(),
        counters.sent.get(),
        counters.repeated.get(),
        counters.acknowledged.get(),
        counters.dropped.get(),
        waiting,
        counters.executed.get(),
        counters.refused.get(),
        counters.connections.get());
  }

  /// What finds no room is lost: a word of the connection is followed by another one, and an
  /// instruction is given again.
  private void hear(Event event) {
    if (!inbox.offer(event)) {
      LOG.warn("{} has no room for what its node says", station.id());
    }
  }

  private void run() {
    try {
      peer.connect();
      while (!stopped) {
        measureWhenDue();
        publishNext();
        Event event = inbox.poll(untilNext().toNanos(), TimeUnit.NANOSECONDS);
        if (event != null) {
          take(event);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      peer.cutOff();
      counters.live = false;
    }
  }

  private Duration untilNext() {
    Instant now = clock.instant();
    @Var Instant next = now.plusSeconds(1);
    if (measuring && measureAt.isBefore(next)) {
      next = measureAt;
    }
    if (counters.live && !inFlight && !unacknowledged.isEmpty() && publishAt.isBefore(next)) {
      next = publishAt;
    }
    return next.isAfter(now) ? Duration.between(now, next) : Duration.ZERO;
  }

  private void measureWhenDue() {
    Instant now = clock.instant();
    if (!measuring || now.isBefore(measureAt)) {
      return;
    }
    // What was missed while the machine slept is not made up for.
    Instant next = measureAt.plus(settings.period());
    measureAt = next.isAfter(now) ? next : now.plus(settings.period());
    measure(now);
  }

  private void measure(Instant now) {
    counters.measured.incrementAndGet();
    lastSeq++;
    ObjectNode payload =
        Json.object()
            .put("seq", lastSeq)
            .put("session", session)
            .put("at", Json.time(now))
            .put("n", lastSeq);
    station.instrument().measure(world.now()).forEach(payload::set);
    unacknowledged.add(new Reading(lastSeq, Json.write(payload)));
    // The first may be in flight; the node may have it already.
    if (unacknowledged.size() > config.client().maxUnacknowledged()) {
      Reading first = unacknowledged.remove();
      Reading dropped = unacknowledged.remove();
      unacknowledged.addFirst(first);
      counters.dropped.incrementAndGet();
      listener.dropped(station.id(), session, dropped.seq());
    }
    waiting = unacknowledged.size();
  }

  private void publishNext() {
    if (inFlight
        || unacknowledged.isEmpty()
        || !counters.live
        || clock.instant().isBefore(publishAt)) {
      return;
    }
    Reading next = unacknowledged.getFirst();
    if (next.seq() > highestSent) {
      highestSent = next.seq();
      counters.sent.incrementAndGet();
      listener.sent(station.id(), session, next.seq());
    } else {
      counters.repeated.incrementAndGet();
    }
    inFlight = true;
    peer.publish(next.payload());
  }

  private void take(Event event) {
    switch (event) {
      case Event.Connected() -> {
        counters.connections.incrementAndGet();
        counters.live = true;
        peer.arrive(settings.reported());
      }
      case Event.Lost(String why) -> {
        if (counters.live) {
          LOG.info("{} lost its node: {}", station.id(), why);
        }
        counters.live = false;
      }
      case Event.Published(boolean taken) -> published(taken);
      case Event.Told(Mqtt5Publish message) -> told(message);
    }
  }

  private void published(boolean taken) {
    inFlight = false;
    if (taken) {
      Reading first = unacknowledged.remove();
      waiting = unacknowledged.size();
      counters.acknowledged.incrementAndGet();
      listener.acknowledged(station.id(), session, first.seq());
    } else {
      publishAt = clock.instant().plus(config.client().outboxFullPause());
    }
  }

  private void told(Mqtt5Publish message) {
    try {
      String text = new String(message.getPayloadAsBytes(), StandardCharsets.UTF_8);
      switch (GatewayLine.parse(text)) {
        case GatewayLine.Instruction instruction -> instructed(message, instruction);
        case GatewayLine.Desired desired -> {
          peer.report(settings.adopt(desired));
          measureAt = clock.instant().plus(settings.period());
        }
        default -> LOG.warn("{} is told something that is not for it", station.id());
      }
    } catch (MalformedException e) {
      LOG.warn("{} does not understand what it is told", station.id());
    }
  }

  private void instructed(Mqtt5Publish order, GatewayLine.Instruction instruction) {
    Optional<DeviceLine.Result> former = results.of(instruction.id());
    if (former.isPresent()) {
      peer.answer(order, former.get());
    } else if (results.begin(instruction.id())) {
      peer.answer(order, act(instruction));
    }
  }

  private DeviceLine.Result act(GatewayLine.Instruction instruction) {
    if (!clock.instant().isBefore(instruction.deadline())) {
      DeviceLine.Result late = Results.refused(instruction.id(), "its deadline had passed");
      results.finish(late);
      return late;
    }
    DeviceLine.Result result = world.act(station.instrument(), instruction);
    results.finish(result);
    (result.executed() ? counters.executed : counters.refused).incrementAndGet();
    listener.executed(station.id(), instruction.id(), result.executed());
    if (result.executed() && measuring) {
      measure(clock.instant());
    }
    return result;
  }
}
