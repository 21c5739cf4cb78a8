package io.fieldway.gateway.driver.modbus;

import io.fieldway.gateway.driver.Devices;
import io.fieldway.gateway.driver.Driver;
import io.fieldway.gateway.driver.DriverStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Devices over Modbus TCP, each asked on a virtual thread and a connection of its own, so that
/// none waits for another.
public final class ModbusDriver implements Driver {
  private static final Logger log = LoggerFactory.getLogger(ModbusDriver.class);

  /// How long closing waits for requests that are under way.
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final ModbusConfig config;
  private final InstantSource clock;
  private final SplittableRandom dice;
  private final ModbusCounters counters = new ModbusCounters();
  private final List<PolledDevice> polled = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// A driver for the devices of its configuration.
  ///
  /// @param dice for the jitter of waits
  public ModbusDriver(ModbusConfig config, InstantSource clock, SplittableRandom dice) {
    this.config = config;
    this.clock = clock;
    this.dice = dice;
  }

  @Override
  public void start(Devices devices) {
    for (ModbusDevice each : config.devices()) {
      PolledDevice device = new PolledDevice(each, config, devices, clock, dice.split(), counters);
      polled.add(device);
      threads.execute(device::run);
    }
    log.info("asking {} devices over Modbus TCP", config.devices().size());
  }

  @Override
  public Optional<DriverStatus> report() {
    int present = (int) polled.stream().filter(PolledDevice::isPresent).count();
    return Optional.of(counters.status(present));
  }

  @Override
  public void close() {
    polled.forEach(PolledDevice::stop);
    threads.shutdown();
    try {
      if (!threads.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("some Modbus devices are still being asked");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
