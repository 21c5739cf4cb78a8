package io.fieldway.routing.topic;

import com.google.errorprone.annotations.Var;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The subscribers of a filter: a set by equals. Nearly every filter has one subscriber, which then
/// stands for the set by itself; this class is the set where there are several. The static methods
/// know both.
final class Subscribers {
  private final Slots<Object> slots = new Slots<>(2);

  private Subscribers() {}

  static boolean contains(@Nullable Object set, Object subscriber) {
    return set instanceof Subscribers several
        ? several.position(subscriber, spread(subscriber)) >= 0
        : subscriber.equals(set);
  }

  /// The set with one more, which it did not contain.
  static Object with(@Nullable Object set, Object subscriber) {
    if (set == null) {
      return subscriber;
    }
    if (set instanceof Subscribers several) {
      return several.and(subscriber);
    }
    return new Subscribers().and(set).and(subscriber);
  }

  /// The set without one that it contained; null where that was the last.
  static @Nullable Object without(Object set, Object subscriber) {
    if (!(set instanceof Subscribers several)) {
      return null;
    }
    several.slots.removeAt(several.position(subscriber, spread(subscriber)));
    return several.slots.size() > 1 ? several : Objects.requireNonNull(several.slots.at(0));
  }

  @SuppressWarnings("unchecked") // who asks is the tree, which lets in subscribers of one type only
  static <T> void forEach(Object set, Consumer<? super T> found) {
    if (!(set instanceof Subscribers several)) {
      found.accept((T) set);
      return;
    }
    Slots<Object> slots = several.slots;
    for (@Var int i = 0; i < slots.capacity(); i++) {
      Object subscriber = slots.at(i);
      if (subscriber != null) {
        found.accept((T) subscriber);
      }
    }
  }

  private Subscribers and(Object subscriber) {
    slots.insert(spread(subscriber), subscriber);
    return this;
  }

  private int position(Object subscriber, int hash) {
    for (@Var int i = slots.first(hash); i >= 0; i = slots.next(hash, i)) {
      if (subscriber.equals(slots.at(i))) {
        return i;
      }
    }
    return -1;
  }

  /// Mixes every bit of a hash code into every other (the finalizer of MurmurHash3), for hash codes
  /// are often small numbers in a row.
  private static int spread(Object subscriber) {
    @Var int hash = subscriber.hashCode();
    hash = (hash ^ (hash >>> 16)) * 0x85EB_CA6B;
    hash = (hash ^ (hash >>> 13)) * 0xC2B2_AE35;
    return hash ^ (hash >>> 16);
  }
}
