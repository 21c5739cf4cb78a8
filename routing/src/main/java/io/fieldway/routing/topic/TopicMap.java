package io.fieldway.routing.topic;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Values by topic name, found by topic filter: the retained messages of a broker. Topics and
/// filters are valid ([TopicName#fault], [TopicFilter#parse]).
///
/// **Goals.** A filter finds its topics without a look at those it cannot match: `a/+/c` reads the
/// children of `a` and nothing else. A topic takes some sixty bytes, if its text is kept by its
/// value anyhow, and gives them back.
///
/// **Constraints.** It belongs to one thread, its owner's loop, and takes no lock. What is found
/// may look into the map but must not change it.
///
/// **Algorithm.** Topics stand in a [LevelTree], which is walked with the filter.
public final class TopicMap<V> {
  private static final long FIXED_SEED = 0x6D71_7474;

  private final LevelTree<V> tree = new LevelTree<>();
  private final long seed;
  private int walks;

  /// A map whose hashes anybody can foresee: for topics that no stranger chooses.
  public TopicMap() {
    this(FIXED_SEED);
  }

  /// A map that strangers may publish to.
  ///
  /// @param seed a secret that keeps them from choosing topics whose hashes are equal
  public TopicMap(long seed) {
    this.seed = seed;
  }

  /// Puts a value in the place of the former one, which is returned.
  public @Nullable V put(String topic, V value) {
    if (topic.isEmpty() || TopicText.hasWildcard(topic)) {
      throw new IllegalArgumentException("not a topic name: it is empty or has wildcards");
    }
    requireNoWalk();
    return tree.put(read(topic), value);
  }

  /// The value of a topic, or null.
  public @Nullable V get(String topic) {
    return tree.get(read(topic));
  }

  /// Removes the value of a topic and returns it, or null.
  public @Nullable V remove(String topic) {
    requireNoWalk();
    return tree.remove(read(topic));
  }

  /// Calls for every topic that the filter matches, in no order.
  public void match(String filter, BiConsumer<String, ? super V> found) {
    walks++;
    try {
      new FilterWalk<V>(read(filter), node -> each(node, found)).match(tree.root());
    } finally {
      walks--;
    }
  }

  /// Calls for every topic, those that begin with `$` too, in no order.
  public void forEach(BiConsumer<String, ? super V> found) {
    walks++;
    try {
      tree.forEach(node -> each(node, found));
    } finally {
      walks--;
    }
  }

  /// How many topics have a value.
  public int size() {
    return tree.size();
  }

  private Levels read(String text) {
    return new Levels(seed).read(text);
  }

  private static <V> void each(Node<V> node, BiConsumer<String, ? super V> found) {
    if (node.value != null) {
      found.accept(node.text, node.value);
    }
  }

  private void requireNoWalk() {
    if (walks > 0) {
      throw new IllegalStateException("the map is being walked and must not change meanwhile");
    }
  }
}
