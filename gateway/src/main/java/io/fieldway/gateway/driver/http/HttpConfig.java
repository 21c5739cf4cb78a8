package io.fieldway.gateway.driver.http;

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

/// The HTTP driver's settings and bounds.
public record HttpConfig(
    @Key(
            "Where devices push readings over HTTP, as host:port; without it the gateway takes none"
                + " there.")
        Optional<InetSocketAddress> listen,
    @Key("The certificate that devices are shown, with its chain, as PEM; with it HTTPS is spoken.")
        Optional<Path> certificate,
    @Key("The certificate's private key, as PEM (PKCS #8) without a password.")
        Optional<Path> privateKey,
    @Key(
            "A file with a line for each device: its id, a space and the SHA-256 of its token, in"
                + " hexadecimal. Without it a device is believed who it is.")
        Optional<Path> tokens,
    @Key(
            value = "Requests at one time; beyond, they are answered with 503.",
            least = 1,
            most = 100_000)
        int maxRequests,
    @Key(
            value = "The largest body; a larger one is answered with 413.",
            size = true,
            least = 1_024,
            most = 64 << 20)
        int maxBody,
    @Key(value = "Readings in one body; more are answered with 400.", least = 1, most = 100_000)
        int maxReadings,
    @Key(
            "How long a body may take to arrive, and a request may wait for an earlier one of its"
                + " device; beyond, it is cut off, or answered with 429.")
        Duration requestTimeout,
    @Key("What a device is told to wait when there is no room for its readings.")
        Duration retryAfter,
    @Key("How long after its last request a device is online.") Duration silentAfter)
    implements Checked {

  /// No listener.
  public static HttpConfig defaults() {
    return new HttpConfig(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        256,
        256 << 10,
        1_000,
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Duration.ofSeconds(90));
  }

  public HttpConfig withListen(InetSocketAddress address) {
    return new HttpConfig(
        Optional.of(address),
        certificate,
        privateKey,
        tokens,
        maxRequests,
        maxBody,
        maxReadings,
        requestTimeout,
        retryAfter,
        silentAfter);
  }

  public HttpConfig withTls(Path chain, Path key) {
    return new HttpConfig(
        listen,
        Optional.of(chain),
        Optional.of(key),
        tokens,
        maxRequests,
        maxBody,
        maxReadings,
        requestTimeout,
        retryAfter,
        silentAfter);
  }

  public HttpConfig withTokens(Path file) {
    return new HttpConfig(
        listen,
        certificate,
        privateKey,
        Optional.of(file),
        maxRequests,
        maxBody,
        maxReadings,
        requestTimeout,
        retryAfter,
        silentAfter);
  }

  public HttpConfig withTimes(Duration request, Duration silent) {
    return new HttpConfig(
        listen,
        certificate,
        privateKey,
        tokens,
        maxRequests,
        maxBody,
        maxReadings,
        request,
        retryAfter,
        silent);
  }

  PushBounds bounds() {
    return new PushBounds(requestTimeout, retryAfter, silentAfter);
  }

  /// Whether somebody beyond this machine could read what is pushed, or push as any device.
  public boolean isExposed() {
    return listen.filter(address -> !isOfThisMachine(address)).isPresent()
        && (certificate.isEmpty() || tokens.isEmpty());
  }

  private static boolean isOfThisMachine(InetSocketAddress address) {
    return address.getAddress() != null && address.getAddress().isLoopbackAddress();
  }

  @Override
  public List<Problem> problems() {
    List<Problem> found = new ArrayList<>();
    if (certificate.isPresent() != privateKey.isPresent()) {
      found.add(
          new Problem(
              certificate.isPresent() ? "private-key" : "certificate",
              "expected one beside the other"));
    }
    file("certificate", certificate, found);
    file("private-key", privateKey, found);
    file("tokens", tokens, found);
    found.addAll(bounds().problems());
    return found;
  }

  private static void file(String key, Optional<Path> file, List<Problem> found) {
    file.filter(path -> !Files.isReadable(path))
        .ifPresent(
            path -> found.add(new Problem(key, "expected a file that can be read, got " + path)));
  }
}
