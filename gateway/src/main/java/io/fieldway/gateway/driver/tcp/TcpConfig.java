package io.fieldway.gateway.driver.tcp;

import java.net.InetSocketAddress;
import java.time.Duration;

/// The TCP driver's settings and bounds.
///
/// @param listen where devices connect; port 0 takes a free one
/// @param maxConnections beyond, a device is told `busy` and closed
/// @param helloTimeout how long a connection may be silent before its hello; then it is closed
/// @param maxUnanswered readings of one device that wait for the disk; beyond, its socket is not
///   read
/// @param maxPendingLines lines that wait for one device to read them; beyond, it is cut off
/// @param stallTimeout how long a device may leave its answers unread before it is cut off
/// @param linger how long a closed connection is kept so that its last line arrives
public record TcpConfig(
    InetSocketAddress listen,
    int maxConnections,
    Duration helloTimeout,
    int maxUnanswered,
    int maxPendingLines,
    Duration stallTimeout,
    Duration linger) {
  public static TcpConfig of(InetSocketAddress listen) {
    return new TcpConfig(
        listen,
        12_000,
        Duration.ofSeconds(10),
        256,
        1_024,
        Duration.ofSeconds(30),
        Duration.ofSeconds(1));
  }

  public TcpConfig withMaxConnections(int most) {
    return new TcpConfig(
        listen, most, helloTimeout, maxUnanswered, maxPendingLines, stallTimeout, linger);
  }

  public TcpConfig withHelloTimeout(Duration timeout) {
    return new TcpConfig(
        listen, maxConnections, timeout, maxUnanswered, maxPendingLines, stallTimeout, linger);
  }

  public TcpConfig withStallTimeout(Duration timeout) {
    return new TcpConfig(
        listen, maxConnections, helloTimeout, maxUnanswered, maxPendingLines, timeout, linger);
  }
}
