package io.fieldway.gateway.driver.mqtt;

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

/// The MQTT driver's settings and bounds.
public record MqttConfig(
    @Key(
            "The node or broker that devices are heard through, as host:port; without it the gateway"
                + " speaks no MQTT.")
        Optional<InetSocketAddress> broker,
    @Key(
            "The client's id, under which the broker keeps messages while the gateway is away; the"
                + " default is made from the gateway's id.")
        Optional<String> clientId,
    @Key("The user's name there.") Optional<String> user,
    @Key("A file with the user's password and nothing else.") Optional<Path> passwordFile,
    @Key("Whether to speak TLS.") boolean tls,
    @Key(
            "The authorities that the broker's certificate is checked with, as PEM; the default are"
                + " the JVM's.")
        Optional<Path> caFile,
    @Key("How long the broker keeps messages while the gateway is away.") Duration sessionExpiry,
    @Key("How often the connection shows that it lives, to the second.") Duration keepAlive,
    @Key(
            value =
                "Messages that may be unacknowledged, each until its reading is on disk; beyond, the"
                    + " broker keeps them.",
            least = 1,
            most = 65_535)
        int receiveMaximum,
    @Key(
            value = "The largest message; the broker does not deliver a larger one.",
            size = true,
            least = 1_024,
            most = 268_435_460)
        int maximumPacketSize,
    @Key("How long a connection may take to stand.") Duration connectTimeout,
    @Key("The first wait before connecting again; it doubles.") Duration firstDelay,
    @Key("The longest wait before connecting again.") Duration longestDelay,
    @Key("How the devices use topics and payloads; their topics do not overlap.")
        List<MqttRule> rules)
    implements Checked {

  public MqttConfig(
      Optional<InetSocketAddress> broker,
      Optional<String> clientId,
      Optional<String> user,
      Optional<Path> passwordFile,
      boolean tls,
      Optional<Path> caFile,
      Duration sessionExpiry,
      Duration keepAlive,
      int receiveMaximum,
      int maximumPacketSize,
      Duration connectTimeout,
      Duration firstDelay,
      Duration longestDelay,
      List<MqttRule> rules) {
    this.broker = broker;
    this.clientId = clientId;
    this.user = user;
    this.passwordFile = passwordFile;
    this.tls = tls;
    this.caFile = caFile;
    this.sessionExpiry = sessionExpiry;
    this.keepAlive = keepAlive;
    this.receiveMaximum = receiveMaximum;
    this.maximumPacketSize = maximumPacketSize;
    this.connectTimeout = connectTimeout;
    this.firstDelay = firstDelay;
    this.longestDelay = longestDelay;
    this.rules = List.copyOf(rules);
  }

  /// No broker, and the default rule.
  public static MqttConfig defaults() {
    return new MqttConfig(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        Duration.ofDays(7),
        Duration.ofSeconds(30),
        256,
        256 << 10,
        Duration.ofSeconds(10),
        Duration.ofMillis(200),
        Duration.ofSeconds(30),
        List.of(MqttRule.standard()));
  }

  public MqttConfig withBroker(InetSocketAddress address) {
    return new MqttConfig(
        Optional.of(address),
        clientId,
        user,
        passwordFile,
        tls,
        caFile,
        sessionExpiry,
        keepAlive,
        receiveMaximum,
        maximumPacketSize,
        connectTimeout,
        firstDelay,
        longestDelay,
        rules);
  }

  public MqttConfig withUser(String name, Path file) {
    return new MqttConfig(
        broker,
        clientId,
        Optional.of(name),
        Optional.of(file),
        tls,
        caFile,
        sessionExpiry,
        keepAlive,
        receiveMaximum,
        maximumPacketSize,
        connectTimeout,
        firstDelay,
        longestDelay,
        rules);
  }

  public MqttConfig withTls(Path authorities) {
    return new MqttConfig(
        broker,
        clientId,
        user,
        passwordFile,
        true,
        Optional.of(authorities),
        sessionExpiry,
        keepAlive,
        receiveMaximum,
        maximumPacketSize,
        connectTimeout,
        firstDelay,
        longestDelay,
        rules);
  }

  public MqttConfig withReceiveMaximum(int most) {
    return new MqttConfig(
        broker,
        clientId,
        user,
        passwordFile,
        tls,
        caFile,
        sessionExpiry,
        keepAlive,
        most,
        maximumPacketSize,
        connectTimeout,
        firstDelay,
        longestDelay,
        rules);
  }

  public MqttConfig withRules(List<MqttRule> changed) {
    return new MqttConfig(
        broker,
        clientId,
        user,
        passwordFile,
        tls,
        caFile,
        sessionExpiry,
        keepAlive,
        receiveMaximum,
        maximumPacketSize,
        connectTimeout,
        firstDelay,
        longestDelay,
        changed);
  }

  /// Whether what is said to the broker could be read on the way.
  public boolean isExposed() {
    return !tls
        && broker
            .map(InetSocketAddress::getAddress)
            .filter(address -> !address.isLoopbackAddress())
            .isPresent();
  }

  @Override
  public List<Problem> problems() {
    List<Problem> found = new ArrayList<>();
    broker
        .filter(address -> address.isUnresolved() || address.getPort() == 0)
        .ifPresent(address ->
            found.add(
                new Problem("broker", "expected a host that is known and a port, got " + address)));
    if (user.isPresent() != passwordFile.isPresent()) {
      found.add(
          new Problem(
              user.isPresent() ? "password-file" : "user", "expected one beside the other"));
    }
    file("password-file", passwordFile, found);
    file("ca-file", caFile, found);
    if (caFile.isPresent() && !tls) {
      found.add(new Problem("ca-file", "expected tls: true beside it, got false"));
    }
    if (firstDelay.compareTo(longestDelay) > 0 || !firstDelay.isPositive()) {
      found.add(new Problem("first-delay", "expected above nothing and up to the longest-delay"));
    }
    if (keepAlive.toSeconds() < 1 || keepAlive.toSeconds() > 65_535) {
      found.add(new Problem("keep-alive", "expected 1s to 65535s, got " + keepAlive));
    }
    if (rules.isEmpty()) {
      found.add(new Problem("rules", "expected at least one rule, got none"));
    }
    overlaps(found);
    return found;
  }

  /// A message that two rules take, or one rule for two things, would be read in two ways.
  private void overlaps(List<Problem> found) {
    List<TopicPattern> before = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      for (TopicPattern next : rules.get(i).subscriptions()) {
        Optional<TopicPattern> other = before.stream().filter(next::overlaps).findFirst();
        if (other.isPresent()) {
          found.add(
              new Problem(
                  "rules[" + i + "]",
                  "expected topics of its own, got " + next + " beside " + other.get()));
        }
        before.add(next);
      }
    }
  }

  private static void file(String key, Optional<Path> file, List<Problem> found) {
    file.filter(path -> !Files.isReadable(path))
        .ifPresent(
            path -> found.add(new Problem(key, "expected a file that can be read, got " + path)));
  }
}
