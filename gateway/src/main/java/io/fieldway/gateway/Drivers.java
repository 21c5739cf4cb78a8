package io.fieldway.gateway;

import com.google.errorprone.annotations.Var;
import io.fieldway.gateway.driver.Devices;
import io.fieldway.gateway.driver.Driver;
import io.fieldway.gateway.driver.DriverStatus;
import io.fieldway.gateway.driver.Plug;
import io.fieldway.gateway.driver.coap.CoapDriver;
import io.fieldway.gateway.driver.http.HttpDriver;
import io.fieldway.gateway.driver.modbus.ModbusDriver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/// The drivers that the configuration names beside TCP and MQTT. Of one that it does not name, no
/// class is loaded.
final class Drivers {
  private final List<Driver> drivers;
  private final Optional<InetSocketAddress> http;
  private final Optional<InetSocketAddress> coap;

  private Drivers(
      List<Driver> drivers, Optional<InetSocketAddress> http, Optional<InetSocketAddress> coap) {
    this.drivers = List.copyOf(drivers);
    this.http = http;
    this.coap = coap;
  }

  /// Takes the ports they need.
  ///
  /// @throws IOException with one sentence for a person, where one cannot be had
  static Drivers bind(GatewayConfig config, InstantSource clock) throws IOException {
    List<Driver> drivers = new ArrayList<>();
    @Var Optional<InetSocketAddress> pushes = Optional.empty();
    @Var Optional<InetSocketAddress> coaps = Optional.empty();
    if (config.http().listen().isPresent()) {
      HttpDriver driver = HttpDriver.bind(config.http(), config.http().listen().get(), clock);
      pushes = Optional.of(driver.address());
      drivers.add(driver);
    }
    if (!config.modbus().devices().isEmpty()) {
      drivers.add(new ModbusDriver(config.modbus(), clock, new SplittableRandom()));
    }
    try {
      if (config.coap().listen().isPresent()) {
        CoapDriver driver = CoapDriver.bind(config.coap(), config.coap().listen().get(), clock);
        coaps = Optional.of(driver.address());
        drivers.add(driver);
      }
      for (Plug<?> each : config.plugs()) {
        drivers.add(each.make(clock));
      }
    } catch (IOException e) {
      drivers.forEach(Driver::close);
      throw e;
    }
    return new Drivers(drivers, pushes, coaps);
  }

  void start(Devices devices) throws IOException {
    for (Driver each : drivers) {
      each.start(devices);
    }
  }

  /// Where devices push over HTTP; empty where they do not.
  Optional<InetSocketAddress> http() {
    return http;
  }

  /// Where devices push over CoAP; empty where they do not.
  Optional<InetSocketAddress> coap() {
    return coap;
  }

  List<DriverStatus> report() {
    return drivers.stream().map(Driver::report).flatMap(Optional::stream).toList();
  }

  void close() {
    drivers.forEach(Driver::close);
  }
}
