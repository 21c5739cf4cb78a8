package io.fieldway.wire.twin;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The gateway's side of one twin: it owns what is reported and follows what is desired. A core.
/// Whoever uses it writes `twin` to disk; only what is there may be told to the platform, or a
/// crash would roll the twin back.
///
/// @param platform how far the platform has the reported half; empty until the session's meeting
public record GatewayTwin(Twin twin, Optional<Stamp> platform) {
  public static GatewayTwin of(Twin twin) {
    return new GatewayTwin(twin, Optional.empty());
  }

  /// The device shows a value. What it showed already changes nothing.
  ///
  /// @param life the epoch of the gateway's store, in which a half begins
  public GatewayTwin show(String property, JsonNode value, Instant now, String source, long life) {
    Optional<TwinEntry> before = twin.reported().of(property);
    if (before.flatMap(TwinEntry::value).filter(value::equals).isPresent()) {
      return this;
    }
    return put(
        property,
        new TwinEntry(
            0,
            Optional.of(value),
            now,
            source,
            twin.reported().next(life),
            before.flatMap(TwinEntry::answer)),
        life);
  }

  /// The gateway has something to say of a desired value; nothing changes where it has said so.
  public GatewayTwin answer(String property, Answer answer, Instant now, long life) {
    Optional<TwinEntry> before = twin.reported().of(property);
    if (before.flatMap(TwinEntry::answer).filter(answer::equals).isPresent()) {
      return this;
    }
    TwinEntry entry =
        new TwinEntry(
            0,
            before.flatMap(TwinEntry::value),
            before.map(TwinEntry::at).orElse(now),
            before.map(TwinEntry::source).orElse("gateway"),
            before.map(TwinEntry::mark).orElse(Stamp.NONE),
            Optional.of(answer));
    return put(property, entry, life);
  }

  /// Drops what the model has not any more.
  public GatewayTwin only(Set<String> properties) {
    Half kept = twin.reported().only(properties);
    return kept.equals(twin.reported())
        ? this
        : with(new Twin(twin.device(), twin.desired(), kept));
  }

  /// The platform tells what is desired; `twin().desired().at()` says how far the gateway is then.
  public GatewayTwin desired(Patch patch) {
    Half half = twin.desired().with(patch).filter(Half::isWithinBounds).orElse(twin.desired());
    return half.equals(twin.desired())
        ? this
        : with(new Twin(twin.device(), half, twin.reported()));
  }

  /// The platform has said how far it has the reported half. Where it is further than the gateway,
  /// whose disk may have been lost, and where the documents have drifted apart, the gateway begins
  /// a new life and tells everything.
  public GatewayTwin met(Stamp stamp, boolean drift) {
    Twin next =
        drift || stamp.isAfter(twin.reported().at())
            ? new Twin(twin.device(), twin.desired(), twin.reported().renewed(stamp))
            : twin;
    return new GatewayTwin(next, Optional.of(stamp));
  }

  /// The session is over: what the platform has is to be asked anew.
  public GatewayTwin unmet() {
    return GatewayTwin.of(twin);
  }

  /// What the platform lacks of what is on this gateway's disk.
  ///
  /// @param durable the twin as it is on disk
  public Optional<Patch> outgoing(Twin durable) {
    return platform
        .filter(stamp -> durable.reported().at().isAfter(stamp))
        .map(durable.reported()::since);
  }

  private GatewayTwin put(String property, TwinEntry entry, long life) {
    return twin.reported().hasRoomFor(property, entry)
        ? with(new Twin(twin.device(), twin.desired(), twin.reported().put(property, entry, life)))
        : this;
  }

  private GatewayTwin with(Twin next) {
    return new GatewayTwin(next, platform);
  }
}
