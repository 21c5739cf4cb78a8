package io.fieldway.routing.topic;

import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Who subscribed to what, by topic filter. Filters and topics are valid ([TopicFilter#parse],
/// [TopicName#fault]); a share name is no part of a filter here, so that a shared group subscribes
/// like anybody else.
///
/// **Goals.** A topic is matched with a million filters in about the time of a few reads of memory,
/// and leaves no garbage. A filter takes some forty bytes, if whoever subscribes keeps its text,
/// and gives them back. A filter with a hundred thousand subscribers gains and loses one as fast as
/// any.
///
/// **Constraints.** It belongs to one thread, its owner's loop, so that the matching path takes no
/// lock and reads no volatile. What is found may look into the tree but must not change it.
///
/// **Algorithm.** A filter without wildcards matches the one topic that is spelled like it, so
/// those filters, most of all there are, stand in a hash table and a match looks there once. The
/// others stand in a [LevelTree]. A match walks it with the topic, whose levels were found and
/// hashed once: from a branch it goes on to the child that begins with `#`, which ends there, to
/// the child that begins with `+`, and to the one literal child whose first level hashes like the
/// topic's, and compares whole labels. With `a/+/c`, `a/b/#` and `a/b/c` it finds for the topic
/// `a/b/c` the last in the table; in the tree, from the root over `a`, `+/c` and `b/#`.
///
/// @param <T> a subscriber, with equals and hashCode
public final class TopicTree<T> {
  private static final long FIXED_SEED = 0x6D71_7474;

  private final long seed;
  private final ExactTable<Object> exact = new ExactTable<>();
  private final LevelTree<Object> wild = new LevelTree<>();
  private @Nullable TopicWalk idle;
  private int walks;
  private int size;
  private long version;

  /// A tree whose hashes anybody can foresee: for filters that no stranger chooses.
  public TopicTree() {
    this(FIXED_SEED);
  }

  /// A tree that strangers may subscribe in.
  ///
  /// @param seed a secret that keeps them from choosing filters whose hashes are equal
  public TopicTree(long seed) {
    this.seed = seed;
  }

  /// Subscribes. Returns whether the subscriber is new to the filter; one that is equal stays.
  public boolean add(String filter, T subscriber) {
    TopicFilter.requireValid(filter);
    requireNoWalk();
    Levels key = new Levels(seed).read(filter);
    boolean wildcard = TopicText.hasWildcard(filter);
    Object present = wildcard ? wild.get(key) : exact.get(key);
    if (Subscribers.contains(present, subscriber)) {
      return false;
    }
    Object all = Subscribers.with(present, subscriber);
    if (wildcard) {
      wild.put(key, all);
    } else {
      exact.put(key, all);
    }
    size++;
    version++;
    return true;
  }

  /// Unsubscribes. Returns whether the subscriber was subscribed to the filter.
  public boolean remove(String filter, T subscriber) {
    requireNoWalk();
    Levels key = new Levels(seed).read(filter);
    boolean wildcard = TopicText.hasWildcard(filter);
    Object present = wildcard ? wild.get(key) : exact.get(key);
    if (present == null || !Subscribers.contains(present, subscriber)) {
      return false;
    }
    Object rest = Subscribers.without(present, subscriber);
    if (rest == null) {
      if (wildcard) {
        wild.remove(key);
      } else {
        exact.remove(key);
      }
    } else if (wildcard) {
      wild.put(key, rest);
    } else {
      exact.put(key, rest);
    }
    size--;
    version++;
    return true;
  }

  /// Calls once for every subscriber of every filter that matches the topic, in no order; a
  /// subscriber with several such filters is called for as often.
  public void match(String topic, Consumer<? super T> found) {
    TopicWalk walk = idle == null ? new TopicWalk(seed) : idle;
    idle = null; // whoever is found may match again
    walks++;
    try {
      Object exactly = exact.get(walk.read(topic));
      if (exactly != null) {
        Subscribers.forEach(exactly, found);
      }
      if (wild.size() > 0) {
        walk.match(wild.root(), found);
      }
    } finally {
      walks--;
      idle = walk.isHuge() ? null : walk;
    }
  }

  /// How many subscriptions there are: pairs of a filter and a subscriber.
  public int size() {
    return size;
  }

  /// How many filters have a subscriber.
  public int filters() {
    return exact.size() + wild.size();
  }

  /// Raised at every change, so that who keeps what was found knows whether it still holds.
  public long version() {
    return version;
  }

  /// Calls once for every filter and subscriber, in no order.
  public void forEach(BiConsumer<String, ? super T> found) {
    walks++;
    try {
      exact.forEach(node -> each(node, found));
      wild.forEach(node -> each(node, found));
    } finally {
      walks--;
    }
  }

  private void each(Node<Object> node, BiConsumer<String, ? super T> found) {
    if (node.value != null) {
      Subscribers.<T>forEach(node.value, subscriber -> found.accept(node.text, subscriber));
    }
  }

  private void requireNoWalk() {
    if (walks > 0) {
      throw new IllegalStateException("the tree is being walked and must not change meanwhile");
    }
  }
}
