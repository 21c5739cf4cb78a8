package io.fieldway.wire.config;

/// Something wrong in a configuration record.
///
/// @param key the key in the record it concerns, such as `certificate` or `listeners[1].address`;
///   empty for the record itself
/// @param sentence what was expected and what came
public record Problem(String key, String sentence) {
  /// The problem as seen from the record that holds this one under a key.
  public Problem under(String outer) {
    return new Problem(
        key.isEmpty() ? outer : key.startsWith("[") ? outer + key : outer + "." + key, sentence);
  }

  @Override
  public String toString() {
    return key.isEmpty() ? sentence : key + ": " + sentence;
  }
}
