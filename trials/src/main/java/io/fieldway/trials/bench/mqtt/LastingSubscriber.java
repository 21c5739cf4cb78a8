package io.fieldway.trials.bench.mqtt;

import com.google.errorprone.annotations.Var;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// One connection of a subscriber whose session lasts; it subscribes where the broker does not know
/// the session.
public final class LastingSubscriber extends MqttClient {
  private final String filter;
  private final Incoming incoming;
  @Var private long arrivals;
  @Var private boolean ready;

  /// Connects, and resumes.
  public LastingSubscriber(
      MqttLoop loop, InetSocketAddress broker, Session session, String filter, Incoming incoming)
      throws IOException {
    super(loop, broker, session);
    this.filter = filter;
    this.incoming = incoming;
  }

  /// How many PUBLISH packets this connection has brought.
  public long arrivals() {
    return arrivals;
  }

  /// Whether the broker knows what this client wants.
  public boolean isReady() {
    return ready || isSubscribed();
  }

  @Override
  protected void welcomed() throws IOException {
    if (isSessionPresent()) {
      ready = true;
    } else {
      incoming.forget();
      subscribe(filter, 2);
    }
  }

  @Override
  protected void handle(int first, ByteBuffer bytes, int offset, int length) throws IOException {
    switch (first >> 4) {
      case MqttBytes.PUBLISH -> publish((first >> 1) & 3, bytes, offset, offset + length);
      case MqttBytes.PUBREL -> {
        int id = bytes.getShort(offset) & 0xffff;
        incoming.release(id);
        MqttBytes.answer(socket(), MqttBytes.PUBCOMP, id);
      }
      default -> throw new IOException("a subscriber does not expect packet type " + (first >> 4));
    }
  }

  private void publish(int qos, ByteBuffer bytes, int offset, int end) throws IOException {
    if (qos == 0) {
      throw new IOException("the broker delivers with QoS 0 what was published with more");
    }
    int idAt = offset + 2 + (bytes.getShort(offset) & 0xffff);
    int id = bytes.getShort(idAt) & 0xffff;
    int payload = MqttBytes.payload(protocol(), bytes, idAt + 2);
    if (!PublishTemplate.isMarked(bytes, payload, end - payload)) {
      throw new IOException("the broker delivers a payload that nobody sent");
    }
    int sender = PublishTemplate.sender(bytes, payload);
    long sequence = PublishTemplate.sequence(bytes, payload);
    arrivals++;
    if (qos == 1) {
      incoming.deliver(sender, sequence);
      MqttBytes.answer(socket(), MqttBytes.PUBACK, id);
    } else {
      incoming.hold(id, sender, sequence);
      MqttBytes.answer(socket(), MqttBytes.PUBREC, id);
    }
  }
}
