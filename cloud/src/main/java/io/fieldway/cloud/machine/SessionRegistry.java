package io.fieldway.cloud.machine;

import io.fieldway.cloud.machine.session.SessionEvent;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// The sessions of this process: every open socket, and the newest session of each gateway. Safe
/// for many threads.
final class SessionRegistry {
  private final Set<GatewaySession> open = ConcurrentHashMap.newKeySet();
  private final ConcurrentMap<String, Entry> live = new ConcurrentHashMap<>();

  private record Entry(long epoch, GatewaySession session) {}

  void opened(GatewaySession session) {
    open.add(session);
  }

  void closed(GatewaySession session) {
    open.remove(session);
  }

  /// Makes a session the gateway's own, and fences the one with the lower epoch.
  void put(String gateway, long epoch, GatewaySession session) {
    live.compute(
        gateway,
        (_, before) -> {
          if (before != null && before.epoch > epoch) {
            session.post(new SessionEvent.Fenced());
            return before;
          }
          if (before != null) {
            before.session.post(new SessionEvent.Fenced());
          }
          return new Entry(epoch, session);
        });
  }

  /// Fences the gateway's session where its epoch is lower.
  void fence(String gateway, long epoch) {
    Entry entry = live.get(gateway);
    if (entry != null && entry.epoch < epoch) {
      entry.session.post(new SessionEvent.Fenced());
    }
  }

  /// Forgets a session that is over.
  ///
  /// @return its epoch; empty where another one is the gateway's own
  OptionalLong remove(String gateway, GatewaySession session) {
    Entry entry = live.get(gateway);
    return entry != null && entry.session == session && live.remove(gateway, entry)
        ? OptionalLong.of(entry.epoch)
        : OptionalLong.empty();
  }

  Optional<GatewaySession> find(String gateway) {
    return Optional.ofNullable(live.get(gateway)).map(Entry::session);
  }

  void eachLive(BiConsumer<String, GatewaySession> work) {
    live.forEach((gateway, entry) -> work.accept(gateway, entry.session));
  }

  void eachOpen(Consumer<GatewaySession> work) {
    open.forEach(work);
  }

  int liveCount() {
    return live.size();
  }

  int openCount() {
    return open.size();
  }
}
