package io.fieldway.trials.bench.mqtt;

/// Who publishes what to whom.
///
/// @param qos of publishing and of subscribing
/// @param payload in bytes
/// @param window how many messages of each publisher may be under way: not acknowledged by the
///   broker, or not come to every subscriber
/// @param lasting whether the subscribers' sessions outlive their connections
public record Traffic(
    int publishers, int subscribers, int qos, int payload, int window, boolean lasting) {

  /// One publisher, one subscriber.
  public static Traffic oneToOne(int qos, int payload, int window) {
    return new Traffic(1, 1, qos, payload, window, false);
  }

  /// The same with subscribers' sessions that outlive their connections.
  public Traffic toLastingSessions() {
    return new Traffic(publishers, subscribers, qos, payload, window, true);
  }
}
