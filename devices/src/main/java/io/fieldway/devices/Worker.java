package io.fieldway.devices;

/// One simulated device at work.
interface Worker {
  void start();

  /// Measures no more; what waits is still sent.
  void stopMeasuring();

  /// Stops at once, as if its power were cut.
  void stop();

  void join() throws InterruptedException;

  FieldStatus.DeviceStatus status();
}
