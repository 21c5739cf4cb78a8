package io.fieldway.node.journal;

import com.google.errorprone.annotations.Var;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/// A program that does a broker's work with a journal and writes each committed position on its
/// standard output, until somebody kills it. Step number *n* puts key *n* and removes key *n* -
/// [#ALIVE], but leaves every tenth.
final class PutUntilKilled {
  static final int ALIVE = 100;
  static final int STAYS = 10;

  private PutUntilKilled() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    OutputStream out = System.out;
    Semaphore window = new Semaphore(2_000);
    FileJournal.Listener listener =
        new FileJournal.Listener() {
          @Var private long before;

          @Override
          public void committed(long position) {
            window.release((int) (position - before));
            before = position;
            tell(out, position);
          }

          @Override
          public void failed(IOException cause) {
            Runtime.getRuntime().halt(1);
          }
        };
    long first = Long.parseLong(arguments[1]);
    try (FileJournal journal = FileJournal.open(Path.of(arguments[0]), config(), listener)) {
      for (long step = first; step < Long.MAX_VALUE; step++) {
        window.acquire(2);
        journal.put(step, value(step));
        journal.remove(removed(step));
        journal.boundary();
      }
    }
  }

  static JournalConfig config() {
    return JournalConfig.defaults().withSegmentBytes(64 << 10);
  }

  static Bytes value(long step) {
    return Bytes.utf8("value of step " + step + ".".repeat((int) (step % 200)));
  }

  /// The key that a step removes; one that never was where it leaves its own.
  static long removed(long step) {
    long key = step - ALIVE;
    return key % STAYS == 0 ? -1 : key;
  }

  private static void tell(OutputStream out, long position) {
    try {
      out.write((position + "\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
    } catch (IOException e) {
      Runtime.getRuntime().halt(1);
    }
  }
}
