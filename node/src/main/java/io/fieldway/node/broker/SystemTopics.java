package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.kept.Kept;
import io.fieldway.node.packet.Properties;
import io.fieldway.node.packet.QoS;
import io.fieldway.wire.Bytes;
import java.util.HashMap;
import java.util.Map;

/// What the broker publishes of itself under `$SYS/broker/`, under the names that Mosquitto made
/// common: each value when it has changed, retained, at QoS 0.
final class SystemTopics {
  private static final String ROOT = "$SYS/";

  /// What nodes say to each other, never to clients.
  private static final String MESH = "$fieldway/";

  private static final String BROKER = ROOT + "broker/";

  private final Retained retained;
  private final Router router;
  private final Map<String, String> published = new HashMap<>();
  private final long intervalMillis;
  private final long began;
  @Var private long nextAt;

  SystemTopics(BrokerConfig config, Retained retained, Router router, long now) {
    this.retained = retained;
    this.router = router;
    this.intervalMillis = config.statisticsInterval().toMillis();
    this.began = now;
    this.nextAt = now;
  }

  /// Whether only the broker publishes to a topic, or to what a filter matches: this is of one node
  /// alone.
  static boolean isReserved(String text) {
    return text.startsWith(ROOT) || text.startsWith(MESH);
  }

  void tick(BrokerCounts counts, long now) {
    if (intervalMillis == 0 || now < nextAt) {
      return;
    }
    nextAt = now + intervalMillis;
    tell("version", "fieldway", now);
    tell("uptime", (now - began) / 1000 + " seconds", now);
    tell("clients/connected", counts.connections(), now);
    tell("clients/disconnected", counts.sessions() - (long) counts.connections(), now);
    tell("clients/total", counts.sessions(), now);
    tell("clients/expired", counts.expiredSessions(), now);
    tell("messages/received", counts.packetsReceived(), now);
    tell("messages/sent", counts.packetsSent(), now);
    tell("publish/messages/received", counts.publishReceived(), now);
    tell("publish/messages/sent", counts.publishSent(), now);
    tell(
        "publish/messages/dropped",
        counts.droppedSlow()
            + counts.droppedFull()
            + counts.droppedTooLarge()
            + counts.droppedNotAuthorized()
            + counts.expiredMessages(),
        now);
    tell("retained messages/count", counts.retained(), now);
    tell("subscriptions/count", counts.subscriptions(), now);
    tell("store/messages/count", counts.queuedMessages(), now);
    tell("store/messages/bytes", counts.queuedBytes(), now);
  }

  private void tell(String name, long value, long now) {
    tell(name, Long.toString(value), now);
  }

  private void tell(String name, String value, long now) {
    if (value.equals(published.put(name, value))) {
      return;
    }
    Message message =
        new Message(
            BROKER + name, Bytes.utf8(value), QoS.AT_MOST_ONCE, Properties.NONE, Kept.NEVER);
    retained.retainUnkept(message);
    router.publish(message, null, true, now);
  }
}
