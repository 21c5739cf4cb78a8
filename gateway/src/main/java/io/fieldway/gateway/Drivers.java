package io.fieldway.gateway;

import io.fieldway.gateway.driver.Devices;
import io.fieldway.gateway.driver.Driver;
import io.fieldway.gateway.driver.DriverStatus;
import io.fieldway.gateway.driver.modbus.ModbusDriver;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// The drivers that the configuration names beside TCP and MQTT. Of one that it does not name, no
/// class is loaded.
final class Drivers {
  private final List<Driver> drivers;

  private Drivers(List<Driver> drivers) {
    this.drivers = List.copyOf(drivers);
  }

  static Drivers of(GatewayConfig config, InstantSource clock) {
    List<Driver> drivers = new ArrayList<>();
    if (!config.modbus().devices().isEmpty()) {
      drivers.add(new ModbusDriver(config.modbus(), clock, new SplittableRandom()));
    }
    return new Drivers(drivers);
  }

  /// Starts them in order; where one cannot begin, those before it are closed.
  void start(Devices devices) throws IOException {
    for (Driver each : drivers) {
      try {
        each.start(devices);
      } catch (IOException e) {
        close();
        throw e;
      }
    }
  }

  List<DriverStatus> report() {
    return drivers.stream().map(Driver::report).flatMap(Optional::stream).toList();
  }

  void close() {
    drivers.forEach(Driver::close);
  }
}
