package io.fieldway.trials.mqtt;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// What has come to a client, in order.
final class Inbox<T> {
  private static final long PATIENCE_MINUTES = 2;

  private final BlockingQueue<T> received = new LinkedBlockingQueue<>();

  void add(T message) {
    received.add(message);
  }

  /// Waits for the next one and takes it.
  T next() throws InterruptedException {
    T message = received.poll(PATIENCE_MINUTES, TimeUnit.MINUTES);
    if (message == null) {
      throw new AssertionError("nothing came within " + PATIENCE_MINUTES + " minutes");
    }
    return message;
  }

  /// Waits for so many and takes them.
  List<T> next(int count) throws InterruptedException {
    List<T> messages = new ArrayList<>();
    while (messages.size() < count) {
      messages.add(next());
    }
    return messages;
  }

  boolean isEmpty() {
    return received.isEmpty();
  }
}
