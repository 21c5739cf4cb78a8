package io.fieldway.node.link;

import io.fieldway.wire.config.Checked;
import io.fieldway.wire.config.Key;
import io.fieldway.wire.config.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The times and bounds of a node's links.
public record LinkConfig(
    @Key("How often a node says hello on each of its links.") Duration hello,
    @Key(
            value =
                "Hellos that may fail to come one after the other, with no other packet in their"
                    + " place; then the link is dead, and counted.",
            least = 1,
            most = 1_000)
        int missed,
    @Key(
            "From a connection to its CONNACK, and before that to a TCP connection and to the end of"
                + " the TLS handshake; a slower peer is disconnected, and counted.")
        Duration connectTimeout,
    @Key(
            value =
                "Messages at QoS 1 that a peer may have unacknowledged here; it keeps the next ones,"
                    + " and one that sends them all the same is disconnected.",
            least = 1,
            most = 65_535)
        int receiveMaximum,
    @Key(
            value =
                "Size of the largest packet; a peer that sends a larger one is disconnected with"
                    + " Packet too large.",
            size = true,
            least = LinkConfig.LEAST_PACKET_SIZE,
            most = 268_435_455)
        int maximumPacketSize,
    @Key(
            value =
                "Bytes sent to a peer and not taken by its connection; beyond it messages for it"
                    + " wait, and beyond twice as many and a largest packet the link is closed with"
                    + " Quota exceeded.",
            size = true,
            least = 1_024)
        long maximumPendingBytes,
    @Key(
            value =
                "Links, and connections that want to become one; more that come in are closed as"
                    + " soon as they are accepted, and counted.",
            least = 1)
        int maximumLinks,
    @Key(
            "The longest wait before a lost or refused peer is dialled again for the first time;"
                + " doubled for each failure after that. How much of it is waited is left to chance.")
        Duration backoff,
    @Key("The longest wait before a peer is dialled again, however often that has failed.")
        Duration maximumBackoff,
    @Key("A link that was up for so long and is lost is dialled again at once.") Duration steady)
    implements Checked {
  /// No peer may take less: every packet that keeps a link alive must fit.
  static final int LEAST_PACKET_SIZE = 1_024;

  /// What holds where nothing else is said.
  public static LinkConfig defaults() {
    return new LinkConfig(
        Duration.ofSeconds(1),
        3,
        Duration.ofSeconds(10),
        16_384,
        2 << 20,
        8L << 20,
        256,
        Duration.ofMillis(200),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10));
  }

  /// The same with other times of life and death.
  public LinkConfig withHello(Duration changed, int missedHellos) {
    return new LinkConfig(
        changed,
        missedHellos,
        connectTimeout,
        receiveMaximum,
        maximumPacketSize,
        maximumPendingBytes,
        maximumLinks,
        backoff,
        maximumBackoff,
        steady);
  }

  public LinkConfig withConnectTimeout(Duration changed) {
    return new LinkConfig(
        hello,
        missed,
        changed,
        receiveMaximum,
        maximumPacketSize,
        maximumPendingBytes,
        maximumLinks,
        backoff,
        maximumBackoff,
        steady);
  }

  public LinkConfig withReceiveMaximum(int changed) {
    return new LinkConfig(
        hello,
        missed,
        connectTimeout,
        changed,
        maximumPacketSize,
        maximumPendingBytes,
        maximumLinks,
        backoff,
        maximumBackoff,
        steady);
  }

  /// The same with other bounds on bytes.
  public LinkConfig withBytes(int packetSize, long pendingBytes) {
    return new LinkConfig(
        hello,
        missed,
        connectTimeout,
        receiveMaximum,
        packetSize,
        pendingBytes,
        maximumLinks,
        backoff,
        maximumBackoff,
        steady);
  }

  public LinkConfig withMaximumLinks(int changed) {
    return new LinkConfig(
        hello,
        missed,
        connectTimeout,
        receiveMaximum,
        maximumPacketSize,
        maximumPendingBytes,
        changed,
        backoff,
        maximumBackoff,
        steady);
  }

  /// The same with other times between dialling and dialling again.
  public LinkConfig withBackoff(Duration first, Duration longest, Duration upBefore) {
    return new LinkConfig(
        hello,
        missed,
        connectTimeout,
        receiveMaximum,
        maximumPacketSize,
        maximumPendingBytes,
        maximumLinks,
        first,
        longest,
        upBefore);
  }

  @Override
  public List<Problem> problems() {
    List<Problem> found = new ArrayList<>();
    atLeastAMillisecond("hello", hello, found);
    atLeastAMillisecond("connect-timeout", connectTimeout, found);
    atLeastAMillisecond("backoff", backoff, found);
    if (maximumBackoff.compareTo(backoff) < 0) {
      found.add(
          new Problem(
              "maximum-backoff",
              "expected at least the backoff of "
                  + backoff.toMillis()
                  + " ms, got "
                  + maximumBackoff.toMillis()
                  + " ms"));
    }
    return found;
  }

  private static void atLeastAMillisecond(String key, Duration given, List<Problem> found) {
    if (given.toMillis() < 1) {
      found.add(new Problem(key, "expected at least 1 ms, got " + given));
    }
  }
}
