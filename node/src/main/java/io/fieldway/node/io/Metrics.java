package io.fieldway.node.io;

import static io.fieldway.node.io.Metric.counter;
import static io.fieldway.node.io.Metric.gauge;

import io.fieldway.node.access.AccessCounts;
import io.fieldway.node.broker.BrokerCounts;
import io.fieldway.node.journal.JournalCounts;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The catalogue of everything a node counts, and its text for Prometheus.
final class Metrics {
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  private Metrics() {}

  static final List<Metric<BrokerCounts>> BROKER =
      List.of(
          counter(
              "packets_received", "Control packets from clients.", BrokerCounts::packetsReceived),
          counter("packets_sent", "Control packets to clients.", BrokerCounts::packetsSent),
          counter("publish_received", "PUBLISH from clients.", BrokerCounts::publishReceived),
          counter(
              "publish_sent",
              "PUBLISH to clients, repeated ones included.",
              BrokerCounts::publishSent),
          counter("connects", "Connections that were let in.", BrokerCounts::connects),
          counter("connects_refused", "Connections that were not.", BrokerCounts::connectsRefused),
          counter(
              "taken_over",
              "Connections that ended because their client identifier connected again.",
              BrokerCounts::takenOver),
          counter(
              "publish_refused",
              "Messages refused for want of rights or room.",
              BrokerCounts::publishRefused),
          counter("subscribe_refused", "Topic filters refused.", BrokerCounts::subscribeRefused),
          counter(
              "protocol_errors",
              "Connections closed because a packet broke the protocol.",
              BrokerCounts::protocolErrors),
          counter(
              "keep_alive_timeouts",
              "Connections closed because nothing came for 1.5 keep-alives.",
              BrokerCounts::keepAliveTimeouts),
          counter(
              "closed_full",
              "Connections closed because their queue was full and they did not acknowledge.",
              BrokerCounts::closedFull),
          counter(
              "closed_slow",
              "Connections closed because they took too little while too much was pending for all.",
              BrokerCounts::closedSlow),
          counter(
              "dropped_slow",
              "QoS 0 messages dropped because their client's connection was behind.",
              BrokerCounts::droppedSlow),
          counter(
              "dropped_full",
              "Messages at QoS 1 and 2 dropped because a queue was full.",
              BrokerCounts::droppedFull),
          counter(
              "dropped_too_large",
              "Messages not sent because they exceed their client's maximum packet size.",
              BrokerCounts::droppedTooLarge),
          counter(
              "dropped_not_authorized",
              "Messages not sent because their client may not receive their topic.",
              BrokerCounts::droppedNotAuthorized),
          counter(
              "expired_messages",
              "Messages that expired before they were sent.",
              BrokerCounts::expiredMessages),
          counter("expired_sessions", "Sessions that expired.", BrokerCounts::expiredSessions),
          counter("wills_published", "Wills published.", BrokerCounts::willsPublished),
          gauge("clients", "Clients connected now.", BrokerCounts::connections),
          gauge("sessions", "Sessions, connected or not.", BrokerCounts::sessions),
          gauge("subscriptions", "Subscriptions of all sessions.", BrokerCounts::subscriptions),
          gauge("retained", "Retained messages.", BrokerCounts::retained),
          gauge(
              "queued_messages",
              "Messages waiting or unacknowledged, of all sessions.",
              BrokerCounts::queuedMessages),
          gauge(
              "queued_bytes",
              "Bytes held for them and for retained messages.",
              BrokerCounts::queuedBytes),
          gauge(
              "history_messages",
              "Messages kept for those who subscribe later.",
              BrokerCounts::history),
          gauge("history_bytes", "Bytes held for them.", BrokerCounts::historyBytes),
          counter(
              "history_dropped",
              "Messages that were not kept for late subscribers, or not any longer, for want of"
                  + " room.",
              BrokerCounts::historyDropped));

  static final List<Metric<AccessCounts>> ACCESS =
      List.of(
          counter("access_granted", "Clients that were let in.", AccessCounts::granted),
          counter(
              "access_refused", "Clients turned away for what they showed.", AccessCounts::refused),
          counter(
              "access_busy",
              "Clients turned away because too many waited for their slow hash.",
              AccessCounts::busy),
          counter("access_hashes", "Passwords hashed slowly.", AccessCounts::hashes),
          gauge("access_waiting", "Clients that wait for their hash.", AccessCounts::waiting),
          counter(
              "access_reloads",
              "Times that changed files of users and rules were taken over.",
              AccessCounts::reloads),
          counter(
              "access_failed_reloads",
              "Times that changed files were wrong, and the former content stayed.",
              AccessCounts::failedReloads));

  static final List<Metric<JournalCounts>> JOURNAL =
      List.of(
          gauge("journal_entries_live", "Keys that have a value.", JournalCounts::liveEntries),
          gauge(
              "journal_live_bytes",
              "Their values with what frames them.",
              JournalCounts::liveBytes),
          gauge("journal_disk_bytes", "What the segments have in use.", JournalCounts::diskBytes),
          gauge("journal_segments", "Segments.", JournalCounts::segments),
          gauge("journal_backlog_bytes", "What waits for the writer.", JournalCounts::backlogBytes),
          counter("journal_entries", "Entries committed.", JournalCounts::entries),
          counter(
              "journal_elided",
              "Entries never written, as they died within their group.",
              JournalCounts::elided),
          counter(
              "journal_compacted",
              "Entries copied so that a segment could go.",
              JournalCounts::compacted),
          counter("journal_groups", "Groups written.", JournalCounts::groups),
          counter("journal_written_bytes", "Their bytes.", JournalCounts::writtenBytes),
          counter("journal_forces", "How often the disk was forced.", JournalCounts::forces),
          counter(
              "journal_force_seconds",
              "How long that took together.",
              counts -> counts.forceNanos() / NANOS),
          counter(
              "journal_stalls",
              "How often somebody had to wait for room in the backlog.",
              JournalCounts::stalls),
          counter(
              "journal_torn_bytes",
              "Bytes of an unfinished group that the opening cut off.",
              JournalCounts::tornBytes));

  static final List<Metric<ListenerCounts>> LISTENER =
      List.of(
          gauge("connections", "Open connections.", ListenerCounts::open),
          counter(
              "connections_accepted", "Connections that were let in.", ListenerCounts::accepted),
          counter(
              "connections_refused_too_many",
              "Connections closed because there were as many as there may be.",
              ListenerCounts::refusedTooMany),
          counter(
              "connections_refused_too_fast",
              "Connections closed because too many came in a second.",
              ListenerCounts::refusedTooFast),
          counter(
              "connections_refused_handshake",
              "Connections closed because TLS, HTTP or WebSocket was not spoken well.",
              ListenerCounts::refusedHandshake),
          counter(
              "connections_timed_out",
              "Connections closed because CONNECT did not come in time.",
              ListenerCounts::timedOut),
          counter(
              "connections_failed",
              "Connections closed by an error of the node.",
              ListenerCounts::failed),
          counter("received_bytes", "Bytes of MQTT from clients.", ListenerCounts::bytesIn),
          counter("sent_bytes", "Bytes of MQTT to clients.", ListenerCounts::bytesOut));

  static final List<Metric<LoopView>> LOOP =
      List.of(
          gauge(
              "pending_bytes",
              "Bytes sent to clients and not taken by their sockets.",
              LoopView::pendingBytes),
          gauge(
              "loop_lag_seconds",
              "How late the event loop's last tick was.",
              view -> view.lagNanos() / NANOS),
          counter(
              "loop_failures", "Errors of the node's own on its event loop.", LoopView::failures));

  static final List<Metric<Runtime>> PROCESS =
      List.of(
          gauge("heap_bytes", "Heap in use.", jvm -> jvm.totalMemory() - jvm.freeMemory()),
          gauge("heap_committed_bytes", "Heap that the JVM has.", Runtime::totalMemory),
          gauge("heap_maximum_bytes", "Heap that the JVM may have.", Runtime::maxMemory),
          gauge("direct_bytes", "Direct buffers.", jvm -> directBytes()),
          counter("gc_seconds", "Time spent collecting garbage.", jvm -> gcMillis() / MILLIS),
          gauge(
              "uptime_seconds",
              "How long the process has run.",
              jvm -> ManagementFactory.getRuntimeMXBean().getUptime() / MILLIS));

  static String text(
      LoopView loop, AccessCounts access, JournalCounts journal, Optional<MeshMetrics> mesh) {
    StringBuilder out = new StringBuilder(16 << 10);
    write(out, BROKER, loop.broker());
    write(out, ACCESS, access);
    write(out, JOURNAL, journal);
    for (Metric<ListenerCounts> metric : LISTENER) {
      metric.describe(out);
      for (ListenerCounts listener : loop.listeners()) {
        metric.sample(out, labels(listener), listener);
      }
    }
    mesh.ifPresent(counts -> counts.write(out));
    AttachPage.write(out, loop.attached());
    write(out, LOOP, loop);
    write(out, PROCESS, Runtime.getRuntime());
    return out.toString();
  }

  static <S> void write(StringBuilder out, List<Metric<S>> metrics, S source) {
    for (Metric<S> metric : metrics) {
      metric.describe(out);
      metric.sample(out, "", source);
    }
  }

  private static String labels(ListenerCounts listener) {
    return "{listener=\""
        + listener.address()
        + "\",kind=\""
        + listener.kind().name().toLowerCase(Locale.ROOT)
        + "\"}";
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static long gcMillis() {
    return ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class).stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
        .sum();
  }
}
