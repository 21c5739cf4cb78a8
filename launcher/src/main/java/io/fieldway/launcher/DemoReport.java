package io.fieldway.launcher;

import io.fieldway.wire.Json;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a demo run came to.
///
/// @param seconds how long it ran
/// @param readingsSent readings the devices sent, repetitions not counted
/// @param readingsAcknowledged readings the gateway acknowledged
/// @param readingsStored of these, how many the database holds
/// @param readingsMissing acknowledged and not in the database
/// @param readingsDuplicated times a reading stands in the database beyond the first
/// @param meshAcknowledged readings that devices beyond the mesh were promised, among the others
/// @param meshStored of these, how many the database holds
/// @param pointsStored values of all readings in the database
/// @param pointsQuarantined values that the models refused
/// @param instructionsSent instructions ordered through REST
/// @param instructionsExecuted of these, how many a device said it executed
/// @param readingToStoredMicros from the device's clock to the database's commit
/// @param instructionMicros from the order through REST to the device's word on the live stream
/// @param peakMemoryMib largest resident memory of this process and Redis together, in MiB; 0 where
///   the system does not tell
record DemoReport(
    long seconds,
    long readingsSent,
    long readingsAcknowledged,
    long readingsStored,
    long readingsMissing,
    long readingsDuplicated,
    long meshAcknowledged,
    long meshStored,
    long pointsStored,
    long pointsQuarantined,
    long instructionsSent,
    long instructionsExecuted,
    Histogram readingToStoredMicros,
    Histogram instructionMicros,
    long peakMemoryMib) {

  /// Whether nothing is missing or doubled and every instruction was executed.
  boolean isClean() {
    return readingsAcknowledged > 0
        && meshAcknowledged > 0
        && readingsMissing == 0
        && readingsDuplicated == 0
        && instructionsExecuted == instructionsSent;
  }

  JsonNode json() {
    ObjectNode tree = Json.object().put("clean", isClean()).put("seconds", seconds);
    tree.putObject("readings")
        .put("sent", readingsSent)
        .put("acknowledged", readingsAcknowledged)
        .put("stored", readingsStored)
        .put("missing", readingsMissing)
        .put("duplicated", readingsDuplicated);
    tree.putObject("throughTheMesh")
        .put("acknowledged", meshAcknowledged)
        .put("stored", meshStored);
    tree.putObject("points").put("stored", pointsStored).put("quarantined", pointsQuarantined);
    tree.putObject("instructions")
        .put("sent", instructionsSent)
        .put("executed", instructionsExecuted);
    tree.set("readingToStoredMillis", percentiles(readingToStoredMicros));
    tree.set("instructionRoundTripMillis", percentiles(instructionMicros));
    return tree.put("peakMemoryMiB", peakMemoryMib);
  }

  private static ObjectNode percentiles(Histogram micros) {
    ObjectNode tree = Json.object().put("count", micros.getTotalCount());
    return micros.getTotalCount() == 0
        ? tree
        : tree.put("p50", micros.getValueAtPercentile(50) / 1000.0)
            .put("p99", micros.getValueAtPercentile(99) / 1000.0);
  }
}
