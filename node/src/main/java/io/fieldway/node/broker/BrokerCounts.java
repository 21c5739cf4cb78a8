package io.fieldway.node.broker;

/// What a broker has counted since it began, and what it holds now.
///
/// @param packetsReceived control packets from clients
/// @param packetsSent control packets to clients
/// @param publishReceived PUBLISH packets from clients
/// @param publishSent PUBLISH packets to clients, repeated ones included
/// @param connects connections that were let in
/// @param connectsRefused connections that were not
/// @param takenOver connections that ended because their client id connected again
/// @param publishRefused messages refused for want of rights or room
/// @param subscribeRefused topic filters refused
/// @param protocolErrors connections closed because a packet broke the protocol
/// @param keepAliveTimeouts connections closed because nothing came for 1.5 keep-alives
/// @param closedFull connections closed because their queue was full and they did not acknowledge
/// @param closedSlow connections closed because they took too little while too much was pending for
///   all
/// @param droppedSlow QoS 0 messages dropped because a client's connection was behind
/// @param droppedFull messages dropped at QoS 1 and 2 that a queue had no room for: by
///   [WhenFull#DROP_OLDEST], and of wills and retained messages, which can be refused to nobody
/// @param droppedTooLarge messages not sent because they exceed their client's maximum packet size
/// @param droppedNotAuthorized messages not sent because their client may not receive their topic
/// @param expiredMessages messages that expired before they were sent
/// @param expiredSessions sessions that expired
/// @param willsPublished wills published
/// @param connections clients connected now
/// @param sessions sessions, connected or not
/// @param subscriptions subscriptions of all sessions
/// @param retained retained messages
/// @param queuedMessages messages waiting or unacknowledged, of all sessions
/// @param queuedBytes bytes held for them and for retained messages
/// @param history messages kept for those who subscribe later
/// @param historyBytes bytes held for them
/// @param historyDropped messages that were not kept, or not any longer, for want of room
public record BrokerCounts(
    long packetsReceived,
    long packetsSent,
    long publishReceived,
    long publishSent,
    long connects,
    long connectsRefused,
    long takenOver,
    long publishRefused,
    long subscribeRefused,
    long protocolErrors,
    long keepAliveTimeouts,
    long closedFull,
    long closedSlow,
    long droppedSlow,
    long droppedFull,
    long droppedTooLarge,
    long droppedNotAuthorized,
    long expiredMessages,
    long expiredSessions,
    long willsPublished,
    int connections,
    int sessions,
    int subscriptions,
    int retained,
    long queuedMessages,
    long queuedBytes,
    int history,
    long historyBytes,
    long historyDropped) {}
