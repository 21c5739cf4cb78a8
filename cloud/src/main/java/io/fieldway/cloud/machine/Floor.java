package io.fieldway.cloud.machine;

import io.fieldway.cloud.database.SqlGateways;
import io.fieldway.cloud.queue.BatchWriter;
import io.fieldway.cloud.queue.Messages;
import java.time.Clock;
import java.util.concurrent.Executor;

/// What every session finds.
///
/// @param instance this process's name among the machine servers
/// @param blocking starts a virtual thread for each task
record Floor(
    MachineConfig config,
    String instance,
    Authenticator auth,
    Registrar registrar,
    Desk desk,
    CommandPost commands,
    TwinPost twins,
    BlobPost blobs,
    KeyPost keys,
    BatchWriter queue,
    Messages messages,
    SqlGateways gateways,
    SessionRegistry registry,
    Credits credits,
    MachineMetrics metrics,
    Clock clock,
    Executor blocking) {
  /// What a gateway may have under way now.
  long grant() {
    return credits.grant(registry.liveCount());
  }
}
