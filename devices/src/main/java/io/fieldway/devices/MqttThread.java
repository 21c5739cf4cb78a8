package io.fieldway.devices;

import java.util.concurrent.Executor;

/// The one event loop that all simulated MQTT clients share.
final class MqttThread implements Executor {
  @Override
  public void execute(Runnable loop) {
    var _ = Thread.ofPlatform().name("devices-mqtt").daemon().start(loop);
  }
}
