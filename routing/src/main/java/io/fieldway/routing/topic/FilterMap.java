package io.fieldway.routing.topic;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Values by topic filter, found by what filters cover. Filters are valid ([TopicFilter#parse]); a
/// share name is no part of a filter here. Two spellings of one filter, `#` and `+/#`, `/#` and
/// `/+/#`, are the same key and come back as the shorter ([TopicFilter#canonical]).
///
/// **Goals.** Who covers a filter, and whom it covers, is found without a look at the others.
///
/// **Constraints.** It belongs to one thread, its owner's loop, and takes no lock. What is found
/// may look into the map but must not change it.
///
/// **Algorithm.** Filters stand in a [LevelTree]. It is walked with a filter as with a topic to
/// find those that cover it ([CoverWalk]), and as a [TopicMap] is to find those that it covers.
public final class FilterMap<V> {
  private static final long FIXED_SEED = 0x6D71_7474;

  private final LevelTree<V> tree = new LevelTree<>();
  private final long seed;
  private int walks;

  /// A map whose hashes anybody can foresee: for filters that no stranger chooses.
  public FilterMap() {
    this(FIXED_SEED);
  }

  /// A map that strangers may subscribe in.
  ///
  /// @param seed a secret that keeps them from choosing filters whose hashes are equal
  public FilterMap(long seed) {
    this.seed = seed;
  }

  /// Puts a value in the place of the former one, which is returned.
  public @Nullable V put(String filter, V value) {
    TopicFilter.requireValid(filter);
    requireNoWalk();
    return tree.put(read(filter), value);
  }

  /// The value of a filter, or null.
  public @Nullable V get(String filter) {
    return tree.get(read(filter));
  }

  /// Removes the value of a filter and returns it, or null.
  public @Nullable V remove(String filter) {
    requireNoWalk();
    return tree.remove(read(filter));
  }

  /// Calls for every filter that covers the given one, which covers itself, in no order.
  public void covering(String filter, BiConsumer<String, ? super V> found) {
    TopicFilter.requireValid(filter);
    walks++;
    try {
      new CoverWalk<V>(read(filter), node -> each(node, found)).find(tree.root());
    } finally {
      walks--;
    }
  }

  /// Calls for every filter that the given one covers, which covers itself, in no order.
  public void coveredBy(String filter, BiConsumer<String, ? super V> found) {
    TopicFilter.requireValid(filter);
    walks++;
    try {
      new FilterWalk<V>(read(filter), node -> each(node, found)).match(tree.root());
    } finally {
      walks--;
    }
  }

  /// Calls for every filter, in no order.
  public void forEach(BiConsumer<String, ? super V> found) {
    walks++;
    try {
      tree.forEach(node -> each(node, found));
    } finally {
      walks--;
    }
  }

  /// How many filters have a value.
  public int size() {
    return tree.size();
  }

  private Levels read(String filter) {
    return new Levels(seed).read(TopicFilter.withoutParent(filter));
  }

  private static <V> void each(Node<V> node, BiConsumer<String, ? super V> found) {
    if (node.value != null) {
      found.accept(TopicFilter.canonical(node.text), node.value);
    }
  }

  private void requireNoWalk() {
    if (walks > 0) {
      throw new IllegalStateException("the map is being walked and must not change meanwhile");
    }
  }
}
