package io.fieldway.trials.bench.topics;

/// What a broker asks of its subscriptions. Confined to one thread.
interface TopicIndex {
  /// Subscribes.
  ///
  /// @param client who subscribes; the caller keeps it, so that its memory does not count
  void add(String filter, String client);

  void remove(String filter, String client);

  /// How many subscriptions match; each was looked at.
  int match(String topic);
}
