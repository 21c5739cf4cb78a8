package io.fieldway.node.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/// What the listener of a journal was told.
final class Told implements FileJournal.Listener {
  private final AtomicLong position = new AtomicLong();
  private final Queue<IOException> failures = new ConcurrentLinkedQueue<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  @Override
  public void committed(long upTo) {
    if (upTo <= position.get() || !failures.isEmpty()) {
      wrong.add("told " + upTo + " after " + position + " and " + failures);
    }
    position.set(upTo);
  }

  @Override
  public void failed(IOException cause) {
    failures.add(cause);
  }

  long position() {
    return position.get();
  }

  Queue<IOException> failures() {
    return failures;
  }

  void awaitCommitted(long upTo) {
    await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofMinutes(2))
        .until(() -> position.get() >= upTo);
    checkOrder();
  }

  IOException awaitFailure() {
    await()
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofMinutes(2))
        .until(() -> !failures.isEmpty());
    return failures.element();
  }

  void checkOrder() {
    assertThat(wrong).isEmpty();
  }

  static Map<Long, Bytes> survivors(FileJournal journal) throws IOException {
    Map<Long, Bytes> found = new TreeMap<>();
    journal.survived((value, key) -> assertThat(found.put(key, value)).isNull());
    return found;
  }
}
