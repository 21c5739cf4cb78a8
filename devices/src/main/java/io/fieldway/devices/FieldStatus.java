package io.fieldway.devices;

import java.util.List;
import java.util.function.ToLongFunction;

/// What the devices have done so far.
///
/// @param devices in the order of [Field#registrations()], then [Field#mqttRegistrations()] where
///   those are there
public record FieldStatus(List<DeviceStatus> devices) {
  public FieldStatus(List<DeviceStatus> devices) {
    this.devices = List.copyOf(devices);
  }

  /// One device.
  ///
  /// @param live whether the gateway has said welcome on the present connection
  /// @param measured readings taken
  /// @param sent readings that went to the gateway at least once
  /// @param repeated readings that went to it again
  /// @param acknowledged readings the gateway has on its disk
  /// @param dropped readings given up because too many waited
  /// @param waiting readings kept until they are acknowledged
  /// @param executed instructions carried out, each once
  /// @param refused instructions the device could not or would not carry out
  /// @param connections how often the gateway said welcome
  public record DeviceStatus(
      String device,
      String session,
      boolean live,
      long measured,
      long sent,
      long repeated,
      long acknowledged,
      long dropped,
      long waiting,
      long executed,
      long refused,
      long connections) {}

  public long measured() {
    return total(DeviceStatus::measured);
  }

  public long sent() {
    return total(DeviceStatus::sent);
  }

  public long repeated() {
    return total(DeviceStatus::repeated);
  }

  public long acknowledged() {
    return total(DeviceStatus::acknowledged);
  }

  public long dropped() {
    return total(DeviceStatus::dropped);
  }

  public long waiting() {
    return total(DeviceStatus::waiting);
  }

  public long executed() {
    return total(DeviceStatus::executed);
  }

  public long refused() {
    return total(DeviceStatus::refused);
  }

  /// Whether the gateway has everything that was measured, but for what was given up.
  public boolean isSettled() {
    return waiting() == 0 && measured() == acknowledged() + dropped();
  }

  /// How many devices are connected and welcome.
  public int live() {
    return (int) devices.stream().filter(DeviceStatus::live).count();
  }

  private long total(ToLongFunction<DeviceStatus> figure) {
    return devices.stream().mapToLong(figure).sum();
  }
}
