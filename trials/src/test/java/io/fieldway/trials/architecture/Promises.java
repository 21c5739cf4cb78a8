package io.fieldway.trials.architecture;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Who says in its documentation that it is without I/O.
///
/// @param packages whose package-info says so
/// @param types whose documentation says so, by the name of their file
record Promises(Set<String> packages, Set<String> types) {
  private static final Pattern WITHOUT =
      Pattern.compile("without\\s+I/O", Pattern.CASE_INSENSITIVE);
  private static final String ROOT = "src/main/java/";

  Promises(Set<String> packages, Set<String> types) {
    this.packages = Set.copyOf(packages);
    this.types = Set.copyOf(types);
  }

  static Promises read() {
    Set<String> packages = new HashSet<>();
    Set<String> types = new HashSet<>();
    for (SourceTree.Source source : SourceTree.here().sources()) {
      int root = source.path().indexOf(ROOT);
      if (root < 0 || !source.path().endsWith(".java") || !promises(source.lines())) {
        continue;
      }
      String name =
          source
              .path()
              .substring(root + ROOT.length(), source.path().length() - ".java".length())
              .replace('/', '.');
      if (name.endsWith(".package-info")) {
        packages.add(name.substring(0, name.lastIndexOf('.')));
      } else {
        types.add(name);
      }
    }
    return new Promises(packages, types);
  }

  /// Looks at the documentation of the type or package itself, which comes before its declaration.
  private static boolean promises(List<String> lines) {
    StringBuilder documentation = new StringBuilder();
    for (String line : lines) {
      if (line.startsWith("///")) {
        documentation.append(line.substring(3)).append(' ');
      } else if (line.contains(" class ")
          || line.contains(" record ")
          || line.contains(" interface ")
          || line.contains(" enum ")) {
        break;
      }
    }
    return WITHOUT.matcher(documentation).find();
  }
}
