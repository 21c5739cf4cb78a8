package io.fieldway.node.mesh;

/// What was counted of the mesh on one node since its start, and what it holds now.
///
/// @param sourced messages that entered the mesh here
/// @param forwarded copies that were sent on
/// @param arrived messages that were delivered here
/// @param repeated copies that had been here before
/// @param resent messages that were sent again from their source
/// @param refusedFull messages that a neighbour was to keep, for want of room here
/// @param refusedByPeer messages that a neighbour had no room for
/// @param droppedUnreachable messages at QoS 0 to which no way led
/// @param droppedSlow messages at QoS 0 for which a link had no room
/// @param hopLimits messages that had passed as many nodes as they may
/// @param looped messages that came back to where they were published
/// @param malformed messages without a proper header or word
/// @param controlRefused what was told of the network and not taken
/// @param abandoned messages given up with a node that was forgotten
/// @param barred messages that a node was not sent, or no longer, for no way leads there that they
///   may take
/// @param importsRefused messages that a neighbour sent and that may not come from there
/// @param custodyMessages messages in custody
/// @param custodyBytes what they cost in memory
/// @param waiting destinations of these to which no way leads now
/// @param unsent copies that wait for a link
/// @param inflight copies that a neighbour has not acknowledged
/// @param unconfirmed messages published here that destinations have not confirmed
/// @param held messages for sessions here that wait for earlier ones, or for room
public record MeshCounts(
    long sourced,
    long forwarded,
    long arrived,
    long repeated,
    long resent,
    long refusedFull,
    long refusedByPeer,
    long droppedUnreachable,
    long droppedSlow,
    long hopLimits,
    long looped,
    long malformed,
    long controlRefused,
    long abandoned,
    long barred,
    long importsRefused,
    long custodyMessages,
    long custodyBytes,
    long waiting,
    long unsent,
    long inflight,
    long unconfirmed,
    long held) {}
