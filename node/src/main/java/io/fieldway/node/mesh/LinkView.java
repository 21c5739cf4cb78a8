package io.fieldway.node.mesh;

/// A link of this node, for people to look at.
///
/// @param peer the node at its other end
/// @param dialled whether this node opened it
/// @param upSince milliseconds since the epoch
/// @param roundTripMicros smoothed; -1 where it was not measured yet
/// @param unsent messages that wait for their turn
/// @param inflight messages that the peer has not acknowledged
/// @param pendingBytes bytes that the connection has not taken yet
/// @param messagesIn messages of clients that have come over it since it is up
/// @param messagesOut messages of clients that went over it
/// @param bytesIn of the payloads of those that have come
/// @param bytesOut of the payloads of those that went
public record LinkView(
    String peer,
    boolean dialled,
    long upSince,
    long roundTripMicros,
    int unsent,
    int inflight,
    long pendingBytes,
    long messagesIn,
    long messagesOut,
    long bytesIn,
    long bytesOut) {}
