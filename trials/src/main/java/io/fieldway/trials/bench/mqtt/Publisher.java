package io.fieldway.trials.bench.mqtt;

import com.google.errorprone.annotations.Var;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// Publishes messages with sequences 0, 1, 2, … and counts what the broker acknowledged.
final class Publisher extends MqttClient {
  private static final byte FREE = 0;
  private static final byte PUBLISHED = 1;
  private static final byte RELEASED = 2;

  private final PublishTemplate template;

  /// How far each packet identifier has come.
  private final byte[] states = new byte[IDENTIFIERS];

  @Var private int nextId = 1;
  @Var private long sent;
  @Var private long acknowledged;

  Publisher(MqttLoop loop, InetSocketAddress broker, Session session, PublishTemplate template)
      throws IOException {
    super(loop, broker, session);
    this.template = template;
  }

  long sent() {
    return sent;
  }

  /// How many the broker has taken over; with QoS 0, which nobody answers, as many as were sent.
  long acknowledged() {
    return template.qos() == 0 ? sent : acknowledged;
  }

  /// How many may be sent now, for the broker's sake.
  int allowed() {
    if (template.qos() == 0) {
      return Integer.MAX_VALUE;
    }
    return (int) (receiveMaximum() - (sent - acknowledged));
  }

  /// Whether all that was published has left this process.
  boolean isDrained() {
    return socket().isDrained();
  }

  /// Appends up to so many messages to what [#flush()] sends.
  void publish(int count, long stamp) {
    int most = Math.min(count, allowed());
    for (int i = 0; i < most && states[nextId] == FREE; i++) {
      template.append(socket(), 0, nextId, sent, stamp);
      sent++;
      if (template.qos() > 0) {
        states[nextId] = PUBLISHED;
        nextId = nextId == IDENTIFIERS - 1 ? 1 : nextId + 1;
      }
    }
  }

  void flush() throws IOException {
    socket().flush();
  }

  @Override
  protected void handle(int first, ByteBuffer bytes, int offset, int length) throws IOException {
    int id = bytes.getShort(offset) & 0xffff;
    switch (first >> 4) {
      case MqttBytes.PUBACK -> {
        expectSuccess("PUBACK", bytes, offset, length);
        step(id, template.qos() == 1, PUBLISHED, FREE);
        acknowledged++;
      }
      case MqttBytes.PUBREC -> {
        expectSuccess("PUBREC", bytes, offset, length);
        step(id, template.qos() == 2, PUBLISHED, RELEASED);
        MqttBytes.answer(socket(), MqttBytes.PUBREL, id);
      }
      case MqttBytes.PUBCOMP -> {
        expectSuccess("PUBCOMP", bytes, offset, length);
        step(id, template.qos() == 2, RELEASED, FREE);
        acknowledged++;
      }
      default -> throw new IOException("a publisher does not expect packet type " + (first >> 4));
    }
  }

  private void step(int id, boolean fits, byte from, byte to) throws IOException {
    if (!fits || states[id] != from) {
      throw new IOException("the broker answers for packet identifier " + id + " out of turn");
    }
    states[id] = to;
  }
}
