package io.fieldway.node.io;

/// What has come and gone on all links of a node.
///
/// @param open connections that are links or want to become one
/// @param up links that are up
/// @param dialled connections that this node has opened
/// @param undialled attempts to open one that have failed
/// @param accepted connections that have come in
/// @param refusedTooMany connections closed because there were as many as there may be
/// @param refusedHandshake connections closed because TLS was not spoken well
/// @param joined nodes that were let into the mesh here
/// @param joinsRefused requests to join that were refused
/// @param joinsUnread such that were refused unread, because too many had been before
/// @param beaconsFollowed nodes that were dialled because of their beacons
/// @param beaconsRefused datagrams that were no good beacons, or too many
/// @param refused peers that this node did not take
/// @param turnedAway times that a peer did not take this node
/// @param late connections closed because the peer did not say in time who it is
/// @param breaches links ended because the peer broke the protocol
/// @param silent links ended because too many hellos were missing
/// @param lost links ended because the connection broke
/// @param failed connections closed by an error of ours
/// @param helloMisses hellos that did not come in time
/// @param bytesIn bytes of MQTT from peers
/// @param bytesOut bytes of MQTT to peers
public record LinkCounts(
    long open,
    long up,
    long dialled,
    long undialled,
    long accepted,
    long refusedTooMany,
    long refusedHandshake,
    long joined,
    long joinsRefused,
    long joinsUnread,
    long beaconsFollowed,
    long beaconsRefused,
    long refused,
    long turnedAway,
    long late,
    long breaches,
    long silent,
    long lost,
    long failed,
    long helloMisses,
    long bytesIn,
    long bytesOut) {}
