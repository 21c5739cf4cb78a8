package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;

/// What a broker counts as it goes; [BrokerCounts] is its picture for others.
final class Counters {
  @Var long packetsReceived;
  @Var long packetsSent;
  @Var long publishReceived;
  @Var long publishSent;
  @Var long connects;
  @Var long connectsRefused;
  @Var long takenOver;
  @Var long publishRefused;
  @Var long subscribeRefused;
  @Var long protocolErrors;
  @Var long keepAliveTimeouts;
  @Var long closedFull;
  @Var long closedSlow;
  @Var long droppedSlow;
  @Var long droppedFull;
  @Var long droppedTooLarge;
  @Var long droppedNotAuthorized;
  @Var long expiredMessages;
  @Var long expiredSessions;
  @Var long willsPublished;
  @Var long historyDropped;
}
