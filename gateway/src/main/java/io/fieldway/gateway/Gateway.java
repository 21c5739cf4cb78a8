package io.fieldway.gateway;

import io.fieldway.gateway.blob.BlobShelf;
import io.fieldway.gateway.driver.mqtt.MqttDriver;
import io.fieldway.gateway.driver.tcp.TcpDriver;
import io.fieldway.gateway.loop.EventLoop;
import io.fieldway.gateway.loop.SteadyClock;
import io.fieldway.gateway.outbox.Outbox;
import io.fieldway.gateway.outbox.OutboxCounts;
import io.fieldway.gateway.outbox.OutboxState;
import io.fieldway.gateway.outbox.SqlOutbox;
import io.fieldway.gateway.uplink.TlsSockets;
import io.fieldway.gateway.uplink.Uplink;
import io.fieldway.wire.twin.Twin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running gateway. The way of a reading, in order: a driver reads it, `adapt` puts it into the
/// model's words, `outbox` writes it to disk, the device is answered; `uplink` sends it in a batch,
/// the platform's database commits it, the outbox forgets it. A command goes the other way:
/// `uplink`, `command` (journalled, answered), `adapt`, `driver.tcp`; what is desired of a device's
/// settings goes by `twin` (on disk, answered), and what it reports comes back that way.
public final class Gateway implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Gateway.class);

  private final InstantSource clock = InstantSource.system();
  private final Outbox outbox;
  private final EventLoop loop;
  private final BlobShelf shelf;
  private final Layers layers;
  private final TcpDriver driver;
  private final Optional<MqttDriver> mqtt;
  private final Drivers drivers;

  private Gateway(
      GatewayConfig config,
      TlsSockets tls,
      Outbox outbox,
      BlobShelf shelf,
      TcpDriver driver,
      Drivers drivers) {
    SplittableRandom chance = new SplittableRandom();
    this.outbox = outbox;
    this.shelf = shelf;
    this.driver = driver;
    this.drivers = drivers;
    this.loop = EventLoop.start("gateway-" + config.id());
    this.layers =
        new Layers(
            config,
            outbox,
            shelf,
            loop,
            Uplink.socketIo(config.platform(), tls, config.uplink(), chance),
            clock,
            new SteadyClock(),
            chance);
    this.mqtt =
        config
            .mqtt()
            .broker()
            .map(broker ->
                new MqttDriver(config.mqtt(), broker, config.id(), clock, new SplittableRandom()));
  }

  /// Starts a gateway: disk first, then commands, devices and the link. It needs no platform to
  /// start: what devices send waits on disk.
  ///
  /// @throws IOException with one sentence for a person, where the data directory or the address
  ///   cannot be had
  public static Gateway start(GatewayConfig config) throws IOException {
    refuseOpenAddress(config);
    SqlOutbox outbox = SqlOutbox.open(config.data(), config.outbox(), InstantSource.system());
    Gateway gateway;
    try {
      gateway = bind(config, outbox);
    } catch (IOException e) {
      outbox.close();
      throw e;
    }
    gateway.begin();
    log.info("{} has started", config);
    return gateway;
  }

  private void begin() throws IOException {
    layers.start();
    driver.start(layers.devices());
    mqtt.ifPresent(each -> each.start(layers.devices()));
    try {
      drivers.start(layers.devices());
    } catch (IOException e) {
      closeDrivers();
      loop.close();
      shelf.close();
      outbox.close();
      throw e;
    }
    layers.link();
  }

  /// Takes every port before anything begins; where one cannot be had, the others are given back.
  private static Gateway bind(GatewayConfig config, SqlOutbox outbox) throws IOException {
    TlsSockets tls = TlsSockets.of(config.tls());
    TcpDriver driver = TcpDriver.bind(config.devices(), InstantSource.system());
    try {
      BlobShelf shelf = BlobShelf.open(config.data().resolve("blobs"), config.blobs());
      return new Gateway(
          config, tls, outbox, shelf, driver, Drivers.bind(config, InstantSource.system()));
    } catch (IOException e) {
      driver.close();
      throw e;
    }
  }

  /// Where devices connect.
  public InetSocketAddress address() {
    return driver.address();
  }

  /// Where devices push readings over HTTP; empty where they do not.
  public Optional<InetSocketAddress> http() {
    return drivers.http();
  }

  /// Where devices push over CoAP; empty where they do not.
  public Optional<InetSocketAddress> coap() {
    return drivers.coap();
  }

  /// The twin of a device, as this gateway holds it.
  public Optional<Twin> twin(String device) {
    return layers.twin(device);
  }

  public GatewayStatus status() {
    Instant now = clock.instant();
    OutboxCounts store = outbox.counts();
    OutboxState state = outbox.state();
    return new GatewayStatus(
        now,
        new GatewayStatus.Devices(
            layers.registered(),
            layers.online(),
            driver.connections(),
            driver.cutOff(),
            driver.refusals()),
        new GatewayStatus.Readings(
            layers.received(),
            store.stored(),
            store.replayed(),
            store.refused(),
            layers.quarantined()),
        state,
        Northbound.age(outbox, now),
        store,
        layers.uplinkCounts(),
        layers.commandCounts(),
        layers.twinCounts(),
        layers.blobCounts(),
        mqtt.map(MqttDriver::status),
        drivers.report(),
        loop.failures());
  }

  /// Stops in order: devices are told, the platform is left, what was taken is written.
  @Override
  public void close() {
    closeDrivers();
    layers.unlink();
    loop.close();
    shelf.close();
    outbox.close();
    log.info("the gateway has stopped");
  }

  private void closeDrivers() {
    driver.close();
    mqtt.ifPresent(MqttDriver::close);
    drivers.close();
  }

  private static void refuseOpenAddress(GatewayConfig config) throws IOException {
    InetAddress address = config.listen().getAddress();
    if (address == null) {
      throw new IOException(
          "cannot listen for devices on "
              + config.listen().getHostString()
              + ": no such host; choose another listen address for the gateway");
    }
    if (!address.isLoopbackAddress() && !config.insecure()) {
      throw new IOException(
          "refusing to listen for devices on "
              + config.listen().getHostString()
              + ": the device protocol has neither encryption nor credentials; listen on 127.0.0.1,"
              + " or allow it with --insecure");
    }
    if (config.mqtt().isExposed() && !config.insecure()) {
      throw new IOException(
          "refusing to hear devices through "
              + config.mqtt().broker().map(Object::toString).orElse("a broker")
              + " without encryption; set tls, or allow it with --insecure");
    }
    if (config.http().isExposed() && !config.insecure()) {
      throw new IOException(
          "refusing to take readings over HTTP from beyond this machine without a certificate and"
              + " tokens; set http.certificate and http.tokens, or allow it with --insecure");
    }
    if (config.coap().isExposed() && !config.insecure()) {
      throw new IOException(
          "refusing to take readings over CoAP from beyond this machine without DTLS; set"
              + " coap.keys, or allow it with --insecure");
    }
    if (config.modbus().isExposed() && !config.insecure()) {
      throw new IOException(
          "refusing to ask Modbus devices beyond this machine: Modbus TCP has neither encryption nor"
              + " credentials; allow it with --insecure");
    }
  }
}
