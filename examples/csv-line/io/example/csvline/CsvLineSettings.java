package io.example.csvline;

import io.fieldway.wire.config.Key;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/// Where the device is and what its columns are.
public record CsvLineSettings(
    @Key(value = "The device's id, as the platform registered it.", required = true) String device,
    @Key("The converter at the device's serial line, as host:port.") InetSocketAddress address,
    @Key("The device's names of the columns, in order; an empty one is passed over.")
        List<String> columns,
    @Key("How long to wait before connecting again.") Duration pause) {

  static CsvLineSettings defaults() {
    return new CsvLineSettings(
        "device",
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 4001),
        List.of("value"),
        Duration.ofSeconds(5));
  }
}
