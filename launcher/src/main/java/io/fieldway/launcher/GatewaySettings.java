package io.fieldway.launcher;

import io.fieldway.gateway.GatewayConfig;
import io.fieldway.gateway.driver.coap.CoapConfig;
import io.fieldway.gateway.driver.http.HttpConfig;
import io.fieldway.gateway.driver.modbus.ModbusConfig;
import io.fieldway.gateway.driver.modbus.ModbusDevice;
import io.fieldway.gateway.driver.mqtt.MqttConfig;
import io.fieldway.gateway.uplink.PlatformTls;
import io.fieldway.gateway.uplink.UplinkConfig;
import io.fieldway.wire.Ids;
import io.fieldway.wire.MalformedException;
import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Key;
import io.fieldway.wire.config.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Everything that can be set on a gateway, by its file and its flags.
public record GatewaySettings(
    @Key(value = "The gateway's id, as the platform registered it.", required = true) String id,
    @Key(value = "The file with the gateway's key, as fieldway register wrote it.", required = true)
        Path keyFile,
    @Key("The platform's machine servers; the gateway tries them in turn.") List<String> platform,
    @Key("Where devices connect over TCP, as host:port.") InetSocketAddress listen,
    @Key(
            value =
                "The directory of the outbox and of what is known of devices; made where it is"
                    + " missing.",
            required = true)
        Path data,
    @Key("How often devices over TCP show that they live.") Duration heartbeat,
    @Key("Allow devices, or the way to their broker, beyond this machine without encryption.")
        boolean insecure,
    @Key("Devices that publish to a node or broker.") MqttConfig mqtt,
    @Key("Devices that the gateway asks over Modbus TCP.") ModbusConfig modbus,
    @Key("Devices that push readings over HTTP.") HttpConfig http,
    @Key("Devices that push readings over CoAP.") CoapConfig coap,
    @Key("By what the platform is known where it speaks TLS.") PlatformTls tls,
    @Key("Drivers that are not the gateway's own.") DriverSettings drivers,
    @Key("What is kept while the platform cannot be reached.") OutboxSettings outbox,
    @Key("The way to the platform.") UplinkSettings uplink)
    implements Checked {

  /// With examples for what has no default.
  static GatewaySettings defaults() {
    return new GatewaySettings(
        "gw-1",
        Path.of("gateway.key"),
        List.of("http://127.0.0.1:8401"),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 8402),
        Path.of("data", "gateway"),
        UplinkConfig.DEFAULTS.heartbeat(),
        false,
        MqttConfig.defaults(),
        ModbusConfig.defaults(),
        HttpConfig.defaults(),
        CoapConfig.defaults(),
        PlatformTls.defaults(),
        DriverSettings.defaults(),
        OutboxSettings.defaults(),
        UplinkSettings.defaults());
  }

  /// The gateway's configuration, with its key.
  GatewayConfig config() throws IOException {
    List<URI> servers = platform.stream().map(URI::create).toList();
    GatewayConfig config =
        GatewayConfig.of(id, KeyFile.read(keyFile), servers.getFirst(), listen, data);
    return config
        .withPlatform(servers)
        .withOutbox(outbox.config())
        .withUplink(uplink.over(config.uplink()))
        .withHeartbeat(heartbeat)
        .withInsecure(insecure)
        .withMqtt(mqtt)
        .withModbus(modbus)
        .withHttp(http)
        .withCoap(coap)
        .withTls(tls)
        .withPlugs(drivers.plugs(data));
  }

  @Override
  public List<Problem> problems() {
    List<Problem> found = new ArrayList<>();
    try {
      Ids.check("id", id);
    } catch (MalformedException e) {
      found.add(new Problem("id", String.valueOf(e.getMessage()).replaceFirst("^id: ", "")));
    }
    try {
      var _ = KeyFile.read(keyFile);
    } catch (IOException | MalformedException e) {
      found.add(new Problem("key-file", String.valueOf(e.getMessage())));
    }
    if (platform.isEmpty()) {
      found.add(new Problem("platform", "expected one address at least"));
    }
    for (String each : platform) {
      if (!isAddress(each)) {
        found.add(
            new Problem(
                "platform", "expected an address such as http://127.0.0.1:8401, got " + each));
      }
    }
    if (!heartbeat.isPositive()) {
      found.add(new Problem("heartbeat", "expected longer than nothing"));
    }
    if (!insecure) {
      exposed(found);
    }
    return found;
  }

  private void exposed(List<Problem> found) {
    InetAddress address = listen.getAddress();
    if (address == null || !address.isLoopbackAddress()) {
      found.add(
          new Problem(
              "listen",
              listen.getHostString()
                  + " is not of this machine alone, and devices show no credentials; listen on"
                  + " 127.0.0.1, or allow it with --insecure"));
    }
    if (mqtt.isExposed()) {
      found.add(
          new Problem(
              "mqtt.broker",
              "it is not on this machine; expected tls: true beside it, or --insecure"));
    }
    if (http.isExposed()) {
      found.add(
          new Problem(
              "http.listen",
              "it is not of this machine alone; expected a certificate and tokens beside it, or"
                  + " --insecure"));
    }
    if (coap.isExposed()) {
      found.add(
          new Problem(
              "coap.listen",
              "it is not of this machine alone; expected keys beside it, or --insecure"));
    }
    List<ModbusDevice> asked = modbus.devices();
    for (int i = 0; i < asked.size(); i++) {
      if (asked.get(i).isExposed()) {
        found.add(
            new Problem(
                "modbus.devices[" + i + "].address",
                "it is not on this machine, and Modbus TCP has neither encryption nor credentials;"
                    + " allow it with --insecure"));
      }
    }
  }

  private static boolean isAddress(String text) {
    try {
      URI uri = new URI(text);
      String scheme = String.valueOf(uri.getScheme());
      return (scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
