package io.fieldway.gateway.driver.tcp;

import io.fieldway.gateway.driver.Decoded;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.device.DeviceLine;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/// Reads a sample of the device protocol: lines, of which readings count.
public final class TcpSample {
  private TcpSample() {}

  /// What each line that is a reading, or none of the protocol, says.
  public static List<Decoded> read(String device, String text, Instant now) {
    return text.lines()
        .filter(line -> !line.isBlank())
        .filter(line -> !isOther(line))
        .map(line -> decoded(device, line, now))
        .toList();
  }

  private static boolean isOther(String line) {
    try {
      return !(DeviceLine.parse(line) instanceof DeviceLine.Reading);
    } catch (MalformedException e) {
      return false;
    }
  }

  private static Decoded decoded(String device, String line, Instant now) {
    try {
      return DeviceLine.parse(line) instanceof DeviceLine.Reading reading
          ? new Decoded(
              device, OptionalLong.of(reading.seq()), reading.at(), reading.values(), List.of())
          : Decoded.nothing(device, now, "no reading");
    } catch (MalformedException e) {
      return Decoded.nothing(device, now, String.valueOf(e.getMessage()));
    }
  }
}
