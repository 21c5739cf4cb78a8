package io.fieldway.trials.bench.mqtt;

import com.google.errorprone.annotations.Var;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;

/// Receives, answers, and checks that of each publisher every message comes once, in order.
final class Subscriber extends MqttClient {
  private final LongConsumer stamps;

  /// The sequence that is expected next, by publisher.
  private final long[] next;

  @Var private long delivered;
  @Var private long lost;
  @Var private long repeated;

  /// @param publishers how many there are
  /// @param stamps takes the time of sending of each message
  Subscriber(
      MqttLoop loop, InetSocketAddress broker, Session session, int publishers, LongConsumer stamps)
      throws IOException {
    super(loop, broker, session);
    this.next = new long[publishers];
    this.stamps = stamps;
  }

  long delivered() {
    return delivered;
  }

  /// How many were passed over.
  long lost() {
    return lost;
  }

  /// How many came again, or after a later one.
  long repeated() {
    return repeated;
  }

  /// Up to where the messages of a publisher have come.
  long next(int publisher) {
    return next[publisher];
  }

  /// Waits for nothing before this sequence any more.
  void giveUp(int publisher, long sequence) {
    lost += sequence - next[publisher];
    next[publisher] = sequence;
  }

  @Override
  protected void handle(int first, ByteBuffer bytes, int offset, int length) throws IOException {
    switch (first >> 4) {
      case MqttBytes.PUBLISH -> publish((first >> 1) & 3, bytes, offset, offset + length);
      case MqttBytes.PUBREL ->
          MqttBytes.answer(socket(), MqttBytes.PUBCOMP, bytes.getShort(offset) & 0xffff);
      default -> throw new IOException("a subscriber does not expect packet type " + (first >> 4));
    }
  }

  private void publish(int qos, ByteBuffer bytes, int offset, int end) throws IOException {
    @Var int at = offset + 2 + (bytes.getShort(offset) & 0xffff);
    if (qos > 0) {
      int id = bytes.getShort(at) & 0xffff;
      MqttBytes.answer(socket(), qos == 1 ? MqttBytes.PUBACK : MqttBytes.PUBREC, id);
      at += 2;
    }
    at = MqttBytes.payload(protocol(), bytes, at);
    if (!PublishTemplate.isMarked(bytes, at, end - at)) {
      throw new IOException("the broker delivers a payload that nobody sent");
    }
    check(PublishTemplate.sender(bytes, at), PublishTemplate.sequence(bytes, at));
    delivered++;
    stamps.accept(PublishTemplate.stamp(bytes, at));
  }

  private void check(int publisher, long sequence) {
    long expected = next[publisher];
    if (sequence >= expected) {
      lost += sequence - expected;
      next[publisher] = sequence + 1;
    } else {
      repeated++;
    }
  }
}
