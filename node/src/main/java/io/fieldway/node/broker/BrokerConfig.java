package io.fieldway.node.broker;

import io.fieldway.routing.topic.TopicLimits;
import io.fieldway.wire.config.Key;
import java.time.Duration;

/// The bounds of a broker.
public record BrokerConfig(
    @Key(
            value =
                "Size of the largest packet; a larger one closes its connection with Packet"
                    + " too large.",
            size = true,
            least = 128,
            most = 268_435_455)
        int maximumPacketSize,
    @Key(
            "From a connection to its CONNACK; a slower client is disconnected, and counted as refused.")
        Duration connectTimeout,
    @Key(
            value =
                "Messages at QoS 1 and 2 that a client may have unacknowledged; MQTT 5 clients"
                    + " that exceed it are disconnected. Nothing is read from a client while as many"
                    + " answers to it wait for the disk.",
            least = 1,
            most = 65_535)
        int receiveMaximum,
    @Key(
            value =
                "Messages at QoS 1 and 2 sent to one client and not acknowledged; the next"
                    + " ones wait in the session's queue. A client may ask for less.",
            least = 1,
            most = 65_535)
        int maximumInflight,
    @Key(value = "Topic aliases a client may use, and at most used towards it.", most = 65_535)
        int topicAliasMaximum,
    @Key(
            "The longest session expiry interval; longer ones, and those of MQTT 3.1.1, are"
                + " shortened to it, which MQTT 5 clients are told.")
        Duration maximumSessionExpiry,
    @Key(
            "The longest keep-alive; longer ones, or none, are shortened to it, which MQTT 5"
                + " clients are told; zero leaves the choice to the client.")
        Duration maximumKeepAlive,
    @Key(
            value = "UTF-8 bytes of a topic name or filter; longer ones are refused.",
            least = 1,
            most = 65_535)
        int maximumTopicBytes,
    @Key(
            value = "Levels of a topic name or filter; deeper ones are refused.",
            least = 1,
            most = 65_535)
        int maximumTopicLevels,
    @Key(value = "Sessions, connected or not; more are refused with Quota exceeded.", least = 1)
        int maximumSessions,
    @Key(value = "Subscriptions of one session; more are refused with Quota exceeded.", least = 1)
        int maximumSubscriptions,
    @Key("Messages waiting for one session; beyond it when-full holds.") int maximumQueuedMessages,
    @Key(
            value =
                "Bytes held in queues and retained, of all sessions; beyond it messages at QoS"
                    + " 1 and 2 are refused unless their receivers have nothing unacknowledged, and"
                    + " retained ones with Quota exceeded; a connected client that holds more than"
                    + " maximum-pending-bytes of it is disconnected.",
            size = true)
        long maximumQueuedBytes,
    @Key("Retained messages; more are refused with Quota exceeded.") int maximumRetained,
    @Key(
            value =
                "Bytes sent to one client and not taken by its connection; beyond it QoS 0"
                    + " messages to it are dropped and counted, others wait, and nothing more"
                    + " is read from it.",
            size = true,
            least = 1)
        long maximumPendingBytes,
    @Key(
            value =
                "Bytes sent to all clients and not taken by their connections. No client may have"
                    + " more pending than is left of it; beyond, what is said of"
                    + " maximum-pending-bytes holds. While more than seven eighths of it are"
                    + " pending for a second, the clients with the most are disconnected with Quota"
                    + " exceeded, until it is three quarters.",
            size = true,
            least = 1)
        long maximumPendingBytesOfAll,
    @Key(
            "What happens at maximum-queued-messages: refuse (to the publisher, for all"
                + " subscribers) or drop-oldest (and count it).")
        WhenFull whenFull,
    @Key("How often $SYS is published; zero switches it off.") Duration statisticsInterval,
    @Key("What is kept for those who subscribe later, beyond retained messages.")
        HistoryConfig history) {
  /// What holds where nothing else is said.
  public static BrokerConfig defaults() {
    return new BrokerConfig(
        1 << 20,
        Duration.ofSeconds(10),
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
        64L << 20,
        WhenFull.REFUSE,
        Duration.ofSeconds(10),
        HistoryConfig.defaults());
  }

  public BrokerConfig withHistory(HistoryConfig changed) {
    return new BrokerConfig(
        maximumPacketSize,
        connectTimeout,
        receiveMaximum,
        maximumInflight,
        topicAliasMaximum,
        maximumSessionExpiry,
        maximumKeepAlive,
        maximumTopicBytes,
        maximumTopicLevels,
        maximumSessions,
        maximumSubscriptions,
        maximumQueuedMessages,
        maximumQueuedBytes,
        maximumRetained,
        maximumPendingBytes,
        maximumPendingBytesOfAll,
        whenFull,
        statisticsInterval,
        changed);
  }

  TopicLimits topicLimits() {
    return new TopicLimits(maximumTopicBytes, maximumTopicLevels);
  }
}
