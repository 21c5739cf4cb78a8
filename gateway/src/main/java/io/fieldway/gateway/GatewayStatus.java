package io.fieldway.gateway;

import io.fieldway.gateway.blob.BlobCounts;
import io.fieldway.gateway.command.CommandCounts;
import io.fieldway.gateway.driver.DriverStatus;
import io.fieldway.gateway.driver.mqtt.MqttStatus;
import io.fieldway.gateway.outbox.OutboxCounts;
import io.fieldway.gateway.outbox.OutboxState;
import io.fieldway.gateway.twin.TwinCounts;
import io.fieldway.gateway.uplink.UplinkCounts;
import io.fieldway.wire.device.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The gateway at one moment; counts are since its start.
///
/// @param devices what is known of devices
/// @param readings what came from devices
/// @param outbox what waits on disk
/// @param oldest the age of the oldest reading that waits; zero where none does
/// @param store what the store has done
/// @param uplink the link and what went over it
/// @param commands what became of commands
/// @param twins what became of twins
/// @param blobs pictures and other blobs
/// @param mqtt the MQTT driver; empty where the gateway speaks none
/// @param drivers the other drivers that are configured
/// @param faults tasks of the gateway's loop that failed; each is a bug
public record GatewayStatus(
    Instant at,
    Devices devices,
    Readings readings,
    OutboxState outbox,
    Duration oldest,
    OutboxCounts store,
    UplinkCounts uplink,
    CommandCounts commands,
    TwinCounts twins,
    BlobCounts blobs,
    Optional<MqttStatus> mqtt,
    List<DriverStatus> drivers,
    long faults) {

  public GatewayStatus(
      Instant at,
      Devices devices,
      Readings readings,
      OutboxState outbox,
      Duration oldest,
      OutboxCounts store,
      UplinkCounts uplink,
      CommandCounts commands,
      TwinCounts twins,
      BlobCounts blobs,
      Optional<MqttStatus> mqtt,
      List<DriverStatus> drivers,
      long faults) {
    this.at = at;
    this.devices = devices;
    this.readings = readings;
    this.outbox = outbox;
    this.oldest = oldest;
    this.store = store;
    this.uplink = uplink;
    this.commands = commands;
    this.twins = twins;
    this.blobs = blobs;
    this.mqtt = mqtt;
    this.drivers = List.copyOf(drivers);
    this.faults = faults;
  }

  /// Devices and their connections.
  ///
  /// @param registered by the platform
  /// @param online with a connection, after a hello
  /// @param connections open now, those before their hello included
  /// @param cutOff connections ended because answers were not read
  /// @param refusals errors answered to devices, by code
  public record Devices(
      int registered, int online, int connections, long cutOff, Map<ErrorCode, Long> refusals) {
    public Devices(
        int registered, int online, int connections, long cutOff, Map<ErrorCode, Long> refusals) {
      this.registered = registered;
      this.online = online;
      this.connections = connections;
      this.cutOff = cutOff;
      Map<ErrorCode, Long> copy = new EnumMap<>(ErrorCode.class);
      copy.putAll(refusals);
      this.refusals = Collections.unmodifiableMap(copy);
    }
  }

  /// Readings and their fate.
  ///
  /// @param received lines with a reading
  /// @param stored readings written to disk and acknowledged
  /// @param replayed readings that were on disk already, acknowledged again
  /// @param refused readings that the device has to send again
  /// @param quarantined values that the model refuses
  public record Readings(
      long received, long stored, long replayed, long refused, long quarantined) {}
}
