package io.fieldway.cloud.queue;

import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends and hears [Message]s.
public final class Messages {
  private static final Logger LOG = LoggerFactory.getLogger(Messages.class);

  private final Redis redis;

  public Messages(Redis redis) {
    this.redis = redis;
  }

  /// Sends a message, or loses it where Redis is away.
  public void publish(Message message) {
    redis.unconfirmed(redis.async().publish(message.channel(), Json.write(message.json())));
  }

  /// Hears every message from now on. The listener runs on an event loop and must not block.
  public Subscription subscribe(Consumer<Message> listener) {
    StatefulRedisPubSubConnection<String, String> connection = redis.subscriber();
    connection.addListener(
        new RedisPubSubAdapter<String, String>() {
          @Override
          public void message(String channel, String text) {
            try {
              listener.accept(Message.read(channel, text));
            } catch (MalformedException e) {
              LOG.warn("A message on {} is not ours: {}", channel, e.getMessage());
            }
          }
        });
    redis.await(
        connection
            .async()
            .subscribe(
                Keys.COMMITTED,
                Keys.COMMAND,
                Keys.REGISTRY,
                Keys.SESSION,
                Keys.TWIN,
                Keys.TRUST,
                Keys.KEY));
    return connection::close;
  }
}
