package io.fieldway.cloud.queue;

/// A batch in the queue.
///
/// @param partition which stream it waits in
/// @param entry its id in that stream
/// @param gateway who sent it
/// @param body the `data` event's argument as JSON text; empty where Redis has only the name left
public record QueuedBatch(int partition, String entry, String gateway, String body) {
  /// Its name across partitions.
  public String name() {
    return partition + "/" + entry;
  }
}
