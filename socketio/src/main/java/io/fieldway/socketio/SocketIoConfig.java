package io.fieldway.socketio;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/// Everything that can be set on a server. Each bound says what happens when it is reached.
///
/// @param address where to listen; port 0 takes a free one
/// @param path the path of every request, with a slash at both ends
/// @param pingInterval how often the server pings
/// @param pingTimeout how long a client may take to pong before `ping timeout`
/// @param upgradeTimeout how long a probe may take before its websocket is closed
/// @param connectTimeout how long a connection may be in no namespace before it is closed
/// @param maxPayload bytes of one frame, or of one POST, from a client; beyond: close code 1009, or
///   413
/// @param maxAttachments binary attachments of one packet from a client; beyond: `parse error`
/// @param maxBufferedBytes bytes waiting for one client to read them; beyond: `slow client`
/// @param maxNamespacesPerClient namespaces of one connection; beyond: `connect_error`
/// @param maxConnectsPerSecond new sessions a second on the whole server; beyond: HTTP 503
/// @param maxClients open sessions on the whole server; beyond: HTTP 503
/// @param allowedOrigins origins of other sites that may use the server, `*` for all; where empty,
///   CORS is off and a request that names an origin must name the server's own
/// @param transports the transports that are offered
/// @param closeTimeout how long [AutoCloseable#close()] waits for clients to be told
/// @param recovery what is kept of clients whose transport was cut; nothing unless enabled
public record SocketIoConfig(
    InetSocketAddress address,
    String path,
    Duration pingInterval,
    Duration pingTimeout,
    Duration upgradeTimeout,
    Duration connectTimeout,
    int maxPayload,
    int maxAttachments,
    int maxBufferedBytes,
    int maxNamespacesPerClient,
    int maxConnectsPerSecond,
    int maxClients,
    Set<String> allowedOrigins,
    Set<Transport> transports,
    Duration closeTimeout,
    RecoveryConfig recovery) {

  public SocketIoConfig {
    if (!path.startsWith("/") || !path.endsWith("/")) {
      throw new IllegalArgumentException("path must begin and end with a slash: " + path);
    }
    positive("pingInterval", pingInterval);
    positive("pingTimeout", pingTimeout);
    positive("upgradeTimeout", upgradeTimeout);
    positive("connectTimeout", connectTimeout);
    positive("closeTimeout", closeTimeout);
    positive("maxPayload", maxPayload);
    positive("maxAttachments", maxAttachments);
    positive("maxBufferedBytes", maxBufferedBytes);
    positive("maxNamespacesPerClient", maxNamespacesPerClient);
    positive("maxConnectsPerSecond", maxConnectsPerSecond);
    positive("maxClients", maxClients);
    if (transports.isEmpty()) {
      throw new IllegalArgumentException("transports must name at least one");
    }
  }

  /// Loopback port 3000, `/socket.io/`, and the JavaScript server's times and payload.
  public static SocketIoConfig defaults() {
    return new SocketIoConfig(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 3000),
        "/socket.io/",
        Duration.ofSeconds(25),
        Duration.ofSeconds(20),
        Duration.ofSeconds(10),
        Duration.ofSeconds(45),
        1_000_000,
        16,
        8 * 1024 * 1024,
        16,
        1_000,
        20_000,
        Set.of(),
        EnumSet.allOf(Transport.class),
        Duration.ofSeconds(5),
        RecoveryConfig.off());
  }

  public SocketIoConfig withAddress(InetSocketAddress address) {
    return edit(draft -> draft.address = address);
  }

  public SocketIoConfig withPath(String path) {
    return edit(draft -> draft.path = path);
  }

  public SocketIoConfig withPingInterval(Duration pingInterval) {
    return edit(draft -> draft.pingInterval = pingInterval);
  }

  public SocketIoConfig withPingTimeout(Duration pingTimeout) {
    return edit(draft -> draft.pingTimeout = pingTimeout);
  }

  public SocketIoConfig withUpgradeTimeout(Duration upgradeTimeout) {
    return edit(draft -> draft.upgradeTimeout = upgradeTimeout);
  }

  public SocketIoConfig withConnectTimeout(Duration connectTimeout) {
    return edit(draft -> draft.connectTimeout = connectTimeout);
  }

  public SocketIoConfig withMaxPayload(int maxPayload) {
    return edit(draft -> draft.maxPayload = maxPayload);
  }

  public SocketIoConfig withMaxAttachments(int maxAttachments) {
    return edit(draft -> draft.maxAttachments = maxAttachments);
  }

  public SocketIoConfig withMaxBufferedBytes(int maxBufferedBytes) {
    return edit(draft -> draft.maxBufferedBytes = maxBufferedBytes);
  }

  public SocketIoConfig withMaxNamespacesPerClient(int maxNamespacesPerClient) {
    return edit(draft -> draft.maxNamespacesPerClient = maxNamespacesPerClient);
  }

  public SocketIoConfig withMaxConnectsPerSecond(int maxConnectsPerSecond) {
    return edit(draft -> draft.maxConnectsPerSecond = maxConnectsPerSecond);
  }

  public SocketIoConfig withMaxClients(int maxClients) {
    return edit(draft -> draft.maxClients = maxClients);
  }

  public SocketIoConfig withAllowedOrigins(Set<String> allowedOrigins) {
    return edit(draft -> draft.allowedOrigins = Set.copyOf(allowedOrigins));
  }

  public SocketIoConfig withTransports(Set<Transport> transports) {
    return edit(draft -> draft.transports = Set.copyOf(transports));
  }

  public SocketIoConfig withCloseTimeout(Duration closeTimeout) {
    return edit(draft -> draft.closeTimeout = closeTimeout);
  }

  public SocketIoConfig withRecovery(RecoveryConfig recovery) {
    return edit(draft -> draft.recovery = recovery);
  }

  private SocketIoConfig edit(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.config();
  }

  private static void positive(String name, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(name + " must be more than zero: " + value);
    }
  }

  private static void positive(String name, int value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be more than zero: " + value);
    }
  }

  /// A configuration while one value of it is changed.
  private static final class Draft {
    private InetSocketAddress address;
    private String path;
    private Duration pingInterval;
    private Duration pingTimeout;
    private Duration upgradeTimeout;
    private Duration connectTimeout;
    private int maxPayload;
    private int maxAttachments;
    private int maxBufferedBytes;
    private int maxNamespacesPerClient;
    private int maxConnectsPerSecond;
    private int maxClients;
    private Set<String> allowedOrigins;
    private Set<Transport> transports;
    private Duration closeTimeout;
    private RecoveryConfig recovery;

    private Draft(SocketIoConfig config) {
      this.address = config.address;
      this.path = config.path;
      this.pingInterval = config.pingInterval;
      this.pingTimeout = config.pingTimeout;
      this.upgradeTimeout = config.upgradeTimeout;
      this.connectTimeout = config.connectTimeout;
      this.maxPayload = config.maxPayload;
      this.maxAttachments = config.maxAttachments;
      this.maxBufferedBytes = config.maxBufferedBytes;
      this.maxNamespacesPerClient = config.maxNamespacesPerClient;
      this.maxConnectsPerSecond = config.maxConnectsPerSecond;
      this.maxClients = config.maxClients;
      this.allowedOrigins = config.allowedOrigins;
      this.transports = config.transports;
      this.closeTimeout = config.closeTimeout;
      this.recovery = config.recovery;
    }

    private SocketIoConfig config() {
      return new SocketIoConfig(
          address,
          path,
          pingInterval,
          pingTimeout,
          upgradeTimeout,
          connectTimeout,
          maxPayload,
          maxAttachments,
          maxBufferedBytes,
          maxNamespacesPerClient,
          maxConnectsPerSecond,
          maxClients,
          allowedOrigins,
          transports,
          closeTimeout,
          recovery);
    }
  }
}
