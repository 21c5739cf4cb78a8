package io.fieldway.node.network;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The filters of one node, each with the key it is kept under, and a digest of them all that is
/// the same wherever the same filters are, in whatever order they came.
///
/// Filters lie in buckets by their hash, and the root is the digest of the buckets' digests, so
/// that a change among ten thousand filters costs the digest of one bucket and the root.
final class FilterSet {
  /// The key of a filter that is not kept.
  static final long UNKEPT = 0;

  private static final int BUCKETS = 256;

  private static final class Bucket {
    final SortedMap<String, Long> keys = new TreeMap<>();
    @Var byte @Nullable [] digest;
  }

  private final @Nullable Bucket[] buckets = new Bucket[BUCKETS];
  @Var private int size;
  @Var private long characters;

  int size() {
    return size;
  }

  /// Of all filters together.
  long characters() {
    return characters;
  }

  boolean contains(String filter) {
    Bucket bucket = buckets[place(filter)];
    return bucket != null && bucket.keys.containsKey(filter);
  }

  /// The key of a filter that is there.
  long key(String filter) {
    Bucket bucket = buckets[place(filter)];
    Long key = bucket == null ? null : bucket.keys.get(filter);
    return key == null ? UNKEPT : key;
  }

  /// Adds a filter, or gives it another key. Answers whether it is new.
  boolean put(String filter, long key) {
    int place = place(filter);
    Bucket bucket = buckets[place];
    if (bucket == null) {
      buckets[place] = new Bucket();
      return put(filter, key);
    }
    boolean isNew = bucket.keys.put(filter, key) == null;
    if (isNew) {
      size++;
      characters += filter.length();
      bucket.digest = null;
    }
    return isNew;
  }

  /// Takes a filter away. Answers whether it was there.
  boolean remove(String filter) {
    int place = place(filter);
    Bucket bucket = buckets[place];
    if (bucket == null || bucket.keys.remove(filter) == null) {
      return false;
    }
    size--;
    characters -= filter.length();
    bucket.digest = null;
    if (bucket.keys.isEmpty()) {
      buckets[place] = null;
    }
    return true;
  }

  /// All filters, in an order of their own.
  Stream<String> stream() {
    return Stream.of(buckets)
        .flatMap(bucket -> bucket == null ? Stream.of() : bucket.keys.keySet().stream());
  }

  /// A live view that nobody can change through.
  Set<String> view() {
    return new AbstractSet<>() {
      @Override
      public Iterator<String> iterator() {
        return FilterSet.this.stream().iterator();
      }

      @Override
      public boolean contains(Object filter) {
        return filter instanceof String text && FilterSet.this.contains(text);
      }

      @Override
      public int size() {
        return FilterSet.this.size();
      }
    };
  }

  /// The filters of this set that another has not.
  List<String> without(FilterSet other) {
    return stream().filter(filter -> !other.contains(filter)).toList();
  }

  /// The digest of all.
  Bytes root() {
    MessageDigest root = sha256();
    for (@Var int i = 0; i < BUCKETS; i++) {
      Bucket bucket = buckets[i];
      if (bucket != null) {
        root.update((byte) i);
        root.update(digest(bucket));
      }
    }
    return Bytes.copyOf(root.digest());
  }

  private static byte[] digest(Bucket bucket) {
    byte[] known = bucket.digest;
    if (known != null) {
      return known;
    }
    MessageDigest digest = sha256();
    for (String filter : bucket.keys.keySet()) {
      byte[] text = filter.getBytes(StandardCharsets.UTF_8);
      digest.update((byte) (text.length >>> 8));
      digest.update((byte) text.length);
      digest.update(text);
    }
    byte[] made = digest.digest();
    bucket.digest = made;
    return made;
  }

  private static int place(String filter) {
    int hash = filter.hashCode();
    return (hash ^ hash >>> 8 ^ hash >>> 16 ^ hash >>> 24) & (BUCKETS - 1);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
