package io.fieldway.node.broker;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.Var;
import io.fieldway.routing.topic.TopicMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The retained messages (MQTT 5 §3.3.1.3). In a mesh every node has those of all nodes, and of two
/// for one topic the one with the later stamp.
final class Retained {
  /// What a broker alone says of its messages' origin, and a mesh of what was retained before.
  private static final String HERE = "";

  /// @param key the place's in the journal, 0 where it is not kept
  private record Place(Message message, Stamp stamp, long key) {}

  /// That a topic's message was removed, so that an older one that comes late stays away.
  private record Removal(Stamp stamp, long key) {}

  private final BrokerConfig config;
  private final Keeper keeper;
  private final TopicMap<Place> places;
  private final Map<String, Removal> removals = new LinkedHashMap<>();
  @Var private String self = HERE;
  @Var private long lastTime;

  /// Holds nothing yet.
  ///
  /// @param seed a secret that keeps clients from choosing topics whose hashes are equal
  Retained(BrokerConfig config, Keeper keeper, long seed) {
    this.config = config;
    this.keeper = keeper;
    this.places = new TopicMap<>(seed);
  }

  /// There are other nodes, to which this one has a name.
  void join(String name) {
    self = name;
  }

  int size() {
    return places.size();
  }

  /// Whether there is room to retain a message.
  boolean hasRoom(Message message) {
    return message.payload.size() == 0
        || (keeper.hasRoom()
            && (places.size() < config.maximumRetained() || places.get(message.topic) != null)
            && keeper.heldBytes() + message.size() <= config.maximumQueuedBytes());
  }

  /// The stamp of what is published here now: later than all that this node has seen, though the
  /// clocks of others may be ahead.
  Stamp stamp(String topic, long now) {
    Stamp former = stampOf(topic);
    lastTime = Math.max(Math.max(now, lastTime + 1), former == null ? 0 : former.time() + 1);
    return new Stamp(lastTime, self);
  }

  /// Whether what a topic retains, or that it was removed, is of this stamp.
  boolean has(String topic, Stamp stamp) {
    return stamp.equals(stampOf(topic));
  }

  /// Makes a message its topic's retained one [MQTT-3.3.1-5]; an empty one removes it
  /// [MQTT-3.3.1-6]. Whether it is later than what there was.
  @CanIgnoreReturnValue
  boolean retain(Message message, Stamp stamp) {
    Stamp former = stampOf(message.topic);
    if (former != null && former.compareTo(stamp) > 0) {
      return false;
    }
    forget(message.topic);
    forgetRemoval(message.topic);
    if (message.payload.size() != 0) {
      keeper.hold(message);
      places.put(message.topic, new Place(message, stamp, keeper.saveRetained(message, stamp)));
    } else if (!self.isEmpty()) {
      removals.put(message.topic, new Removal(stamp, keeper.saveRemoval(message.topic, stamp)));
      if (removals.size() > config.maximumRetained()) {
        forgetRemoval(removals.keySet().iterator().next());
      }
    }
    return true;
  }

  /// Retains a message of the broker itself, which is not kept over a restart.
  void retainUnkept(Message message) {
    forget(message.topic);
    keeper.hold(message);
    places.put(message.topic, new Place(message, new Stamp(0, HERE), 0));
  }

  /// Puts back what was kept.
  void restore(Message message, Stamp stamp, long key) {
    keeper.hold(message);
    places.put(message.topic, new Place(message, stamp, key));
    lastTime = Math.max(lastTime, stamp.time());
  }

  /// Puts back what was kept of a removal.
  void restoreRemoval(String topic, Stamp stamp, long key) {
    removals.put(topic, new Removal(stamp, key));
    lastTime = Math.max(lastTime, stamp.time());
  }

  /// Calls for every retained message that a filter matches and that has not expired.
  void match(String filter, long now, Consumer<Message> found) {
    List<Message> all = new ArrayList<>();
    places.match(filter, (topic, place) -> all.add(place.message));
    for (Message message : all) {
      if (message.isExpired(now)) {
        forget(message.topic);
      } else {
        found.accept(message);
      }
    }
  }

  /// Forgets what has expired; answers how many there were.
  int expire(long now) {
    List<String> expired = new ArrayList<>();
    places.forEach((topic, place) -> {
      if (place.message.isExpired(now)) {
        expired.add(topic);
      }
    });
    expired.forEach(this::forget);
    return expired.size();
  }

  void forEach(BiConsumer<String, Message> action) {
    places.forEach((topic, place) -> action.accept(topic, place.message));
  }

  /// Calls for every message that is kept, with its stamp.
  void forEachKept(BiConsumer<Message, Stamp> action) {
    places.forEach((topic, place) -> {
      if (place.key != 0) {
        action.accept(place.message, place.stamp);
      }
    });
  }

  private @Nullable Stamp stampOf(String topic) {
    Place place = places.get(topic);
    if (place != null) {
      return place.stamp;
    }
    Removal removal = removals.get(topic);
    return removal == null ? null : removal.stamp;
  }

  private void forgetRemoval(String topic) {
    Removal removal = removals.remove(topic);
    if (removal != null) {
      keeper.forget(removal.key);
    }
  }

  private void forget(String topic) {
    Place place = places.remove(topic);
    if (place != null) {
      if (place.key != 0) {
        keeper.forgetPlace(place.key, place.message);
      }
      keeper.release(place.message);
    }
  }
}
