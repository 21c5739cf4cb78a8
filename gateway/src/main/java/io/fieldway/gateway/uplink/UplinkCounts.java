package io.fieldway.gateway.uplink;

import java.util.Map;

/// What the uplink has done since its start.
///
/// @param live whether there is a session now
/// @param sessions sessions begun; all but the first are reconnections
/// @param failures tries and sessions that ended
/// @param batchesSent batches sent, repetitions included
/// @param batchesResent batches whose first reading had been sent before
/// @param batchesAcknowledged answers that said what is committed
/// @param batchesRefused answers that said no
/// @param batchesTimedOut times that the platform did not answer and the window went back
/// @param batchesUnderWay batches that wait for their answer now
/// @param heartbeats heartbeats sent
/// @param bytesSent what went up in each lane, before compression
/// @param held times that the budget held something back, in each lane
public record UplinkCounts(
    boolean live,
    long sessions,
    long failures,
    long batchesSent,
    long batchesResent,
    long batchesAcknowledged,
    long batchesRefused,
    long batchesTimedOut,
    long batchesUnderWay,
    long heartbeats,
    Map<Lane, Long> bytesSent,
    Map<Lane, Long> held) {
  public UplinkCounts(
      boolean live,
      long sessions,
      long failures,
      long batchesSent,
      long batchesResent,
      long batchesAcknowledged,
      long batchesRefused,
      long batchesTimedOut,
      long batchesUnderWay,
      long heartbeats,
      Map<Lane, Long> bytesSent,
      Map<Lane, Long> held) {
    this.live = live;
    this.sessions = sessions;
    this.failures = failures;
    this.batchesSent = batchesSent;
    this.batchesResent = batchesResent;
    this.batchesAcknowledged = batchesAcknowledged;
    this.batchesRefused = batchesRefused;
    this.batchesTimedOut = batchesTimedOut;
    this.batchesUnderWay = batchesUnderWay;
    this.heartbeats = heartbeats;
    this.bytesSent = Map.copyOf(bytesSent);
    this.held = Map.copyOf(held);
  }
}
