package io.fieldway.gateway;

import io.fieldway.gateway.driver.DeviceLink;
import io.fieldway.wire.device.ErrorCode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Which connection speaks for which device: the newest. May be used from any thread.
final class Seats {
  private final Map<String, DeviceSeat> seats = new ConcurrentHashMap<>();

  /// Seats a device; its earlier connection loses its seat before the new one is heard.
  void take(DeviceSeat seat) {
    DeviceSeat before = seats.put(seat.device(), seat);
    if (before != null) {
      before.lose();
      before.link().close(ErrorCode.REPLACED, "a newer connection of " + seat.device());
    }
  }

  /// The connection is gone.
  ///
  /// @return whether it spoke for its device until now
  boolean leave(DeviceSeat seat) {
    return seats.remove(seat.device(), seat);
  }

  Optional<DeviceLink> linkOf(String device) {
    return Optional.ofNullable(seats.get(device)).map(DeviceSeat::link);
  }

  /// Closes the connections of devices that are not registered any more.
  void keepOnly(Set<String> registered) {
    seats.forEach((device, seat) -> {
      if (!registered.contains(device)) {
        seat.link().close(ErrorCode.UNKNOWN_DEVICE, device + " is not registered any more");
      }
    });
  }
}
