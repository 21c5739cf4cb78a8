package io.fieldway.trials.bench.mqtt;

/// Who publishes what to whom.
///
/// @param qos of publishing and of subscribing
/// @param payload in bytes
/// @param window how many messages of each publisher may be under way: not acknowledged by the
///   broker, or not come to every subscriber
/// @param lasting whether the subscribers' sessions outlive their connections
/// @param protocol what is spoken
public record Traffic(
    int publishers,
    int subscribers,
    int qos,
    int payload,
    int window,
    boolean lasting,
    Protocol protocol) {

  /// So many publishers and subscribers with sessions that end with their connections, MQTT 5.
  public static Traffic of(int publishers, int subscribers, int qos, int payload, int window) {
    return new Traffic(publishers, subscribers, qos, payload, window, false, Protocol.MQTT_5);
  }

  /// One publisher, one subscriber.
  public static Traffic oneToOne(int qos, int payload, int window) {
    return of(1, 1, qos, payload, window);
  }

  /// The same with subscribers' sessions that outlive their connections.
  public Traffic toLastingSessions() {
    return new Traffic(publishers, subscribers, qos, payload, window, true, protocol);
  }

  /// The same in other words.
  public Traffic in(Protocol spoken) {
    return new Traffic(publishers, subscribers, qos, payload, window, lasting, spoken);
  }
}
