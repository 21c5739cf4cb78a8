package io.fieldway.trials.bench.mqtt;

import com.google.errorprone.annotations.Var;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// One connection of a publisher whose session lasts: it sends again what the connection before has
/// left open.
public final class LastingPublisher extends MqttClient {
  private final PublishTemplate template;
  private final Outgoing outgoing;

  /// Connects, and resumes.
  public LastingPublisher(
      MqttLoop loop,
      InetSocketAddress broker,
      Session session,
      PublishTemplate template,
      Outgoing outgoing)
      throws IOException {
    super(loop, broker, session);
    this.template = template;
    this.outgoing = outgoing;
  }

  /// Sends so many at most, and no more than the window leaves open.
  public void publish(int count, int window) throws IOException {
    int most = Math.min(window, receiveMaximum()) - outgoing.underWay();
    for (@Var int i = 0; i < Math.min(count, most); i++) {
      int id = outgoing.next();
      template.append(socket(), 0, id, outgoing.sequence(id), 0);
    }
    socket().flush();
  }

  /// [MQTT-4.4.0-1]: unacknowledged PUBLISH and PUBREL packets go out again, in order and with
  /// their packet identifiers; [MQTT-3.2.2-5]: without a session of the broker, the client's ends
  /// too.
  @Override
  protected void welcomed() throws IOException {
    if (!isSessionPresent()) {
      outgoing.forget();
      return;
    }
    outgoing.forEach((id, message) -> {
      if (message.released()) {
        MqttBytes.answer(socket(), MqttBytes.PUBREL, id);
      } else {
        template.append(socket(), MqttBytes.DUP, id, message.sequence(), 0);
      }
    });
    socket().flush();
  }

  @Override
  protected void handle(int first, ByteBuffer bytes, int offset, int length) throws IOException {
    int id = bytes.getShort(offset) & 0xffff;
    boolean fits =
        switch (first >> 4) {
          case MqttBytes.PUBACK -> {
            expectSuccess("PUBACK", bytes, offset, length);
            yield template.qos() == 1 && outgoing.puback(id);
          }
          case MqttBytes.PUBREC -> {
            expectSuccess("PUBREC", bytes, offset, length);
            MqttBytes.answer(socket(), MqttBytes.PUBREL, id);
            yield template.qos() == 2 && outgoing.pubrec(id);
          }
          // A PUBCOMP of Packet Identifier not found (0x92) ends QoS 2 as well.
          case MqttBytes.PUBCOMP -> template.qos() == 2 && outgoing.pubcomp(id);
          default -> false;
        };
    if (!fits) {
      throw new IOException("the broker answers for packet identifier " + id + " out of turn");
    }
  }
}
