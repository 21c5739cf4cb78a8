package io.fieldway.trials.bench.failover;

import com.google.errorprone.annotations.Var;
import io.fieldway.trials.bench.mqtt.Incoming;
import io.fieldway.trials.bench.mqtt.LastingPublisher;
import io.fieldway.trials.bench.mqtt.LastingSubscriber;
import io.fieldway.trials.bench.mqtt.MqttClient;
import io.fieldway.trials.bench.mqtt.MqttLoop;
import io.fieldway.trials.bench.mqtt.Outgoing;
import io.fieldway.trials.bench.mqtt.Patience;
import io.fieldway.trials.bench.mqtt.Protocol;
import io.fieldway.trials.bench.mqtt.PublishTemplate;
import io.fieldway.trials.bench.mqtt.Session;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// A publisher at one node and a subscriber at another, which dies: how long until the subscriber,
/// who connects again to the same address every 10 ms, has its next message.
final class Watch implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration RETRY = Duration.ofMillis(10);
  private static final String FILTER = "failover/0";
  private static final int PAYLOAD = 64;
  private static final int WINDOW = 64;

  private final Trio trio;
  private final int victim;
  private final MqttLoop loop = new MqttLoop();
  private final Incoming incoming = new Incoming(1);
  private final Outgoing outgoing = new Outgoing();
  private final LastingPublisher publisher;
  @Var private LastingSubscriber subscriber;

  /// Connects both, and waits until messages find their way.
  ///
  /// @param source the node of the publisher
  /// @param victim the node of the subscriber
  Watch(Trio trio, int source, int victim) throws IOException {
    this.trio = trio;
    this.victim = victim;
    this.subscriber = connect();
    await("the subscriber is there", subscriber, LastingSubscriber::isReady);
    trio.awaitRoute(source, victim, FILTER);
    this.publisher =
        new LastingPublisher(
            loop,
            trio.address(source),
            Session.lasting("publisher", Protocol.MQTT_5),
            new PublishTemplate(Protocol.MQTT_5, FILTER, 1, 0, PAYLOAD),
            outgoing);
    await("the publisher is there", publisher, MqttClient::isConnected);
  }

  private LastingSubscriber connect() throws IOException {
    return new LastingSubscriber(
        loop,
        trio.address(victim),
        Session.lasting("subscriber", Protocol.MQTT_5),
        FILTER,
        incoming);
  }

  private <C extends MqttClient> void await(String what, C client, Predicate<C> condition)
      throws IOException {
    loop.await(what, List.of(client), condition, Patience.of(PATIENCE));
  }

  /// Kills the subscriber's node while messages flow; how long until the next one comes.
  ///
  /// @throws IOException where the subscriber does not find its session
  Duration death() throws IOException {
    flow();
    long killed = trio.kill(victim);
    Patience patience = Patience.of(PATIENCE);
    await("the connection ends", subscriber, MqttClient::isLost);
    @Var Optional<LastingSubscriber> again = Optional.empty();
    while (again.filter(each -> each.arrivals() > 0).isEmpty()) {
      if (patience.isOver()) {
        throw new IOException("waited in vain for a message through the substitute");
      }
      if (again.isEmpty() || again.get().isLost()) {
        again = attempt();
      }
      publisher.publish(1, WINDOW);
      loop.turn(RETRY);
    }
    long came = System.nanoTime();
    subscriber = again.get();
    if (!subscriber.isSessionPresent()) {
      throw new IOException("the substitute does not know the subscriber's session");
    }
    return Duration.ofNanos(came - killed);
  }

  private Optional<LastingSubscriber> attempt() throws IOException {
    try {
      return Optional.of(connect());
    } catch (ConnectException e) {
      return Optional.empty();
    }
  }

  /// Waits until a message comes that is published now.
  private void flow() throws IOException {
    long before = subscriber.arrivals();
    Patience patience = Patience.of(PATIENCE);
    while (subscriber.arrivals() == before) {
      publisher.publish(1, WINDOW);
      loop.turn(RETRY);
      if (patience.isOver()) {
        throw new IOException("waited in vain for a message");
      }
    }
  }

  /// The victim has come back: starts it, and connects the subscriber to it.
  void comeBack() throws IOException {
    trio.restart(victim);
    await("the substitute ends the connection", subscriber, MqttClient::isLost);
    Patience patience = Patience.of(PATIENCE);
    @Var Optional<LastingSubscriber> again = attempt();
    while (again.isEmpty()) {
      loop.turn(RETRY);
      again = attempt();
      if (patience.isOver()) {
        throw new IOException("waited in vain until the node listens again");
      }
    }
    subscriber = again.get();
    await("the subscriber is there again", subscriber, LastingSubscriber::isReady);
  }

  /// Takes all that was acknowledged; how much of it never came.
  int missing() throws IOException {
    Patience patience = Patience.of(PATIENCE);
    while (!(outgoing.isSettled() && incoming.missing(0, outgoing.acknowledged()) == 0)
        && !patience.isOver()) {
      loop.turn(RETRY);
    }
    return incoming.missing(0, outgoing.acknowledged());
  }

  /// How many messages were acknowledged.
  int acknowledged() {
    return outgoing.acknowledgedCount();
  }

  @Override
  public void close() throws IOException {
    loop.close();
  }
}
