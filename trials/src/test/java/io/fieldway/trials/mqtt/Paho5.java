package io.fieldway.trials.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/// Paho's client of MQTT 5.
final class Paho5 implements PahoPeer, MqttCallback {
  private final MqttClient client;
  private final MqttConnectionOptions options = new MqttConnectionOptions();
  private final Inbox<Arrived> inbox = new Inbox<>();
  private final Inbox<MqttProperties> properties = new Inbox<>();
  private final Inbox<MqttDisconnectResponse> losses = new Inbox<>();

  Paho5(Way way) throws Exception {
    client = new MqttClient(way.uri(), way.clientId(), new MemoryPersistence());
    client.setTimeToWait(PATIENCE_MILLIS);
    client.setCallback(this);
    options.setCleanStart(!way.lasting());
    options.setSessionExpiryInterval(way.lasting() ? (long) SESSION_SECONDS : 0L);
    if (way.kind().isSecure()) {
      options.setSocketFactory(way.sockets());
    }
    if (!way.will().isEmpty()) {
      options.setWill(way.will(), new MqttMessage(way.clientId().getBytes(UTF_8), 1, false, null));
    }
  }

  @Override
  public boolean connect() throws Exception {
    return PahoPeer.patiently(() -> client.connectWithResult(options).getSessionPresent());
  }

  @Override
  public void subscribe(String filter, int qos) throws MqttException {
    client.subscribe(filter, qos);
  }

  @Override
  public void publish(String topic, int qos, boolean retained, String payload)
      throws MqttException {
    client.publish(topic, payload.getBytes(UTF_8), qos, retained);
  }

  /// Publishes at QoS 1 with properties.
  void publish(String topic, String payload, MqttProperties said) throws MqttException {
    client.publish(topic, new MqttMessage(payload.getBytes(UTF_8), 1, false, said));
  }

  @Override
  public Inbox<Arrived> inbox() {
    return inbox;
  }

  /// Of the messages in the inbox, in the same order.
  Inbox<MqttProperties> properties() {
    return properties;
  }

  @Override
  public void awaitLost() throws InterruptedException {
    losses.next();
  }

  @Override
  public void disconnected(MqttDisconnectResponse response) {
    losses.add(response);
  }

  @Override
  public void mqttErrorOccurred(MqttException error) {}

  @Override
  public void messageArrived(String topic, MqttMessage message) {
    properties.add(message.getProperties());
    inbox.add(Arrived.of(topic, message.getQos(), message.isRetained(), message.getPayload()));
  }

  @Override
  public void deliveryComplete(IMqttToken token) {}

  @Override
  public void connectComplete(boolean again, String uri) {}

  @Override
  public void authPacketArrived(int reason, MqttProperties said) {}

  @Override
  public void close() throws IOException {
    try {
      if (client.isConnected()) {
        client.disconnect();
      }
      client.close();
    } catch (MqttException e) {
      throw new IOException(e);
    }
  }
}
