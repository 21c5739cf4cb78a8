package io.fieldway.node.io;

import io.fieldway.node.journal.FileJournal;
import java.util.Optional;

/// The nodes that are carried on in this process. By any thread.
public interface Carried {
  /// Nobody is carried on.
  Carried NOBODY =
      new Carried() {
        @Override
        public Optional<FileJournal> journal(String node) {
          return Optional.empty();
        }

        @Override
        public void close(String node) {
          // there is none
        }

        @Override
        public Optional<String> movedTo(String node) {
          return Optional.empty();
        }
      };

  /// The journal of a node that is carried on here; empty where it is not.
  Optional<FileJournal> journal(String node);

  /// Serves a node no more, and closes its journal. Blocks.
  void close(String node);

  /// Where somebody else has its links who carries a node on, as host:port; empty where that is not
  /// known here.
  Optional<String> movedTo(String node);
}
