package io.fieldway.devices;

import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The simulated field in one world: two weather stations, four soil probes, two irrigation valves,
/// a pump and a camera, each connected to the gateway by itself over TCP; and, where there is a
/// node for them, two soil probes and a valve that speak MQTT.
public final class Field implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Field.class);

  private final List<Worker> links;

  private Field(List<Worker> links) {
    this.links = links;
  }

  /// Starts the devices. The gateway need not be there yet: they try until it is.
  public static Field start(InetSocketAddress gateway, FieldConfig config) {
    return start(gateway, config, FieldListener.NONE);
  }

  /// Starts the devices.
  ///
  /// @param listener hears what they do
  public static Field start(InetSocketAddress gateway, FieldConfig config, FieldListener listener) {
    return start(gateway, Optional.empty(), config, listener);
  }

  /// Starts the devices, those that speak MQTT too.
  ///
  /// @param node where they publish; without it there are none
  /// @param listener hears what they do
  public static Field start(
      InetSocketAddress gateway,
      Optional<InetSocketAddress> node,
      FieldConfig config,
      FieldListener listener) {
    InstantSource clock = InstantSource.system();
    LiveWorld world = new LiveWorld(clock, config);
    List<Worker> links = new ArrayList<>();
    for (Station station : Station.overTcp()) {
      links.add(new DeviceLink(station, gateway, config, world, clock, listener));
    }
    if (node.isPresent()) {
      MqttThread thread = new MqttThread();
      for (Station station : Station.overMqtt()) {
        links.add(new MqttLink(station, node.get(), thread, config, world, clock, listener));
      }
    }
    links.forEach(Worker::start);
    LOG.info(
        "{} simulated devices speak with {}:{}",
        links.size(),
        gateway.getHostString(),
        gateway.getPort());
    return new Field(links);
  }

  /// What a platform must know to serve the devices that speak TCP.
  public static FieldRegistrations registrations() {
    return registrations(Station.overTcp());
  }

  /// What a platform must know to serve the devices that speak MQTT.
  public static FieldRegistrations mqttRegistrations() {
    return registrations(Station.overMqtt());
  }

  private static FieldRegistrations registrations(List<Station> stations) {
    return new FieldRegistrations(
        Station.models(),
        stations.stream()
            .map(each -> new FieldRegistrations.Device(each.id(), each.title(), each.model()))
            .toList());
  }

  /// What the devices have done so far.
  public FieldStatus status() {
    return new FieldStatus(links.stream().map(Worker::status).toList());
  }

  /// Lets the devices measure no more. They stay connected, send what waits, and obey: when
  /// [FieldStatus#isSettled], the gateway has everything.
  public void stopMeasuring() {
    links.forEach(Worker::stopMeasuring);
  }

  /// Stops the devices at once, as if their power were cut. What they have not brought to the
  /// gateway is lost.
  @Override
  public void close() {
    links.forEach(Worker::stop);
    try {
      for (Worker link : links) {
        link.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
