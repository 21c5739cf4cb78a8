package io.fieldway.gateway.outbox;

import java.util.List;
import java.util.function.Consumer;

/// Documents by id, on the outbox's disk. May be used from any thread.
public interface Journal {
  /// Every document, in the order in which their ids came first.
  List<String> documents();

  /// Writes a document; `done` hears from the writer's thread whether it is on disk.
  void put(String id, String document, Consumer<Boolean> done);

  /// Removes documents. Not waited for: what is there again after a crash is removed again.
  void remove(List<String> ids);
}
