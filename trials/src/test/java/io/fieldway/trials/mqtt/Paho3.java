package io.fieldway.trials.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/// Paho's client of MQTT 3.1.1.
final class Paho3 implements PahoPeer, MqttCallback {
  private final MqttClient client;
  private final MqttConnectOptions options = new MqttConnectOptions();
  private final Inbox<Arrived> inbox = new Inbox<>();
  private final Inbox<Throwable> losses = new Inbox<>();

  Paho3(Way way) throws Exception {
    client = new MqttClient(way.uri(), way.clientId(), new MemoryPersistence());
    client.setTimeToWait(PATIENCE_MILLIS);
    client.setCallback(this);
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setCleanSession(!way.lasting());
    if (way.kind().isSecure()) {
      options.setSocketFactory(way.sockets());
    }
    if (!way.will().isEmpty()) {
      options.setWill(way.will(), way.clientId().getBytes(UTF_8), 1, false);
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

  @Override
  public Inbox<Arrived> inbox() {
    return inbox;
  }

  @Override
  public void awaitLost() throws InterruptedException {
    losses.next();
  }

  @Override
  public void connectionLost(Throwable cause) {
    losses.add(cause);
  }

  @Override
  public void messageArrived(String topic, MqttMessage message) {
    inbox.add(Arrived.of(topic, message.getQos(), message.isRetained(), message.getPayload()));
  }

  @Override
  public void deliveryComplete(IMqttDeliveryToken token) {}

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
