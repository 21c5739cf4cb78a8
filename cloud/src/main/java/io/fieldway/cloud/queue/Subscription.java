package io.fieldway.cloud.queue;

/// Something heard until it is closed.
@FunctionalInterface
public interface Subscription extends AutoCloseable {
  @Override
  void close();
}
