package io.fieldway.trials.bench.mqtt;

import com.google.errorprone.annotations.Var;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// A load with an end: so many messages of one publisher, to one subscriber at each of several
/// brokers, and when each had all of them. Its clients stay connected from batch to batch.
public final class BatchLoad implements AutoCloseable {
  private static final String TOPIC = "bench/0";
  private static final int WINDOW = 4_096;
  private static final int REFILL = 256;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration STALL = Duration.ofMinutes(2);
  private static final Duration QOS_0_STALL = Duration.ofSeconds(10);

  private final MqttLoop loop = new MqttLoop();
  private final List<Subscriber> subscribers = new ArrayList<>();

  /// When each subscriber got its latest message.
  private final long[] latest;

  private final Publisher publisher;

  /// After so long without any message those that are under way are given up.
  private final Duration stall;

  /// Connects and subscribes all.
  ///
  /// @param ends where each of the subscribers connects
  /// @param payload in bytes
  /// @param way waited for when all have subscribed, before anything is published
  public BatchLoad(
      InetSocketAddress source, List<InetSocketAddress> ends, int qos, int payload, Ends.Way way)
      throws IOException {
    stall = qos == 0 ? QOS_0_STALL : STALL;
    latest = new long[ends.size()];
    for (int i = 0; i < ends.size(); i++) {
      int number = i;
      Session session = Session.passing("subscriber-" + i, Protocol.MQTT_5);
      subscribers.add(
          new Subscriber(
              loop, ends.get(i), session, 1, stamp -> latest[number] = System.nanoTime()));
    }
    await("CONNACK", MqttClient::isConnected, subscribers);
    for (Subscriber subscriber : subscribers) {
      subscriber.subscribe(TOPIC, qos);
    }
    await("SUBACK", MqttClient::isSubscribed, subscribers);
    way.await();
    publisher =
        new Publisher(
            loop,
            source,
            Session.passing("publisher", Protocol.MQTT_5),
            new PublishTemplate(Protocol.MQTT_5, TOPIC, qos, 0, payload));
    await("CONNACK", MqttClient::isConnected, List.of(publisher));
  }

  /// The topic that is published to.
  public static String topic() {
    return TOPIC;
  }

  /// Publishes a batch as fast as the brokers take it, 4,096 messages under way at most; returns
  /// when every subscriber has it and the broker has answered for all of it.
  ///
  /// @return for each subscriber the time from the first PUBLISH until its last one came
  public List<Duration> send(int messages) throws IOException {
    long end = publisher.sent() + messages;
    long begin = System.nanoTime();
    @Var long arrived = arrived();
    @Var Patience patience = Patience.of(stall);
    while (arrived < end) {
      publish(end, arrived);
      loop.turn();
      check(publisher);
      for (Subscriber subscriber : subscribers) {
        check(subscriber);
      }
      long before = arrived;
      arrived = arrived();
      if (arrived != before) {
        patience = Patience.of(stall);
      } else if (patience.isOver()) {
        giveUp(messages, end - arrived);
      }
    }
    List<Duration> times = new ArrayList<>();
    for (long each : latest) {
      times.add(Duration.ofNanos(each - begin));
    }
    return times;
  }

  private void publish(long end, long arrived) throws IOException {
    int rest = (int) Math.min(Integer.MAX_VALUE, end - publisher.sent());
    int open = (int) Math.min(rest, WINDOW - (publisher.sent() - arrived));
    if (open > 0 && open >= Math.min(rest, REFILL) && publisher.isDrained()) {
      publisher.publish(open, System.nanoTime());
      publisher.flush();
    }
  }

  /// All that came so far.
  public long delivered() {
    return subscribers.stream().mapToLong(Subscriber::delivered).sum();
  }

  /// What went wrong with deliveries so far.
  public Outcome.Faults faults() {
    return new Outcome.Faults(
        subscribers.stream().mapToLong(Subscriber::lost).sum(),
        subscribers.stream().mapToLong(Subscriber::repeated).sum());
  }

  /// Up to where messages have come everywhere.
  private long arrived() {
    @Var long arrived = publisher.acknowledged();
    for (Subscriber subscriber : subscribers) {
      arrived = Math.min(arrived, subscriber.next(0));
    }
    return arrived;
  }

  /// A batch of which nothing comes any more has no time; the next one may have.
  private void giveUp(int messages, long missing) throws IOException {
    for (Subscriber subscriber : subscribers) {
      subscriber.giveUp(0, publisher.sent());
    }
    throw new IOException(missing + " of " + messages + " messages did not come everywhere");
  }

  private void await(
      String what, Predicate<MqttClient> condition, List<? extends MqttClient> clients)
      throws IOException {
    loop.await("the broker says " + what, clients, condition, Patience.of(PATIENCE));
  }

  private static void check(MqttClient client) throws IOException {
    if (client.isLost()) {
      throw new IOException("the broker closed a connection under load");
    }
  }

  @Override
  public void close() throws IOException {
    loop.close();
  }
}
