package io.fieldway.node.broker;

import com.google.errorprone.annotations.Var;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/// Topics that clients have published to since the broker started. At [#MAXIMUM] no more are noted,
/// and the set says that it is not complete.
public final class PublishedTopics {
  /// Most topics that are noted.
  public static final int MAXIMUM = 1_000;

  private final Set<String> topics = new HashSet<>();
  @Var private boolean complete = true;

  PublishedTopics() {}

  void add(String topic) {
    if (topics.size() < MAXIMUM) {
      topics.add(topic);
    } else if (complete) {
      complete = topics.contains(topic);
    }
  }

  /// The topics: a live view.
  public Set<String> topics() {
    return Collections.unmodifiableSet(topics);
  }

  /// Whether it holds every topic that was published to.
  public boolean isComplete() {
    return complete;
  }
}
