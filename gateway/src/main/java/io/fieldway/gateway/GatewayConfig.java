package io.fieldway.gateway;

import io.fieldway.gateway.blob.BlobConfig;
import io.fieldway.gateway.command.CommandConfig;
import io.fieldway.gateway.driver.Plug;
import io.fieldway.gateway.driver.coap.CoapConfig;
import io.fieldway.gateway.driver.http.HttpConfig;
import io.fieldway.gateway.driver.modbus.ModbusConfig;
import io.fieldway.gateway.driver.mqtt.MqttConfig;
import io.fieldway.gateway.driver.tcp.TcpConfig;
import io.fieldway.gateway.outbox.OutboxConfig;
import io.fieldway.gateway.uplink.PlatformTls;
import io.fieldway.gateway.uplink.UplinkConfig;
import io.fieldway.wire.Bytes;
import io.fieldway.wire.Ids;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Everything a gateway needs to know.
///
/// @param id the gateway's id at the platform
/// @param key the gateway's key, the platform's `userKey`
/// @param platform the machine servers, such as `http://127.0.0.1:8401`; any of them will do
/// @param data the directory of the outbox and of what is known of devices
/// @param heartbeat how often devices show that they live, and the platform hears of this gateway
///   unless it wants to hear more often
/// @param insecure whether devices may connect, without encryption and credentials, from elsewhere
///   than this machine
/// @param devices the TCP driver's address and bounds
/// @param mqtt the MQTT driver's broker, rules and bounds
/// @param modbus the Modbus driver's devices and bounds
/// @param http where devices push readings over HTTP, and its bounds
/// @param coap where devices push readings over CoAP, and its bounds
/// @param plugs drivers that are not the gateway's own
/// @param outbox the store's bounds
/// @param uplink the link's times and bounds
/// @param commands the journal's bounds
/// @param blobs the bounds of pictures and other blobs
/// @param tls by what the platform is known where TLS is spoken, and what the gateway shows there
public record GatewayConfig(
    String id,
    Bytes key,
    List<URI> platform,
    Path data,
    Duration heartbeat,
    boolean insecure,
    TcpConfig devices,
    MqttConfig mqtt,
    ModbusConfig modbus,
    HttpConfig http,
    CoapConfig coap,
    List<Plug<?>> plugs,
    OutboxConfig outbox,
    UplinkConfig uplink,
    CommandConfig commands,
    BlobConfig blobs,
    PlatformTls tls) {

  public GatewayConfig(
      String id,
      Bytes key,
      List<URI> platform,
      Path data,
      Duration heartbeat,
      boolean insecure,
      TcpConfig devices,
      MqttConfig mqtt,
      ModbusConfig modbus,
      HttpConfig http,
      CoapConfig coap,
      List<Plug<?>> plugs,
      OutboxConfig outbox,
      UplinkConfig uplink,
      CommandConfig commands,
      BlobConfig blobs,
      PlatformTls tls) {
    Ids.check("gateway id", id);
    if (!heartbeat.isPositive()) {
      throw new IllegalArgumentException("the heartbeat is longer than nothing, not " + heartbeat);
    }
    if (platform.isEmpty()) {
      throw new IllegalArgumentException("the platform has one address at least");
    }
    platform.forEach(GatewayConfig::check);
    this.id = id;
    this.key = key;
    this.platform = List.copyOf(platform);
    this.data = data;
    this.heartbeat = heartbeat;
    this.insecure = insecure;
    this.devices = devices;
    this.mqtt = mqtt;
    this.modbus = modbus;
    this.http = http;
    this.coap = coap;
    this.plugs = List.copyOf(plugs);
    this.outbox = outbox;
    this.uplink = uplink;
    this.commands = commands;
    this.blobs = blobs;
    this.tls = tls;
  }

  /// With every bound at its default.
  public static GatewayConfig of(
      String id, Bytes key, URI platform, InetSocketAddress listen, Path data) {
    return new GatewayConfig(
        id,
        key,
        List.of(platform),
        data,
        UplinkConfig.DEFAULTS.heartbeat(),
        false,
        TcpConfig.of(listen),
        MqttConfig.defaults(),
        ModbusConfig.defaults(),
        HttpConfig.defaults(),
        CoapConfig.defaults(),
        List.of(),
        OutboxConfig.DEFAULTS,
        UplinkConfig.DEFAULTS,
        CommandConfig.DEFAULTS,
        BlobConfig.DEFAULTS,
        PlatformTls.defaults());
  }

  private static void check(URI platform) {
    String scheme = String.valueOf(platform.getScheme());
    if (!(scheme.equals("http") || scheme.equals("https")) || platform.getHost() == null) {
      throw new IllegalArgumentException(
          "the platform is an address such as http://127.0.0.1:8401, not " + platform);
    }
  }

  /// The same with the addresses of several machine servers.
  public GatewayConfig withPlatform(List<URI> servers) {
    return new GatewayConfig(
        id, key, servers, data, heartbeat, insecure, devices, mqtt, modbus, http, coap, plugs,
        outbox, uplink, commands, blobs, tls);
  }

  /// Where devices connect.
  public InetSocketAddress listen() {
    return devices.listen();
  }

  public GatewayConfig withHeartbeat(Duration time) {
    return new GatewayConfig(
        id,
        key,
        platform,
        data,
        time,
        insecure,
        devices,
        mqtt,
        modbus,
        http,
        coap,
        plugs,
        outbox,
        uplink.withHeartbeat(time),
        commands,
        blobs,
        tls);
  }

  public GatewayConfig withInsecure(boolean allowed) {
    return new GatewayConfig(
        id, key, platform, data, heartbeat, allowed, devices, mqtt, modbus, http, coap, plugs,
        outbox, uplink, commands, blobs, tls);
  }

  public GatewayConfig withDevices(TcpConfig config) {
    return new GatewayConfig(
        id, key, platform, data, heartbeat, insecure, config, mqtt, modbus, http, coap, plugs,
        outbox, uplink, commands, blobs, tls);
  }

  public GatewayConfig withMqtt(MqttConfig config) {
    return new GatewayConfig(
        id, key, platform, data, heartbeat, insecure, devices, config, modbus, http, coap, plugs,
        outbox, uplink, commands, blobs, tls);
  }

  public GatewayConfig withModbus(ModbusConfig config) {
    return new GatewayConfig(
        id, key, platform, data, heartbeat, insecure, devices, mqtt, config, http, coap, plugs,
        outbox, uplink, commands, blobs, tls);
  }

  public GatewayConfig withHttp(HttpConfig config) {
    return new GatewayConfig(
        id, key, platform, data, heartbeat, insecure, devices, mqtt, modbus, config, coap, plugs,
        outbox, uplink, commands, blobs, tls);
  }

  public GatewayConfig withCoap(CoapConfig config) {
    return new GatewayConfig(
        id, key, platform, data, heartbeat, insecure, devices, mqtt, modbus, http, config, plugs,
        outbox, uplink, commands, blobs, tls);
  }

  public GatewayConfig withPlugs(List<Plug<?>> drivers) {
    return new GatewayConfig(
        id, key, platform, data, heartbeat, insecure, devices, mqtt, modbus, http, coap, drivers,
        outbox, uplink, commands, blobs, tls);
  }

  public GatewayConfig withOutbox(OutboxConfig config) {
    return new GatewayConfig(
        id, key, platform, data, heartbeat, insecure, devices, mqtt, modbus, http, coap, plugs,
        config, uplink, commands, blobs, tls);
  }

  public GatewayConfig withUplink(UplinkConfig config) {
    return new GatewayConfig(
        id, key, platform, data, heartbeat, insecure, devices, mqtt, modbus, http, coap, plugs,
        outbox, config, commands, blobs, tls);
  }

  public GatewayConfig withCommands(CommandConfig config) {
    return new GatewayConfig(
        id, key, platform, data, heartbeat, insecure, devices, mqtt, modbus, http, coap, plugs,
        outbox, uplink, config, blobs, tls);
  }

  public GatewayConfig withTls(PlatformTls config) {
    return new GatewayConfig(
        id, key, platform, data, heartbeat, insecure, devices, mqtt, modbus, http, coap, plugs,
        outbox, uplink, commands, blobs, config);
  }

  public GatewayConfig withBlobs(BlobConfig config) {
    return new GatewayConfig(
        id, key, platform, data, heartbeat, insecure, devices, mqtt, modbus, http, coap, plugs,
        outbox, uplink, commands, config, tls);
  }

  /// Everything but the key.
  @Override
  public String toString() {
    return "gateway " + id + " of " + platform + ", devices on " + listen() + ", data in " + data;
  }
}
