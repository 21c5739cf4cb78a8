package io.fieldway.node.broker;

/// When and where a retained message was published. Of two for one topic the later one stays, at
/// every node the same.
///
/// @param time milliseconds since the epoch by the source's clock
/// @param origin the source, empty for a broker that is alone
public record Stamp(long time, String origin) implements Comparable<Stamp> {
  /// Of what is not retained.
  static final Stamp NONE = new Stamp(0, "");

  @Override
  public int compareTo(Stamp other) {
    int byTime = Long.compare(time, other.time);
    return byTime != 0 ? byTime : origin.compareTo(other.origin);
  }
}
