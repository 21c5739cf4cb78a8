package io.fieldway.trials.bench.mqtt;

import com.google.errorprone.annotations.Var;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/// The publishers and subscribers of a load, connected and subscribed.
final class Clients {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final MqttLoop loop;
  private final Traffic traffic;
  private final List<Publisher> publishers = new ArrayList<>();
  private final List<Subscriber> subscribers = new ArrayList<>();

  /// @param stamps takes the time of sending of each message that comes
  Clients(MqttLoop loop, Ends ends, Traffic traffic, LongConsumer stamps) throws IOException {
    this.loop = loop;
    this.traffic = traffic;
    for (int i = 0; i < traffic.subscribers(); i++) {
      String name = "subscriber-" + i;
      Session session =
          traffic.lasting()
              ? Session.lasting(name, traffic.protocol())
              : Session.passing(name, traffic.protocol());
      subscribers.add(
          new Subscriber(loop, ends.subscribers(), session, traffic.publishers(), stamps));
      await("CONNACK", MqttClient::isConnected, subscribers);
    }
    for (Subscriber subscriber : subscribers) {
      subscriber.subscribe(traffic.publishers() == 1 ? topic(0) : "bench/+", traffic.qos());
    }
    await("SUBACK", MqttClient::isSubscribed, subscribers);
    ends.way().await();
    for (int i = 0; i < traffic.publishers(); i++) {
      PublishTemplate template =
          new PublishTemplate(traffic.protocol(), topic(i), traffic.qos(), i, traffic.payload());
      Session session = Session.passing("publisher-" + i, traffic.protocol());
      publishers.add(new Publisher(loop, ends.publishers(), session, template));
      await("CONNACK", MqttClient::isConnected, publishers);
    }
  }

  List<Publisher> publishers() {
    return publishers;
  }

  /// Up to where the messages of a publisher have come everywhere.
  long arrived(int publisher) {
    @Var long arrived = publishers.get(publisher).acknowledged();
    for (Subscriber subscriber : subscribers) {
      arrived = Math.min(arrived, subscriber.next(publisher));
    }
    return arrived;
  }

  boolean isSettled() {
    for (int i = 0; i < publishers.size(); i++) {
      if (arrived(i) < publishers.get(i).sent()) {
        return false;
      }
    }
    return true;
  }

  long delivered() {
    return subscribers.stream().mapToLong(Subscriber::delivered).sum();
  }

  Outcome.Faults faults() {
    return new Outcome.Faults(
        subscribers.stream().mapToLong(Subscriber::lost).sum(),
        subscribers.stream().mapToLong(Subscriber::repeated).sum());
  }

  /// Waits no more for messages of QoS 0 that are under way; with other qualities of service that
  /// nothing comes is a failure.
  void giveUp(Duration waited) throws IOException {
    if (traffic.qos() > 0) {
      throw new IOException(
          "the broker delivers nothing for " + waited.toSeconds() + " s with messages under way");
    }
    for (Subscriber subscriber : subscribers) {
      for (int i = 0; i < publishers.size(); i++) {
        subscriber.giveUp(i, publishers.get(i).sent());
      }
    }
  }

  /// All connections must stand.
  void check() throws IOException {
    for (Subscriber each : subscribers) {
      check(each);
    }
    for (Publisher each : publishers) {
      check(each);
    }
  }

  private static void check(MqttClient client) throws IOException {
    if (client.isLost()) {
      throw new IOException("the broker closed a connection under load");
    }
  }

  private void await(
      String what, Predicate<MqttClient> condition, List<? extends MqttClient> clients)
      throws IOException {
    loop.await("the broker says " + what, clients, condition, Patience.of(PATIENCE));
  }

  private static String topic(int publisher) {
    return "bench/" + publisher;
  }
}
