package io.fieldway.trials.bench.topics;

import com.google.errorprone.annotations.Var;
import io.moquette.broker.ISubscriptionsRepository;
import io.moquette.broker.subscriptions.CTrieSubscriptionDirectory;
import io.moquette.broker.subscriptions.Subscription;
import io.moquette.broker.subscriptions.Topic;
import io.netty.handler.codec.mqtt.MqttQoS;
import java.util.Set;

/// Moquette's concurrent tree, through the directory that its broker asks, but with nothing stored.
final class MoquetteTopics implements TopicIndex {
  private final CTrieSubscriptionDirectory directory = new CTrieSubscriptionDirectory();

  MoquetteTopics() {
    directory.init(new NothingStored());
  }

  @Override
  public void add(String filter, String client) {
    directory.add(new Subscription(client, new Topic(filter), MqttQoS.AT_LEAST_ONCE));
  }

  @Override
  public void remove(String filter, String client) {
    directory.removeSubscription(new Topic(filter), client);
  }

  @Override
  public int match(String topic) {
    @Var int found = 0;
    for (Subscription each : directory.matchWithoutQosSharpening(Topic.asTopic(topic))) {
      found += each.getClientId().isEmpty() ? 0 : 1;
    }
    return found;
  }

  private static final class NothingStored implements ISubscriptionsRepository {
    @Override
    public Set<Subscription> listAllSubscriptions() {
      return Set.of();
    }

    @Override
    public void addNewSubscription(Subscription subscription) {}

    @Override
    public void removeSubscription(String topic, String client) {}
  }
}
