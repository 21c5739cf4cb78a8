package io.fieldway.gateway.driver.modbus;

import io.fieldway.wire.Ids;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Key;
import io.fieldway.wire.config.Problem;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Where one Modbus device is, and how often it is asked. What it is asked for stands in its model.
public record ModbusDevice(
    @Key(value = "The device's id, as the platform registered it.", required = true) String device,
    @Key(value = "The device, or the gateway to its serial line, as host:port.", required = true)
        InetSocketAddress address,
    @Key(value = "The unit's number behind that address.", most = 255) int unit,
    @Key("How often properties are read whose form does not say it.") Duration interval,
    @Key("How long an answer, or a connection, may take.") Duration timeout)
    implements Checked {

  /// Unit 1 on this machine, asked every ten seconds.
  public static ModbusDevice defaults() {
    return new ModbusDevice(
        "device",
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 502),
        1,
        Duration.ofSeconds(10),
        Duration.ofSeconds(2));
  }

  /// Modbus TCP has neither encryption nor credentials.
  public boolean isExposed() {
    return address.getAddress() != null && !address.getAddress().isLoopbackAddress();
  }

  @Override
  public List<Problem> problems() {
    List<Problem> found = new ArrayList<>();
    try {
      Ids.check("device", device);
    } catch (MalformedException e) {
      found.add(
          new Problem("device", String.valueOf(e.getMessage()).replaceFirst("^device: ", "")));
    }
    if (address.isUnresolved() || address.getPort() == 0) {
      found.add(new Problem("address", "expected a host that is known and a port, got " + address));
    }
    if (interval.toMillis() < 10) {
      found.add(new Problem("interval", "expected at least 10ms"));
    }
    if (timeout.toMillis() < 1 || timeout.toMinutes() >= 10) {
      found.add(new Problem("timeout", "expected 1ms to 10m"));
    }
    return found;
  }
}
