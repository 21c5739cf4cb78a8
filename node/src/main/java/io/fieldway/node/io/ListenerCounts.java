package io.fieldway.node.io;

/// What has come and gone on one listener.
///
/// @param address where it listens
/// @param open connections now
/// @param accepted connections that were let in
/// @param refusedTooMany connections closed because there were as many as there may be
/// @param refusedTooFast connections closed because too many came in a second
/// @param refusedHandshake connections closed because TLS, HTTP or WebSocket was not spoken well
/// @param timedOut connections closed because CONNECT did not come in time
/// @param failed connections closed by an error of ours
/// @param bytesIn bytes of MQTT from clients
/// @param bytesOut bytes of MQTT to clients
public record ListenerCounts(
    ListenerConfig.Kind kind,
    String address,
    long open,
    long accepted,
    long refusedTooMany,
    long refusedTooFast,
    long refusedHandshake,
    long timedOut,
    long failed,
    long bytesIn,
    long bytesOut) {}
