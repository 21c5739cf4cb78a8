package io.fieldway.gateway;

import io.fieldway.gateway.uplink.UplinkConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/// A gateway in a process of its own, until somebody kills it. Writes its port on its standard
/// output.
final class GatewayProcess {
  private GatewayProcess() {}

  public static void main(String[] arguments) throws IOException {
    GatewayConfig config =
        GatewayConfig.of(
                "gw-1",
                PlatformFixture.KEY,
                URI.create(arguments[0]),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Path.of(arguments[1]))
            .withUplink(
                UplinkConfig.DEFAULTS.withDelays(
                    Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofMillis(400)));
    Gateway gateway = Gateway.start(config);
    System.out.write((gateway.address().getPort() + "\n").getBytes(StandardCharsets.US_ASCII));
    System.out.flush();
    int end = System.in.read();
    gateway.close();
    System.exit(end);
  }
}
