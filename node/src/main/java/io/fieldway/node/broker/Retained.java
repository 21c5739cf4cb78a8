package io.fieldway.node.broker;

import io.fieldway.routing.topic.TopicMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// The retained messages (MQTT 5 §3.3.1.3).
final class Retained {
  /// @param key the place's in the journal, 0 where it is not kept
  private record Place(Message message, long key) {}

  private final BrokerConfig config;
  private final Keeper keeper;
  private final TopicMap<Place> places;

  /// Holds nothing yet.
  ///
  /// @param seed a secret that keeps clients from choosing topics whose hashes are equal
  Retained(BrokerConfig config, Keeper keeper, long seed) {
    this.config = config;
    this.keeper = keeper;
    this.places = new TopicMap<>(seed);
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

  /// Makes a message its topic's retained one [MQTT-3.3.1-5]; an empty one removes it
  /// [MQTT-3.3.1-6].
  void retain(Message message) {
    forget(message.topic);
    if (message.payload.size() != 0) {
      keeper.hold(message);
      places.put(message.topic, new Place(message, keeper.saveRetained(message)));
    }
  }

  /// Retains a message of the broker itself, which is not kept over a restart.
  void retainUnkept(Message message) {
    forget(message.topic);
    keeper.hold(message);
    places.put(message.topic, new Place(message, 0));
  }

  /// Puts back what was kept.
  void restore(Message message, long key) {
    keeper.hold(message);
    places.put(message.topic, new Place(message, key));
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

  private void forget(String topic) {
    Place place = places.remove(topic);
    if (place != null) {
      if (place.key != 0) {
        keeper.forgetRetained(place.key, place.message);
      }
      keeper.release(place.message);
    }
  }
}
