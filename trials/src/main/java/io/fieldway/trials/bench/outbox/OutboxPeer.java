package io.fieldway.trials.bench.outbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A store that takes part, with what does not show in a run.
public enum OutboxPeer {
  SQLITE("SQLite", "WAL, synchronous=FULL; SQL; native code; public domain"),
  ROCKSDB("RocksDB", "WriteOptions.setSync(true); native code; Apache 2.0 or GPL 2"),
  MVSTORE(
      "MVStore",
      "commit() and sync(); pure Java; no range delete, each key is removed by itself; MPL 2.0 or"
          + " EPL 1.0"),
  JOURNAL(
      "Artemis",
      "NIO journal, transactions with a synced commit record; pure Java; no key lookup and no range"
          + " delete: entries are kept on the heap and deleted one by one; Apache 2.0"),
  FILE(
      "plain file",
      "not a store: one write and force(false) a group, the floor of what this disk allows");

  private static final long HEAP_AN_ENTRY = 1_024;

  private final String title;
  private final String remark;

  OutboxPeer(String title, String remark) {
    this.title = title;
    this.remark = remark;
  }

  /// All but the plain file.
  public static List<OutboxPeer> stores() {
    return List.of(SQLITE, ROCKSDB, MVSTORE, JOURNAL);
  }

  public String title() {
    return title;
  }

  public String remark() {
    return remark;
  }

  /// Opens or makes the store in a directory.
  public OutboxStore open(Path directory) throws IOException {
    return switch (this) {
      case SQLITE -> new SqlOutbox(directory);
      case ROCKSDB -> new RocksOutbox(directory);
      case MVSTORE -> new MvOutbox(directory);
      case JOURNAL -> new JournalOutbox(directory);
      case FILE -> new FileFloor(directory);
    };
  }

  /// The heap that reopening a full store takes, in bytes: nothing to speak of, but where entries
  /// are kept on the heap, with as much again while they are loaded.
  public long heapToReopen(int entries) {
    return this == JOURNAL ? entries * HEAP_AN_ENTRY : 0;
  }

  /// The jars this store needs; empty where they are packed into one with everything else.
  public List<Path> jars() {
    List<String> classes = classes();
    List<Path> jars =
        classes.stream().map(ClassPath::jarOf).flatMap(Optional::stream).distinct().toList();
    return jars.size() == classes.size() ? jars : List.of();
  }

  /// A class of each jar.
  private List<String> classes() {
    return switch (this) {
      case SQLITE -> List.of("org.sqlite.JDBC");
      case ROCKSDB -> List.of("org.rocksdb.RocksDB");
      case MVSTORE -> List.of("org.h2.mvstore.MVStore");
      case JOURNAL ->
          List.of(
              "org.apache.activemq.artemis.core.journal.Journal",
              "org.apache.activemq.artemis.utils.ExecutorFactory",
              "org.apache.activemq.artemis.nativo.jlibaio.LibaioContext",
              "io.netty.buffer.ByteBuf",
              "io.netty.util.ReferenceCounted",
              "org.jctools.queues.MpscArrayQueue");
      case FILE -> List.of();
    };
  }
}
