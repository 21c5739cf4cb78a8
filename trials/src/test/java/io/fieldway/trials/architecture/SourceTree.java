package io.fieldway.trials.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The texts that people of the project write: code, pages, scripts and settings. What is built or
/// brought along by others (`target`, `.git`, the Maven wrapper) is not among them.
record SourceTree(Path root, List<Source> sources) {
  private static final Set<String> SKIPPED = Set.of("target", ".git", ".idea", "node_modules");
  private static final Set<String> NOT_OURS =
      Set.of("mvnw", "mvnw.cmd", "LICENSE", ".jqwik-database");
  private static final String TEXT =
      ".*\\.(java|md|xml|yml|yaml|json|js|mjs|css|html|sql|sh|properties|svg|config)|\\w+|\\..+";

  /// A text.
  ///
  /// @param path from the root, with `/`
  record Source(String path, String text) {
    List<String> lines() {
      return text.lines().toList();
    }
  }

  SourceTree(Path root, List<Source> sources) {
    this.root = root;
    this.sources = List.copyOf(sources);
  }

  /// The tree these tests are run in.
  static SourceTree here() {
    Path root =
        Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
            .filter(path -> Files.isDirectory(path.resolve(".mvn")))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the tests run outside of the sources"));
    List<Source> sources = new ArrayList<>();
    try {
      Files.walkFileTree(root, new Reader(root, sources));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SourceTree(root, sources);
  }

  private static final class Reader extends SimpleFileVisitor<Path> {
    private final Path root;
    private final List<Source> sources;

    Reader(Path root, List<Source> sources) {
      this.root = root;
      this.sources = sources;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      return SKIPPED.contains(name(directory))
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (name(file).matches(TEXT) && !NOT_OURS.contains(name(file))) {
        String path = root.relativize(file).toString().replace('\\', '/');
        sources.add(new Source(path, new String(Files.readAllBytes(file), StandardCharsets.UTF_8)));
      }
      return FileVisitResult.CONTINUE;
    }

    private static String name(Path path) {
      return String.valueOf(path.getFileName());
    }
  }
}
