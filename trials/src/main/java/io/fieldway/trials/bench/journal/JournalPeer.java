package io.fieldway.trials.bench.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A store that takes part, with what does not show in a run.
enum JournalPeer {
  SQLITE("SQLite", "WAL, synchronous=FULL"),
  ROCKSDB("RocksDB", "WriteOptions.setSync(true), its options otherwise as they come"),
  MVSTORE("MVStore", "commit() and sync()"),
  ARTEMIS(
      "Artemis",
      "NIO journal, a transaction a group, synced commit record; knows no keys once it is open, so"
          + " a broker keeps them"),
  FIELDWAY(
      "Fieldway",
      "the node's own journal with its defaults; what dies within its group is not written"),
  FILE(
      "plain file",
      "not a store: one write and force(false) a group, the floor of what this disk allows");

  private static final long HEAP_AN_ENTRY = 700;

  private final String title;
  private final String remark;

  JournalPeer(String title, String remark) {
    this.title = title;
    this.remark = remark;
  }

  /// All but the plain file.
  static List<JournalPeer> stores() {
    return List.of(SQLITE, ROCKSDB, MVSTORE, ARTEMIS, FIELDWAY);
  }

  String title() {
    return title;
  }

  String remark() {
    return remark;
  }

  /// Opens or makes the store in a directory.
  KeyedStore open(Path directory) throws IOException {
    return switch (this) {
      case SQLITE -> new GatheringStore(new SqlTransactions(directory));
      case ROCKSDB -> new GatheringStore(new RocksTransactions(directory));
      case MVSTORE -> new GatheringStore(new MvTransactions(directory));
      case ARTEMIS -> new GatheringStore(new ArtemisTransactions(directory));
      case FIELDWAY -> new FieldwayStore(directory);
      case FILE -> new GatheringStore(new FloorTransactions(directory));
    };
  }

  /// The heap that opening a full store takes, in bytes.
  long heapToReopen(int entries) {
    return this == ARTEMIS ? entries * HEAP_AN_ENTRY : 0;
  }
}
