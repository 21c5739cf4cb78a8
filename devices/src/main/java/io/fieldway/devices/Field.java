package io.fieldway.devices;

import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The simulated field: two weather stations, four soil probes, two irrigation valves, a pump and a
/// camera in one world, each connected to the gateway by itself over TCP.
public final class Field implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Field.class);

  private final List<DeviceLink> links;

  private Field(List<DeviceLink> links) {
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
    InstantSource clock = InstantSource.system();
    LiveWorld world = new LiveWorld(clock, config);
    List<DeviceLink> links =
        Station.all().stream()
            .map(station -> new DeviceLink(station, gateway, config, world, clock, listener))
            .toList();
    links.forEach(DeviceLink::start);
    LOG.info(
        "{} simulated devices speak with {}:{}",
        links.size(),
        gateway.getHostString(),
        gateway.getPort());
    return new Field(links);
  }

  /// What a platform must know to serve these devices.
  public static FieldRegistrations registrations() {
    return new FieldRegistrations(
        Station.models(),
        Station.all().stream()
            .map(each -> new FieldRegistrations.Device(each.id(), each.title(), each.model()))
            .toList());
  }

  /// What the devices have done so far.
  public FieldStatus status() {
    return new FieldStatus(links.stream().map(DeviceLink::status).toList());
  }

  /// Lets the devices measure no more. They stay connected, send what waits, and obey: when
  /// [FieldStatus#isSettled], the gateway has everything.
  public void stopMeasuring() {
    links.forEach(DeviceLink::stopMeasuring);
  }

  /// Stops the devices at once, as if their power were cut. What they have not brought to the
  /// gateway is lost.
  @Override
  public void close() {
    links.forEach(DeviceLink::stop);
    try {
      for (DeviceLink link : links) {
        link.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
