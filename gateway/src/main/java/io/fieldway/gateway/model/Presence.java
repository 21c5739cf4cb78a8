package io.fieldway.gateway.model;

import io.fieldway.wire.channel.Heartbeat.DeviceState;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Which devices are there. A core: time is an argument. May be used from any thread; events of one
/// device come one after the other.
public final class Presence {
  private final Map<String, DeviceState> states = new ConcurrentHashMap<>();

  /// The device connected.
  ///
  /// @return whether it was not there before
  public boolean arrived(String device, Instant now) {
    DeviceState before = states.put(device, new DeviceState(device, true, Optional.of(now)));
    return before == null || !before.online();
  }

  /// The device gave a sign of life; changes nothing where it is not there.
  public void seen(String device, Instant now) {
    states.computeIfPresent(
        device,
        (id, state) -> state.online() ? new DeviceState(id, true, Optional.of(now)) : state);
  }

  /// The device's connection is gone.
  ///
  /// @return whether it was there before
  public boolean left(String device) {
    DeviceState before = states.get(device);
    if (before == null || !before.online()) {
      return false;
    }
    states.put(device, new DeviceState(device, false, before.lastSeen()));
    return true;
  }

  /// How many devices are there.
  public int online() {
    return (int) states.values().stream().filter(DeviceState::online).count();
  }

  /// The states of these devices, those never seen included.
  public List<DeviceState> of(Collection<String> devices) {
    return devices.stream()
        .map(
            device -> states.getOrDefault(device, new DeviceState(device, false, Optional.empty())))
        .toList();
  }
}
