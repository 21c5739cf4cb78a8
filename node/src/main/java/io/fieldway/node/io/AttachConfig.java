package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.link.Self;
import io.fieldway.routing.topic.InvalidTopicException;
import io.fieldway.routing.topic.TopicFilter;
import io.fieldway.routing.topic.TopicLimits;
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

/// Another broker to which a node is attached.
public record AttachConfig(
    @Key(
            "The broker's name: nodes of a mesh that are attached to the same one give it the same"
                + " name, and one of them, the first by name, takes in what comes from there. Made of"
                + " host and port where none is given.")
        Optional<String> name,
    @Key(value = "Where the broker listens, as host:port.", required = true)
        InetSocketAddress address,
    @Key("Whether TLS is spoken; the broker's certificate must name the host.") boolean tls,
    @Key(
            "A PEM file with the authorities whose certificates are believed; those of the JVM"
                + " where none is given.")
        Optional<Path> authorities,
    @Key("The user name to show.") Optional<String> userName,
    @Key("A file with the password alone.") Optional<Path> passwordFile,
    @Key("The client id to use there; fieldway-NODE-NAME where none is given.")
        Optional<String> clientId,
    @Key("Topic filters of what is taken in; no two may match a topic in common.") List<String> in,
    @Key("Take in only what sessions of the mesh want of it, or all.") boolean follow,
    @Key(
            "Topic filters of what is published there; no two may match a topic in common. Topics"
                + " that begin with $ never are.")
        List<String> out,
    @Key(value = "Filters subscribed there; where more are wanted, those of in are.", least = 1)
        int maximumFilters,
    @Key("How often a sign of life is asked for; the broker may want it sooner.")
        Duration keepAlive,
    @Key("How long the broker, and this one, keep what is for the other while they are apart.")
        Duration sessionExpiry,
    @Key(
            "How long a message from there that finds no room here is offered again, while it is not"
                + " acknowledged; then it is refused with Quota exceeded.")
        Duration offerTimeout,
    @Key("From dialling to an answer, and from a question to one.") Duration connectTimeout,
    @Key("The longest wait before the first new attempt; it doubles with every failure.")
        Duration backoff,
    @Key("The longest wait before an attempt.") Duration maximumBackoff)
    implements Checked {
  /// Keep-alive and session expiry are numbers of seconds, of two and of four bytes.
  private static final int LONGEST_KEEP_ALIVE = 65_535;

  private static final long LONGEST_EXPIRY = 0xFFFF_FFFEL;

  public AttachConfig(
      Optional<String> name,
      InetSocketAddress address,
      boolean tls,
      Optional<Path> authorities,
      Optional<String> userName,
      Optional<Path> passwordFile,
      Optional<String> clientId,
      List<String> in,
      boolean follow,
      List<String> out,
      int maximumFilters,
      Duration keepAlive,
      Duration sessionExpiry,
      Duration offerTimeout,
      Duration connectTimeout,
      Duration backoff,
      Duration maximumBackoff) {
    this.name = name;
    this.address = address;
    this.tls = tls;
    this.authorities = authorities;
    this.userName = userName;
    this.passwordFile = passwordFile;
    this.clientId = clientId;
    this.in = List.copyOf(in);
    this.follow = follow;
    this.out = List.copyOf(out);
    this.maximumFilters = maximumFilters;
    this.keepAlive = keepAlive;
    this.sessionExpiry = sessionExpiry;
    this.offerTimeout = offerTimeout;
    this.connectTimeout = connectTimeout;
    this.backoff = backoff;
    this.maximumBackoff = maximumBackoff;
  }

  /// What stands where a file is silent.
  public static AttachConfig defaults() {
    return to(ListenerConfig.loopback(1883));
  }

  /// All that is wanted in, and everything out.
  public static AttachConfig to(InetSocketAddress address) {
    return new AttachConfig(
        Optional.empty(),
        address,
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of("#"),
        true,
        List.of("#"),
        200,
        Duration.ofSeconds(30),
        Duration.ofDays(7),
        Duration.ofMinutes(1),
        Duration.ofSeconds(10),
        Duration.ofMillis(200),
        Duration.ofSeconds(10));
  }

  public AttachConfig withName(String changed) {
    return new AttachConfig(
        Optional.of(changed),
        address,
        tls,
        authorities,
        userName,
        passwordFile,
        clientId,
        in,
        follow,
        out,
        maximumFilters,
        keepAlive,
        sessionExpiry,
        offerTimeout,
        connectTimeout,
        backoff,
        maximumBackoff);
  }

  public AttachConfig withFilters(
      List<String> inChanged, boolean followChanged, List<String> outChanged) {
    return new AttachConfig(
        name,
        address,
        tls,
        authorities,
        userName,
        passwordFile,
        clientId,
        inChanged,
        followChanged,
        outChanged,
        maximumFilters,
        keepAlive,
        sessionExpiry,
        offerTimeout,
        connectTimeout,
        backoff,
        maximumBackoff);
  }

  public AttachConfig withTls(Path changed) {
    return new AttachConfig(
        name,
        address,
        true,
        Optional.of(changed),
        userName,
        passwordFile,
        clientId,
        in,
        follow,
        out,
        maximumFilters,
        keepAlive,
        sessionExpiry,
        offerTimeout,
        connectTimeout,
        backoff,
        maximumBackoff);
  }

  public AttachConfig withUser(String changed, Path password) {
    return new AttachConfig(
        name,
        address,
        tls,
        authorities,
        Optional.of(changed),
        Optional.of(password),
        clientId,
        in,
        follow,
        out,
        maximumFilters,
        keepAlive,
        sessionExpiry,
        offerTimeout,
        connectTimeout,
        backoff,
        maximumBackoff);
  }

  /// Its name, or the one that is made for it.
  public String named() {
    return name.orElseGet(
        () -> (address.getHostString() + '-' + address.getPort()).replaceAll("[^\\w.-]", "_"));
  }

  @Override
  public List<Problem> problems() {
    List<Problem> found = new ArrayList<>();
    Self.fault(named()).ifPresent(why -> found.add(new Problem("name", why)));
    if (address.getPort() == 0) {
      found.add(new Problem("address", "expected a port, got 0"));
    }
    if (authorities.isPresent() && !tls) {
      found.add(new Problem("authorities", "expected tls beside it, got false"));
    }
    readable("authorities", authorities, found);
    readable("password-file", passwordFile, found);
    if (passwordFile.isPresent() && userName.isEmpty()) {
      found.add(new Problem("password-file", "expected user-name beside it, got none"));
    }
    filters("in", in, found);
    filters("out", out, found);
    if (in.isEmpty() && out.isEmpty()) {
      found.add(new Problem("in", "expected a filter here or in out, got none"));
    }
    within("keep-alive", keepAlive, LONGEST_KEEP_ALIVE, found);
    within("session-expiry", sessionExpiry, LONGEST_EXPIRY, found);
    return found;
  }

  private static void readable(String key, Optional<Path> file, List<Problem> found) {
    if (file.isPresent() && !Files.isReadable(file.get())) {
      found.add(new Problem(key, "expected a file that can be read, got " + file.get()));
    }
  }

  private static void within(String key, Duration duration, long most, List<Problem> found) {
    if (duration.toSeconds() < 1 || duration.toSeconds() > most) {
      found.add(
          new Problem(key, "expected 1 to " + most + " seconds, got " + duration.toSeconds()));
    }
  }

  private static void filters(String key, List<String> filters, List<Problem> found) {
    for (@Var int i = 0; i < filters.size(); i++) {
      String each = filters.get(i);
      String at = key + "[" + i + "]";
      Optional<String> fault = fault(each);
      if (fault.isPresent()) {
        found.add(new Problem(at, fault.get()));
        continue;
      }
      for (String other : filters.subList(0, i)) {
        if (fault(other).isEmpty() && TopicFilter.overlaps(other, each)) {
          found.add(
              new Problem(
                  at,
                  "expected a filter that matches nothing that " + other + " does, got " + each));
        }
      }
    }
  }

  private static Optional<String> fault(String filter) {
    if (filter.startsWith("$")) {
      return Optional.of("expected a filter that does not begin with $, got " + filter);
    }
    try {
      TopicFilter.parse(filter, TopicLimits.defaults());
      return Optional.empty();
    } catch (InvalidTopicException e) {
      return Optional.of("expected a topic filter, got " + filter + ": " + e.getMessage());
    }
  }
}
