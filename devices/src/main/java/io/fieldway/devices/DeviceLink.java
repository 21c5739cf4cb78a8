package io.fieldway.devices;

import io.fieldway.devices.client.ClientEffect;
import io.fieldway.devices.client.ClientEvent;
import io.fieldway.devices.client.DeviceClient;
import io.fieldway.devices.client.Picture;
import io.fieldway.devices.world.World;
import io.fieldway.wire.device.DeviceLine;
import io.fieldway.wire.device.GatewayLine;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One simulated device at work: a virtual thread that owns the client core, measures when it is
/// time, and carries out what the core says. It speaks with the gateway over TCP.
final class DeviceLink implements Worker {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceLink.class);

  private final Station station;
  private final InetSocketAddress gateway;
  private final FieldConfig config;
  private final LiveWorld world;
  private final InstantSource clock;
  private final FieldListener listener;
  private final LinkCounters counters = new LinkCounters();
  private final BlockingQueue<Arrival> inbox;
  private final DeviceClient client;
  private final Settings settings;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile boolean measuring = true;
  private volatile long waiting;

  // Owned by the device's thread.
  private Optional<Connection> connection = Optional.empty();
  private long connectionNumber;
  private Instant measureAt;
  private long highestSent;

  /// What a connection reports; what an older connection reports is not heard.
  private record Arrival(long connection, ClientEvent event) {}

  DeviceLink(
      Station station,
      InetSocketAddress gateway,
      FieldConfig config,
      LiveWorld world,
      InstantSource clock,
      FieldListener listener) {
    this.station = station;
    this.gateway = gateway;
    this.config = config;
    this.world = world;
    this.clock = clock;
    this.listener = listener;
    this.inbox = new ArrayBlockingQueue<>(config.maxInbox());
    this.client =
        new DeviceClient(
            station.id(),
            UUID.randomUUID().toString(),
            config.client(),
            new SplittableRandom(config.seed() + station.id().hashCode()));
    this.settings = new Settings(station, station.period(config));
    this.measureAt = clock.instant();
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
        client.session(),
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

  private void run() {
    try {
      while (!stopped) {
        measureWhenDue();
        Arrival arrival = inbox.poll(untilNext().toNanos(), TimeUnit.NANOSECONDS);
        if (arrival == null) {
          take(new ClientEvent.Tick());
        } else if (connection.isPresent() && arrival.connection == connectionNumber) {
          note(arrival.event);
          take(arrival.event);
          if (arrival.event instanceof ClientEvent.Came(GatewayLine.Welcome _)) {
            take(new ClientEvent.Settled(settings.reported()));
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connection.ifPresent(Connection::close);
      counters.live = false;
    }
  }

  private Duration untilNext() {
    Instant wake = client.wakeAt();
    Instant next = measuring && measureAt.isBefore(wake) ? measureAt : wake;
    Duration longest = Duration.ofSeconds(1);
    Instant now = clock.instant();
    if (next.isAfter(now.plus(longest))) {
      return longest;
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
    World seen = world.now();
    take(new ClientEvent.Measured(now, station.instrument().measure(seen)));
    station
        .instrument()
        .picture(seen)
        .ifPresent(jpeg ->
            take(
                new ClientEvent.Pictured(
                    new Picture(
                        "p-" + now.toEpochMilli() + "-" + client.lastSeq(),
                        "image/jpeg",
                        now,
                        jpeg))));
  }

  private void take(ClientEvent event) {
    List<ClientEffect> effects = client.on(event, clock.instant());
    effects.forEach(this::carryOut);
    waiting = client.unacknowledged();
    counters.live = client.isLive();
    if (!effects.isEmpty()) {
      connection.ifPresent(Connection::flush);
    }
  }

  private void carryOut(ClientEffect effect) {
    switch (effect) {
      case ClientEffect.Open() -> open();
      case ClientEffect.Send(DeviceLine line) -> send(line);
      case ClientEffect.Close(String why) -> {
        LOG.info("{} closes its connection: {}", station.id(), why);
        connection.ifPresent(Connection::close);
        connection = Optional.empty();
      }
      case ClientEffect.Act(GatewayLine.Instruction instruction) -> act(instruction);
      case ClientEffect.Adopt(GatewayLine.Desired desired) -> {
        DeviceLine.Reported reported = settings.adopt(desired);
        measureAt = clock.instant().plus(settings.period());
        take(new ClientEvent.Settled(reported));
      }
      case ClientEffect.Acknowledged(long seq) -> {
        counters.acknowledged.incrementAndGet();
        listener.acknowledged(station.id(), client.session(), seq);
      }
      case ClientEffect.Stored(Picture picture) ->
          listener.pictured(station.id(), picture.id(), picture.content());
      case ClientEffect.Dropped(long seq) -> {
        counters.dropped.incrementAndGet();
        listener.dropped(station.id(), client.session(), seq);
      }
    }
  }

  private void open() {
    connectionNumber++;
    connection =
        Optional.of(
            Connection.open(
                station.id(), gateway, config.connectTimeout(), new Mail(connectionNumber)));
  }

  private void send(DeviceLine line) {
    if (line instanceof DeviceLine.Reading reading) {
      if (reading.seq() > highestSent) {
        highestSent = reading.seq();
        counters.sent.incrementAndGet();
        listener.sent(station.id(), client.session(), reading.seq());
      } else {
        counters.repeated.incrementAndGet();
      }
    }
    connection.ifPresent(open -> open.write(line));
  }

  private void act(GatewayLine.Instruction instruction) {
    DeviceLine.Result result = world.act(station.instrument(), instruction);
    (result.executed() ? counters.executed : counters.refused).incrementAndGet();
    listener.executed(station.id(), instruction.id(), result.executed());
    take(new ClientEvent.Acted(result));
    if (result.executed() && measuring) {
      measure(clock.instant());
    }
  }

  private void note(ClientEvent event) {
    switch (event) {
      case ClientEvent.Came(GatewayLine.Welcome welcome) -> {
        counters.connections.incrementAndGet();
        LOG.debug("{} is welcome from sequence {} on", station.id(), welcome.resume());
      }
      case ClientEvent.Came(GatewayLine.Failure failure) ->
          LOG.warn("{} is refused: {}", station.id(), failure.code().word());
      case ClientEvent.Lost(String why) -> {
        if (client.isLive()) {
          LOG.info("{} lost its gateway: {}", station.id(), why);
        }
      }
      default -> {}
    }
  }

  /// Carries what a connection reports to the device's thread. When the inbox is full, the
  /// connection waits and is read no further.
  private final class Mail implements Connection.Listener {
    private final long number;

    Mail(long number) {
      this.number = number;
    }

    @Override
    public void opened() throws InterruptedException {
      put(new ClientEvent.Opened());
    }

    @Override
    public void came(GatewayLine line) throws InterruptedException {
      put(new ClientEvent.Came(line));
    }

    @Override
    public void lost(String why) throws InterruptedException {
      put(new ClientEvent.Lost(why));
    }

    private void put(ClientEvent event) throws InterruptedException {
      inbox.put(new Arrival(number, event));
    }
  }
}
