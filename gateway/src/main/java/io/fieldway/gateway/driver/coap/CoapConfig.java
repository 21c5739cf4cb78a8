package io.fieldway.gateway.driver.coap;

import io.fieldway.gateway.push.PushBounds;
import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Key;
import io.fieldway.wire.config.Problem;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The CoAP driver's settings and bounds.
public record CoapConfig(
    @Key(
            "Where devices push readings over CoAP, as host:port; without it the gateway takes none"
                + " there.")
        Optional<InetSocketAddress> listen,
    @Key(
            "A file, readable by its owner only, with a line for each device: its id, a space and"
                + " its key, in hexadecimal. With it DTLS is spoken; without it a device is believed"
                + " who it is.")
        Optional<Path> keys,
    @Key(
            value = "Requests at one time; beyond, they are answered with 5.03.",
            least = 1,
            most = 100_000)
        int maxRequests,
    @Key(
            value =
                "Devices that the server remembers the messages of; beyond, it forgets those that"
                    + " have been silent longest.",
            least = 1,
            most = 1_000_000)
        int maxPeers,
    @Key(
            value = "The largest body; a larger one is answered with 4.13.",
            size = true,
            least = 1_024,
            most = 16 << 20)
        int maxBody,
    @Key(value = "Readings in one body; more are answered with 4.00.", least = 1, most = 100_000)
        int maxReadings,
    @Key(value = "Instructions that wait for one device; more fail.", least = 1, most = 10_000)
        int maxInstructions,
    @Key(
            "How long an upload in blocks may stand still, and a request may wait for an earlier one"
                + " of its device; beyond, it is forgotten, or answered with 4.29.")
        Duration requestTimeout,
    @Key("What a device is told to wait when there is no room for its readings.")
        Duration retryAfter,
    @Key(
            "How long after its last message a device is online; one that observes is then asked"
                + " for a sign of life.")
        Duration silentAfter)
    implements Checked {

  /// No listener.
  public static CoapConfig defaults() {
    return new CoapConfig(
        Optional.empty(),
        Optional.empty(),
        256,
        10_000,
        256 << 10,
        1_000,
        64,
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Duration.ofSeconds(90));
  }

  public CoapConfig withListen(InetSocketAddress address) {
    return new CoapConfig(
        Optional.of(address),
        keys,
        maxRequests,
        maxPeers,
        maxBody,
        maxReadings,
        maxInstructions,
        requestTimeout,
        retryAfter,
        silentAfter);
  }

  public CoapConfig withKeys(Path file) {
    return new CoapConfig(
        listen,
        Optional.of(file),
        maxRequests,
        maxPeers,
        maxBody,
        maxReadings,
        maxInstructions,
        requestTimeout,
        retryAfter,
        silentAfter);
  }

  public CoapConfig withSilentAfter(Duration time) {
    return new CoapConfig(
        listen,
        keys,
        maxRequests,
        maxPeers,
        maxBody,
        maxReadings,
        maxInstructions,
        requestTimeout,
        retryAfter,
        time);
  }

  PushBounds bounds() {
    return new PushBounds(requestTimeout, retryAfter, silentAfter);
  }

  /// Whether somebody beyond this machine could read what is pushed, or push as any device.
  public boolean isExposed() {
    return keys.isEmpty() && listen.filter(address -> !isOfThisMachine(address)).isPresent();
  }

  private static boolean isOfThisMachine(InetSocketAddress address) {
    return address.getAddress() != null && address.getAddress().isLoopbackAddress();
  }

  @Override
  public List<Problem> problems() {
    List<Problem> found = new ArrayList<>();
    keys.filter(path -> !Files.isReadable(path))
        .ifPresent(path ->
            found.add(new Problem("keys", "expected a file that can be read, got " + path)));
    found.addAll(bounds().problems());
    return found;
  }
}
