package io.fieldway.gateway.driver;

import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds a driver from elsewhere at arm's length: what it throws concerns nobody else.
final class PluggedDriver implements Driver {
  private static final Logger log = LoggerFactory.getLogger(PluggedDriver.class);

  private final String name;
  private final Driver driver;

  PluggedDriver(String name, Driver driver) {
    this.name = name;
    this.driver = driver;
  }

  @Override
  public void start(Devices devices) throws IOException {
    try {
      driver.start(devices);
      log.info("the driver {} has started", name);
    } catch (RuntimeException | LinkageError e) {
      throw new IOException("the driver " + name + " cannot begin: " + e, e);
    }
  }

  @Override
  public Optional<DriverStatus> report() {
    try {
      return driver.report();
    } catch (RuntimeException | LinkageError e) {
      log.warn("the driver {} does not tell what it does", name, e);
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    try {
      driver.close();
    } catch (RuntimeException | LinkageError e) {
      log.warn("the driver {} has failed while it closed", name, e);
    }
  }
}
