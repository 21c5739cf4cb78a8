package io.fieldway.node.broker;

import java.time.Duration;

/// The bounds of a broker.
///
/// @param maximumPacketSize bytes; a larger packet closes its connection with Packet too large
/// @param receiveMaximum messages at QoS 1 and 2 that a client may have unacknowledged; MQTT 5
///   clients that exceed it are disconnected, reading from others waits
/// @param maximumInflight messages at QoS 1 and 2 sent to one client and not acknowledged; the next
///   ones wait in the session's queue. A client may ask for less
/// @param topicAliasMaximum topic aliases a client may use, and at most used towards it
/// @param maximumSessionExpiry longer session expiry intervals, MQTT 3.1.1's sessions included, are
///   shortened to it, which MQTT 5 clients are told
/// @param maximumKeepAlive longer keep-alives, or none, are shortened to it, which MQTT 5 clients
///   are told; zero leaves the choice to the client
/// @param maximumTopicBytes UTF-8 bytes of a topic name or filter; longer ones are refused
/// @param maximumTopicLevels levels of a topic name or filter; deeper ones are refused
/// @param maximumSessions sessions, connected or not; more are refused with Quota exceeded
/// @param maximumSubscriptions of one session; more are refused with Quota exceeded
/// @param maximumQueuedMessages waiting for one session; beyond it `whenFull` holds
/// @param maximumQueuedBytes held in queues and retained, of all sessions; beyond it messages at
///   QoS 1 and 2 that would have to wait are refused, and retained ones with Quota exceeded
/// @param maximumRetained retained messages; more are refused with Quota exceeded
/// @param maximumPendingBytes sent to one client and not taken by its connection; beyond it QoS 0
///   messages to it are dropped and counted, others wait, and nothing more is read from it
/// @param whenFull what happens at `maximumQueuedMessages`
/// @param statisticsInterval how often `$SYS` is published; zero switches it off
public record BrokerConfig(
    int maximumPacketSize,
    int receiveMaximum,
    int maximumInflight,
    int topicAliasMaximum,
    Duration maximumSessionExpiry,
    Duration maximumKeepAlive,
    int maximumTopicBytes,
    int maximumTopicLevels,
    int maximumSessions,
    int maximumSubscriptions,
    int maximumQueuedMessages,
    long maximumQueuedBytes,
    int maximumRetained,
    long maximumPendingBytes,
    WhenFull whenFull,
    Duration statisticsInterval) {
  /// What holds where nothing else is said.
  public static BrokerConfig defaults() {
    return new BrokerConfig(
        1 << 20,
        1_024,
        1_024,
        64,
        Duration.ofDays(30),
        Duration.ZERO,
        65_535,
        128,
        100_000,
        10_000,
        100_000,
        64L << 20,
        100_000,
        4L << 20,
        WhenFull.REFUSE,
        Duration.ofSeconds(10));
  }
}
