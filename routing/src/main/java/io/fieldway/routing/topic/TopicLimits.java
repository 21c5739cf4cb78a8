package io.fieldway.routing.topic;

/// How large a topic name or topic filter may be. What is larger is refused with a reason; the
/// caller counts it.
///
/// @param maximumBytes of its UTF-8 form, at most [#PROTOCOL_BYTES]
/// @param maximumLevels parts between `/`, of which MQTT itself sets no bound
public record TopicLimits(int maximumBytes, int maximumLevels) {
  /// What the two bytes of length before a string can say \[MQTT-4.7.3-3\].
  public static final int PROTOCOL_BYTES = 65_535;

  private static final int DEFAULT_LEVELS = 128;

  public TopicLimits {
    if (maximumBytes < 1 || maximumBytes > PROTOCOL_BYTES) {
      throw new IllegalArgumentException(
          "maximumBytes is from 1 to " + PROTOCOL_BYTES + ", not " + maximumBytes);
    }
    if (maximumLevels < 1) {
      throw new IllegalArgumentException("maximumLevels is at least 1, not " + maximumLevels);
    }
  }

  /// All the bytes that MQTT allows, and 128 levels.
  public static TopicLimits defaults() {
    return new TopicLimits(PROTOCOL_BYTES, DEFAULT_LEVELS);
  }
}
