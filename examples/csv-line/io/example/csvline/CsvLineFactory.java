package io.example.csvline;

import io.fieldway.gateway.driver.Driver;
import io.fieldway.gateway.driver.DriverFactory;
import java.io.IOException;
import java.time.InstantSource;

/// Offers the driver to the gateway.
public final class CsvLineFactory implements DriverFactory<CsvLineSettings> {
  @Override
  public String name() {
    return "csv-line";
  }

  @Override
  public CsvLineSettings defaults() {
    return CsvLineSettings.defaults();
  }

  @Override
  public Driver make(CsvLineSettings settings, InstantSource clock) throws IOException {
    if (settings.columns().isEmpty()) {
      throw new IOException("csv-line: expected the names of columns, got none");
    }
    return new CsvLineDriver(settings, clock);
  }
}
