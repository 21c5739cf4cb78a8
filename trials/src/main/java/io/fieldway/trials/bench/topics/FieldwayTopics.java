package io.fieldway.trials.bench.topics;

import io.fieldway.routing.topic.TopicTree;
import java.util.function.Consumer;

/// The tree of the module `routing`.
final class FieldwayTopics implements TopicIndex {
  private final TopicTree<String> tree = new TopicTree<>();
  private final Consumer<String> count = this::count;
  private int found;

  @Override
  public void add(String filter, String client) {
    tree.add(filter, client);
  }

  @Override
  public void remove(String filter, String client) {
    tree.remove(filter, client);
  }

  @Override
  public int match(String topic) {
    found = 0;
    tree.match(topic, count);
    return found;
  }

  private void count(String client) {
    found += client.isEmpty() ? 0 : 1;
  }
}
