package io.fieldway.node.io;

import com.google.errorprone.annotations.Var;
import io.fieldway.node.link.Self;
import io.fieldway.wire.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The directory of the copies: for each node a directory, in it one with a number for each copy of
/// it. Files in that say what it has come to: `whole` (with the node's services), `released`,
/// `taken`, `given` back; `word` has the node's word that this one may speak for it. A copy that is
/// not whole when the node starts is worth nothing. All of it blocks.
record CopyShelf(Path root) {
  private static final String WHOLE = "whole";
  private static final String RELEASED = "released";
  private static final String TAKEN = "taken";
  private static final String GIVEN = "given";
  private static final String WORD = "word";
  private static final String JOURNAL = "journal";

  /// A copy on the disk.
  record Found(
      String node,
      long number,
      Path directory,
      List<String> services,
      Bytes word,
      boolean isReleased,
      boolean isTaken,
      boolean isGiven,
      long bytes) {}

  static CopyShelf in(Path data) {
    return new CopyShelf(data.resolve("copies"));
  }

  /// The newest whole copy of each node; everything else is deleted.
  List<Found> open() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    return children(root).stream()
        .filter(each -> Self.isName(String.valueOf(each.getFileName())))
        .flatMap(each -> newest(each).stream())
        .toList();
  }

  private static Optional<Found> newest(Path node) {
    @Var Optional<Found> kept = Optional.empty();
    try {
      List<Path> numbered =
          children(node).stream()
              .filter(each -> name(each).matches("[0-9]{1,18}"))
              .sorted(Comparator.comparingLong(each -> -Long.parseLong(name(each))))
              .toList();
      for (Path each : numbered) {
        if (kept.isEmpty() && Files.exists(each.resolve(WHOLE))) {
          kept = Optional.of(found(name(node), each));
        } else {
          delete(each);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return kept;
  }

  private static Found found(String node, Path directory) throws IOException {
    return new Found(
        node,
        Long.parseLong(name(directory)),
        directory,
        Files.readAllLines(directory.resolve(WHOLE)),
        word(directory),
        Files.exists(directory.resolve(RELEASED)),
        Files.exists(directory.resolve(TAKEN)),
        Files.exists(directory.resolve(GIVEN)),
        size(directory));
  }

  private static Bytes word(Path directory) throws IOException {
    Path file = directory.resolve(WORD);
    return Files.exists(file)
        ? Bytes.fromBase64Url(file.toString(), Files.readString(file))
        : Bytes.EMPTY;
  }

  private static long size(Path directory) throws IOException {
    @Var long bytes = 0;
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(each);
      }
    }
    return bytes;
  }

  /// The directory of one more copy.
  Path directory(String node, long number) {
    return root.resolve(node).resolve(Long.toString(number));
  }

  /// Where the journal of a copy lies.
  static Path journal(Path directory) {
    return directory.resolve(JOURNAL);
  }

  /// Notes that a copy is whole.
  ///
  /// @param word that this node may speak for the other; empty where nobody needs one
  static void whole(Path directory, List<String> services, Bytes word) throws IOException {
    if (word.size() > 0) {
      LastingFiles.replace(directory.resolve(WORD), word.base64Url());
    }
    LastingFiles.replace(directory.resolve(WHOLE), String.join("\n", services));
    LastingFiles.forceAbove(directory, 3);
  }

  /// Notes that the node has given itself away.
  static void released(Path directory) throws IOException {
    LastingFiles.replace(directory.resolve(RELEASED), "");
  }

  /// Notes that the node is carried on from the copy.
  static void taken(Path directory) throws IOException {
    LastingFiles.replace(directory.resolve(TAKEN), "");
  }

  /// Notes that the node may have itself back, and must not be carried on from the copy.
  static void given(Path directory) throws IOException {
    LastingFiles.replace(directory.resolve(GIVEN), "");
  }

  /// Notes that it has not.
  static void notGiven(Path directory) throws IOException {
    Files.deleteIfExists(directory.resolve(GIVEN));
    LastingFiles.forceDirectory(directory);
  }

  /// Deletes a copy, what makes it whole first.
  static void delete(Path directory) throws IOException {
    Files.deleteIfExists(directory.resolve(WHOLE));
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }

  private static List<Path> children(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.toList();
    }
  }
}
