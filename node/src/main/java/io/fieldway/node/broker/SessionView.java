package io.fieldway.node.broker;

import io.fieldway.node.kept.Kept;
import java.time.Instant;
import java.util.Optional;

/// A session as people see it.
///
/// @param address of its connection, empty while it has none
/// @param user who owns it, empty for an anonymous client
/// @param expirySeconds its session expiry interval
/// @param endsAt when it ends unless its client comes back
/// @param waiting messages that were not sent yet
/// @param inflight messages that were sent and not acknowledged
public record SessionView(
    String clientId,
    Optional<String> address,
    Optional<String> user,
    long expirySeconds,
    Optional<Instant> endsAt,
    int subscriptions,
    int waiting,
    int inflight) {
  static SessionView of(Session session) {
    return new SessionView(
        session.clientId,
        Optional.ofNullable(session.client).map(client -> client.origin().address()),
        session.user,
        session.expirySeconds,
        session.endsAt == Kept.NEVER
            ? Optional.empty()
            : Optional.of(Instant.ofEpochMilli(session.endsAt)),
        session.subscriptions.size(),
        session.outgoing.waitingCount(),
        session.outgoing.inflightCount());
  }
}
