package io.fieldway.routing.topic;

import com.google.errorprone.annotations.Var;
import java.util.Optional;

/// The name that a message is published to. A name is a plain [String]: nothing is normalized, and
/// two names are the same when their characters are \[MQTT-4.7.3-4\].
public final class TopicName {
  private TopicName() {}

  /// Why a text is not a topic name; empty where it is one. The reason repeats nothing of the text.
  public static Optional<String> fault(String topic, TopicLimits limits) {
    Optional<String> fault = TopicText.fault(topic, limits, 0);
    return fault.isPresent() ? fault : wildcardFault(topic);
  }

  private static Optional<String> wildcardFault(String topic) {
    for (@Var int i = 0; i < topic.length(); i++) {
      char c = topic.charAt(i);
      if (c == TopicText.SINGLE_LEVEL || c == TopicText.MULTI_LEVEL) {
        return Optional.of(
            "[MQTT-4.7.0-1] expected a topic name without wildcards, came '%s' as character %d"
                .formatted(c, i + 1));
      }
    }
    return Optional.empty();
  }
}
