package io.fieldway.controller.journal;

import com.google.errorprone.annotations.Var;
import io.fieldway.controller.reroute.Decision;
import io.fieldway.controller.reroute.Ledger;
import io.fieldway.wire.Json;
import io.fieldway.wire.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/// A file of decisions, one JSON object a line. A decision is on the disk when [#append] returns.
///
/// At the start the file is replaced by the fewest lines that amount to the same. A last line
/// without an end was never acted upon and is cut off; any other line that is no decision is
/// refused with its number, for to leave it out could let two nodes serve the same sessions.
public final class DecisionJournal implements AutoCloseable {
  private static final String FILE = "decisions.jsonl";
  private static final String NEXT = "decisions.jsonl.next";
  private static final String LOCK = "lock";

  /// The largest journal that is read; it is compacted at every start.
  private static final long MAX_BYTES = 256L << 20;

  private final FileChannel lock;
  private final FileChannel file;
  private final List<Decision> past;

  private DecisionJournal(FileChannel lock, FileChannel file, List<Decision> past) {
    this.lock = lock;
    this.file = file;
    this.past = List.copyOf(past);
  }

  /// Opens the journal of a directory, which is made where it is missing.
  ///
  /// @throws IOException that says what is wrong with it, or that another controller has it
  public static DecisionJournal open(Path directory) throws IOException {
    Files.createDirectories(directory);
    FileChannel lock = lock(directory.resolve(LOCK));
    try {
      Path path = directory.resolve(FILE);
      Ledger ledger = new Ledger();
      read(path).forEach(ledger::apply);
      List<Decision> past = ledger.compacted();
      replace(directory, path, past);
      return new DecisionJournal(lock, FileChannel.open(path, StandardOpenOption.APPEND), past);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /// What was decided before.
  public List<Decision> past() {
    return past;
  }

  /// Writes decisions, and waits for the disk.
  public void append(List<Decision> decisions) throws IOException {
    write(file, decisions);
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      file.close();
    }
  }

  private static void replace(Path directory, Path path, List<Decision> past) throws IOException {
    Path next = directory.resolve(NEXT);
    try (FileChannel fresh =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      write(fresh, past);
    }
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel named = FileChannel.open(directory, StandardOpenOption.READ)) {
      named.force(true);
    }
  }

  private static void write(FileChannel file, List<Decision> decisions) throws IOException {
    StringBuilder lines = new StringBuilder();
    decisions.forEach(each -> lines.append(Json.write(each.json())).append('\n'));
    ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      int _ = file.write(bytes);
    }
    file.force(false);
  }

  private static List<Decision> read(Path path) throws IOException {
    if (!Files.exists(path)) {
      return List.of();
    }
    if (Files.size(path) > MAX_BYTES) {
      throw new IOException(path + ": expected at most " + MAX_BYTES + " bytes");
    }
    String text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
    List<Decision> decisions = new ArrayList<>();
    @Var int from = 0;
    @Var int line = 1;
    for (@Var int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      try {
        decisions.add(Decision.read(Json.parse("decision", text.substring(from, end))));
      } catch (MalformedException e) {
        throw new IOException(path + " line " + line + ": " + e.getMessage(), e);
      }
      from = end + 1;
      line++;
    }
    return decisions;
  }

  private static FileChannel lock(Path path) throws IOException {
    FileChannel lock = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (lock.tryLock() != null) {
        return lock;
      }
    } catch (OverlappingFileLockException e) {
      // Another controller of this process has it.
    }
    lock.close();
    throw new IOException("another controller is running in " + path.getParent());
  }
}
