package io.fieldway.socketio;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

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
    Duration closeTimeout) {

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
        Duration.ofSeconds(5));
  }

  public SocketIoConfig withAddress(InetSocketAddress address) {
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
        closeTimeout);
  }

  public SocketIoConfig withPath(String path) {
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
        closeTimeout);
  }

  public SocketIoConfig withPingInterval(Duration pingInterval) {
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
        closeTimeout);
  }

  public SocketIoConfig withPingTimeout(Duration pingTimeout) {
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
        closeTimeout);
  }

  public SocketIoConfig withUpgradeTimeout(Duration upgradeTimeout) {
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
        closeTimeout);
  }

  public SocketIoConfig withConnectTimeout(Duration connectTimeout) {
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
        closeTimeout);
  }

  public SocketIoConfig withMaxPayload(int maxPayload) {
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
        closeTimeout);
  }

  public SocketIoConfig withMaxAttachments(int maxAttachments) {
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
        closeTimeout);
  }

  public SocketIoConfig withMaxBufferedBytes(int maxBufferedBytes) {
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
        closeTimeout);
  }

  public SocketIoConfig withMaxNamespacesPerClient(int maxNamespacesPerClient) {
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
        closeTimeout);
  }

  public SocketIoConfig withMaxConnectsPerSecond(int maxConnectsPerSecond) {
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
        closeTimeout);
  }

  public SocketIoConfig withMaxClients(int maxClients) {
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
        closeTimeout);
  }

  public SocketIoConfig withAllowedOrigins(Set<String> allowedOrigins) {
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
        Set.copyOf(allowedOrigins),
        transports,
        closeTimeout);
  }

  public SocketIoConfig withTransports(Set<Transport> transports) {
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
        Set.copyOf(transports),
        closeTimeout);
  }

  public SocketIoConfig withCloseTimeout(Duration closeTimeout) {
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
        closeTimeout);
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
}
