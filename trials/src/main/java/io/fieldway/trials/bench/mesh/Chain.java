package io.fieldway.trials.bench.mesh;

import com.google.errorprone.annotations.Var;
import io.fieldway.trials.bench.broker.BrokerProcess;
import io.fieldway.trials.bench.broker.NodePages;
import io.fieldway.trials.bench.mqtt.Ends;
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
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;

/// Brokers in a row, each in a process of its own and joined to the next.
final class Chain implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PROBE = "probe";
  private static final int PROBE_BYTES = 64;

  private final Joint joint;
  private final Deque<BrokerProcess> brokers = new ArrayDeque<>();

  private Chain(Joint joint) {
    this.joint = joint;
  }

  /// Starts a chain of so many hops, which has one broker more, from its end.
  static Chain start(Joint joint, int hops, Path directory) throws IOException {
    Chain chain = new Chain(joint);
    try {
      @Var OptionalInt next = OptionalInt.empty();
      for (int number = hops; number >= 0; number--) {
        Path place = Files.createDirectories(directory.resolve("n" + number));
        int port = BrokerProcess.freePort();
        int link = joint.isOurs() ? BrokerProcess.freePort() : port;
        chain.brokers.addFirst(
            BrokerProcess.start(
                joint.broker(), place, port, joint.command(place, port, number, link, next)));
        next = OptionalInt.of(link);
      }
    } catch (IOException e) {
      chain.close();
      throw e;
    }
    return chain;
  }

  /// Published at its first broker, subscribed at its last.
  Ends ends() {
    return new Ends(first(), last(), this::awaitWay);
  }

  private InetSocketAddress first() {
    return brokers.getFirst().address();
  }

  private InetSocketAddress last() {
    return brokers.getLast().address();
  }

  /// Processor time of all its brokers so far.
  long cpuNanos() {
    return brokers.stream().mapToLong(BrokerProcess::cpuNanos).sum();
  }

  /// Nodes tell what the way is, and bridges, which take everything, keep a message until they are
  /// connected.
  private void awaitWay() throws IOException {
    switch (joint) {
      case FIELDWAY, FIELDWAY_INTERVAL -> awaitRoute();
      case MOSQUITTO_BRIDGES -> awaitProbe();
    }
  }

  private void awaitRoute() throws IOException {
    new NodePages(brokers.getFirst())
        .await("the first node knows the way", "/routes", page -> page.contains("/ bench/0\""));
  }

  private void awaitProbe() throws IOException {
    try (MqttLoop loop = new MqttLoop()) {
      LastingSubscriber subscriber =
          new LastingSubscriber(
              loop, last(), Session.passing("prober", Protocol.MQTT_5), PROBE, new Incoming(1));
      Patience patience = Patience.of(PATIENCE);
      loop.await("the prober listens", List.of(subscriber), MqttClient::isSubscribed, patience);
      LastingPublisher publisher =
          new LastingPublisher(
              loop,
              first(),
              Session.passing("probe", Protocol.MQTT_5),
              new PublishTemplate(Protocol.MQTT_5, PROBE, 1, 0, PROBE_BYTES),
              new Outgoing());
      loop.await("the probe connects", List.of(publisher), MqttClient::isConnected, patience);
      publisher.publish(1, 1);
      loop.await("the probe comes", List.of(subscriber), each -> each.arrivals() > 0, patience);
    }
  }

  @Override
  public void close() {
    brokers.forEach(BrokerProcess::close);
  }
}
